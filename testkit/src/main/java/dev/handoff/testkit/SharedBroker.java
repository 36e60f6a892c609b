package dev.handoff.testkit;

import dev.handoff.broker.LocalBroker;
import dev.handoff.broker.LocalBrokerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The broker of a test JVM. Its temporary data folder is deleted after the last of its tests. */
final class SharedBroker implements AutoCloseable {
  // Lets a test see a record's lock run out in a second; a worker's own settings are not touched by
  // it.
  private static final Map<String, String> FOR_TESTS =
      Map.of("group.share.min.record.lock.duration.ms", "1000");

  private final Path folder;
  private final LocalBrokerSettings settings;
  private final Map<String, String> clientProperties;
  private @Nullable LocalBroker running; // guarded by this; null while stopped

  SharedBroker() {
    try {
      folder = Files.createTempDirectory("handoff-broker");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    settings =
        LocalBrokerSettings.inFolder(folder)
            .withOverrides(FOR_TESTS)
            .withPorts(FreePorts.take(), 0);
    LocalBroker first = LocalBroker.start(settings);
    running = first;
    clientProperties = first.clientProperties();
  }

  Map<String, String> clientProperties() {
    return clientProperties;
  }

  synchronized void start() {
    if (running == null) {
      running = LocalBroker.start(settings);
    }
  }

  synchronized void stop() {
    if (running != null) {
      running.close();
      running = null;
    }
  }

  @Override
  public void close() throws IOException {
    stop();
    List<Path> deepestFirst;
    try (Stream<Path> tree = Files.walk(folder)) {
      deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }
}
