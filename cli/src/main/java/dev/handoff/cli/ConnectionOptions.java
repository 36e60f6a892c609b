package dev.handoff.cli;

import dev.handoff.cli.local.LocalDefault;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Which cluster a command talks to: flag, else variable, else the local default. */
final class ConnectionOptions {

  private static final String VARIABLE = "HANDOFF_BOOTSTRAP_SERVER";

  @Option(
      names = "--bootstrap-server",
      paramLabel = "HOST:PORT",
      description = {
        "Kafka to talk to. Default: $" + VARIABLE + ", else a local one that is started as needed."
      })
  private String bootstrapServer;

  @Option(
      names = "--command-config",
      paramLabel = "FILE",
      description = "Properties of Kafka clients, such as the login.")
  private Path commandConfig;

  @Option(
      names = "--command-property",
      paramLabel = "NAME=VALUE",
      description = "One such property; wins over the file.")
  private Map<String, String> commandProperties = new HashMap<>();

  @Option(
      names = "--topic-prefix",
      paramLabel = "PREFIX",
      description = "What topic names begin with. Default: " + Topics.DEFAULT_PREFIX + ".")
  private String topicPrefix;

  private final LocalDefault local = LocalDefault.ofUser();

  /**
   * The settings for that cluster; starts the local default if that is it.
   *
   * @throws IOException if the properties file cannot be read
   */
  KafkaSettings connect() throws IOException {
    boolean isLocal = isLocal();
    if (isLocal && topicPrefix != null) {
      throw new CommandException(
          ExitCode.USAGE, "--topic-prefix goes with --bootstrap-server: the local default has one");
    }
    return isLocal ? local.ensureRunning() : remote(server());
  }

  /** Whether no other cluster than the local default is named. */
  boolean isLocal() {
    String server = server();
    return (server == null || server.isBlank())
        && commandConfig == null
        && !commandProperties.containsKey("bootstrap.servers");
  }

  private String server() {
    return bootstrapServer != null ? bootstrapServer : System.getenv(VARIABLE);
  }

  /** With the local default: starts it again if it dies while this command waits. */
  void keepRunning(Consumer<String> onStopped) {
    local.keepRunning(onStopped);
  }

  /**
   * The settings for a cluster that is not the local default.
   *
   * @throws CommandException if none is named
   */
  KafkaSettings connectRemote() throws IOException {
    return remote(server());
  }

  private KafkaSettings remote(String server) throws IOException {
    Map<String, String> properties = new HashMap<>();
    if (commandConfig != null) {
      properties.putAll(fromFile());
    }
    properties.putAll(commandProperties);
    if (server != null && !server.isBlank()) {
      properties.put("bootstrap.servers", server);
    }
    if (!properties.containsKey("bootstrap.servers")) {
      throw new CommandException(
          ExitCode.USAGE, "no broker is named: give --bootstrap-server or $" + VARIABLE);
    }
    return new KafkaSettings(
        properties, new Topics(topicPrefix == null ? Topics.DEFAULT_PREFIX : topicPrefix));
  }

  private Map<String, String> fromFile() {
    Properties read = new Properties();
    try (Reader reader = Files.newBufferedReader(commandConfig)) {
      read.load(reader);
    } catch (FileSystemException e) {
      throw notProperties(Failures.message(e));
    } catch (IOException | IllegalArgumentException e) {
      throw notProperties(commandConfig + ": " + e.getMessage());
    }
    Map<String, String> properties = new HashMap<>();
    read.stringPropertyNames().forEach(name -> properties.put(name, read.getProperty(name)));
    return properties;
  }

  private static CommandException notProperties(String why) {
    return new CommandException(
        ExitCode.USAGE, "--command-config must be a file of properties, got " + why);
  }
}
