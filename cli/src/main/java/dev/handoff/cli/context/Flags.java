package dev.handoff.cli.context;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a command line says of the cluster; null or empty where it says nothing.
 *
 * @param properties each given by itself
 * @param config the properties in the file {@code commandConfig}
 */
public record Flags(
    String context,
    String bootstrapServer,
    Path commandConfig,
    Map<String, String> properties,
    Map<String, String> config,
    String topicPrefix) {

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

  /** The broker that they name, in Kafka's own order: the flag, a property, the file. */
  Optional<Setting<String>> broker() {
    if (isGiven(bootstrapServer)) {
      return Optional.of(new Setting<>(bootstrapServer, BOOTSTRAP_SERVER));
    }
    if (isGiven(properties.get(PROPERTY))) {
      return Optional.of(new Setting<>(properties.get(PROPERTY), COMMAND_PROPERTY));
    }
    return isGiven(config.get(PROPERTY))
        ? Optional.of(new Setting<>(config.get(PROPERTY), COMMAND_CONFIG))
        : Optional.empty();
  }

  static boolean isGiven(String value) {
    return value != null && !value.isBlank();
  }
}
