package dev.handoff.cli.context;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One cluster of the file of contexts.
 *
 * @param bootstrapServers separated by commas
 * @param commandConfig file of properties for Kafka clients
 * @param lane the default for briefs that name none
 * @param signingKey the key to sign with
 * @param trust the file of trusted keys
 */
public record Context(
    String name,
    @Nullable String bootstrapServers,
    @Nullable Path commandConfig,
    @Nullable String topicPrefix,
    @Nullable String lane,
    @Nullable Path signingKey,
    @Nullable Path trust) {

  /** The reserved name of the local default. */
  public static final String LOCAL = "local";

  /** The local default; its values are found out at run time. */
  public static Context local() {
    return new Context(LOCAL, null, null, null, null, null, null);
  }
}
