package dev.handoff.cli.context;

import java.nio.file.Path;

/**
 * The cluster that a command uses, and the origin of each setting.
 *
 * @param context {@link Context#LOCAL} for the local default; its value is null if a broker was
 *     named without a context
 * @param bootstrapServers its value is null if none was named, and for the local default, which
 *     gets an address when it starts
 * @param signingKey its value is null if the context names none; other sources may
 * @param trust like the key
 */
public record Cluster(
    Setting<String> context,
    Setting<String> bootstrapServers,
    Setting<Path> commandConfig,
    Setting<String> topicPrefix,
    Setting<String> lane,
    Setting<Path> signingKey,
    Setting<Path> trust) {

  public boolean isLocal() {
    return Context.LOCAL.equals(context.value());
  }
}
