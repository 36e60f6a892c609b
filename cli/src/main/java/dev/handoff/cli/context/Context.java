package dev.handoff.cli.context;

import java.nio.file.Path;

/**
 * One cluster as the file of contexts has it; what that leaves out is null.
 *
 * @param bootstrapServers with commas between them
 * @param commandConfig properties of Kafka clients
 * @param lane of briefs that name none
 * @param signingKey what is signed with there
 * @param trust the file of those whose signatures count there
 */
public record Context(
    String name,
    String bootstrapServers,
    Path commandConfig,
    String topicPrefix,
    String lane,
    Path signingKey,
    Path trust) {

  /** The name of the local default, which no file can give to another. */
  public static final String LOCAL = "local";

  /** The local default: all of it is found out. */
  public static Context local() {
    return new Context(LOCAL, null, null, null, null, null, null);
  }
}
