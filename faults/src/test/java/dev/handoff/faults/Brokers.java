package dev.handoff.faults;

import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** What an installation of a test runs on: one broker, or several. */
interface Brokers {

  /** What a client needs to connect, as for {@code --command-config}. */
  Path clientProperties();

  /** One installation of Handoff on it. */
  default KafkaSettings kafka(String prefix) {
    Properties read = new Properties();
    try (Reader reader = Files.newBufferedReader(clientProperties())) {
      read.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> properties = new HashMap<>();
    read.stringPropertyNames().forEach(name -> properties.put(name, read.getProperty(name)));
    return new KafkaSettings(properties, new Topics(prefix));
  }
}
