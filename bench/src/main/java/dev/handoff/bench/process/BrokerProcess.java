package dev.handoff.bench.process;

import dev.handoff.bench.figure.Stage;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** A broker for one scenario, with default settings, in a separate process. */
public final class BrokerProcess implements AutoCloseable {

  private final Path data;
  private final Path clientProperties;
  private JavaProcess process;

  private BrokerProcess(Stage stage) throws IOException {
    this.data = stage.folder().resolve("broker");
    this.clientProperties = stage.folder().resolve("client.properties");
    this.process = startProcess();
  }

  /** Starts it; returns when it serves clients. */
  public static BrokerProcess start(Stage stage) throws IOException {
    return new BrokerProcess(stage);
  }

  private JavaProcess startProcess() throws IOException {
    return JavaProcess.start(BrokerMain.class, "768m", data, clientProperties).awaitReady();
  }

  /** Like {@code kill -9}. */
  public void kill() {
    process.signalKill();
    process.close();
  }

  /** Restarts it after it was killed or closed, with its data and address. */
  public void startAgain() throws IOException {
    process = startProcess();
  }

  /** The file for {@code --command-config}. */
  public Path clientProperties() {
    return clientProperties;
  }

  public KafkaSettings kafka(String prefix) throws IOException {
    return kafka(clientProperties, prefix);
  }

  public static KafkaSettings kafka(Path clientProperties, String prefix) throws IOException {
    Properties read = new Properties();
    try (Reader reader = Files.newBufferedReader(clientProperties)) {
      read.load(reader);
    }
    Map<String, String> properties = new HashMap<>();
    read.stringPropertyNames().forEach(name -> properties.put(name, read.getProperty(name)));
    return new KafkaSettings(properties, new Topics(prefix));
  }

  public long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.close();
  }
}
