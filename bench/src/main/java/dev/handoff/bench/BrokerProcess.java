package dev.handoff.bench;

import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** A broker for one scenario, with default settings, in a process of its own. */
final class BrokerProcess implements AutoCloseable {

  private final JavaProcess process;
  private final Path clientProperties;

  private BrokerProcess(JavaProcess process, Path clientProperties) {
    this.process = process;
    this.clientProperties = clientProperties;
  }

  /** Returns when clients are served. */
  static BrokerProcess start(Stage stage) throws IOException {
    Path clientProperties = stage.folder().resolve("client.properties");
    JavaProcess process =
        JavaProcess.start(
            BrokerMain.class, "768m", stage.folder().resolve("broker"), clientProperties);
    return new BrokerProcess(process.awaitReady(), clientProperties);
  }

  /** As {@code --command-config} takes it. */
  Path clientProperties() {
    return clientProperties;
  }

  KafkaSettings kafka(String prefix) throws IOException {
    return kafka(clientProperties, prefix);
  }

  static KafkaSettings kafka(Path clientProperties, String prefix) throws IOException {
    Properties read = new Properties();
    try (Reader reader = Files.newBufferedReader(clientProperties)) {
      read.load(reader);
    }
    Map<String, String> properties = new HashMap<>();
    read.stringPropertyNames().forEach(name -> properties.put(name, read.getProperty(name)));
    return new KafkaSettings(properties, new Topics(prefix));
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.close();
  }
}
