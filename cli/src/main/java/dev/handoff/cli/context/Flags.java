package dev.handoff.cli.context;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options of a command line about the cluster.
 *
 * @param properties each from an option of its own
 * @param config the properties in the file {@code commandConfig}
 */
public record Flags(
    @Nullable String context,
    @Nullable String bootstrapServer,
    @Nullable Path commandConfig,
    Map<String, String> properties,
    Map<String, String> config,
    @Nullable String topicPrefix) {

  public static final Flags NONE = new Flags(null, null, null, Map.of(), Map.of(), null);

  static final String CONTEXT = "--context";
  static final String BOOTSTRAP_SERVER = "--bootstrap-server";
  static final String COMMAND_CONFIG = "--command-config";
  static final String COMMAND_PROPERTY = "--command-property";
  static final String TOPIC_PREFIX = "--topic-prefix";

  private static final String PROPERTY = "bootstrap.servers";

  public Flags {
    properties = Map.copyOf(properties);
    config = Map.copyOf(config);
  }

  /** The broker that they name, in the order of Kafka's tools: the flag, a property, the file. */
  Setting<String> broker() {
    return Setting.given(bootstrapServer, BOOTSTRAP_SERVER)
        .or(Setting.given(properties.get(PROPERTY), COMMAND_PROPERTY))
        .or(Setting.given(config.get(PROPERTY), COMMAND_CONFIG));
  }
}
