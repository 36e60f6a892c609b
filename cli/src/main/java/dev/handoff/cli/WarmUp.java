package dev.handoff.cli;

import dev.handoff.broker.LocalBroker;
import dev.handoff.broker.LocalBrokerSettings;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import dev.handoff.worker.Worker;
import dev.handoff.worker.WorkerSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Runs one job by {@code handoff task} with its own broker, so that the JVM can archive the classes
 * that every command needs. The launcher runs it once after a build. It leaves nothing behind.
 */
public final class WarmUp {

  private static final String BRIEF =
      """
      goal: Load the classes that every command needs.
      run: {handler: warm-up, with: {text: hello}}
      """;

  private WarmUp() {}

  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("handoff-warm-up");
    int exitCode;
    try (LocalBroker broker =
        LocalBroker.start(LocalBrokerSettings.inFolder(folder.resolve("broker")))) {
      exitCode = run(broker, folder);
    } finally {
      delete(folder);
    }
    System.exit(exitCode);
  }

  private static int run(LocalBroker broker, Path folder) throws Exception {
    WorkerSettings settings =
        WorkerSettings.of("warm-up", folder.resolve("work"))
            .withLanes(Map.of("standard", 1))
            .withHandlers(Map.of("warm-up", context -> context.input()))
            .withDrain(Duration.ZERO);
    KafkaSettings kafka = new KafkaSettings(broker.clientProperties(), Topics.DEFAULT);
    try (Worker worker = new Worker(kafka, settings)) {
      worker.start();
      Path brief = Files.writeString(folder.resolve("brief.yaml"), BRIEF);
      Path login = login(broker, folder);
      return Handoff.commandLine()
          .execute(
              "task",
              brief.toString(),
              "--command-config",
              login.toString(),
              "--signing-key",
              "none",
              "--trust",
              "none");
    }
  }

  private static Path login(LocalBroker broker, Path folder) throws IOException {
    Path file = folder.resolve("client.properties");
    Properties properties = new Properties();
    properties.putAll(broker.clientProperties());
    try (OutputStream out = Files.newOutputStream(file)) {
      properties.store(out, null);
    }
    return file;
  }

  private static void delete(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> tree = Files.walk(folder)) {
      deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }
}
