package dev.handoff.cli.context;

import java.nio.file.Path;

/**
 * The cluster that a command talks to, and which value comes from where.
 *
 * @param context {@link Context#LOCAL} for the local default; its value is null if a broker was
 *     named by itself
 * @param bootstrapServers its value is null for the local default, which has an address once it
 *     runs, and if nobody named one
 * @param commandConfig its value is null if there is none
 * @param signingKey its value is null if the context names none; others may
 * @param trust as with the key
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
