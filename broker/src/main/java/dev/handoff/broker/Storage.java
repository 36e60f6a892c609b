package dev.handoff.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * Formats Kafka's own folder within the data folder, aside and then moved, so that it is complete
 * or missing.
 */
final class Storage {
  private Storage() {}

  static Path in(Path folder) {
    return folder.resolve("kafka");
  }

  static Path formatted(Path folder) throws IOException {
    Path storage = in(folder);
    if (!Files.exists(storage)) {
      Path draft = folder.resolve("kafka.new");
      deleteTree(draft); // a process died while formatting
      format(draft);
      Files.move(draft, storage, StandardCopyOption.ATOMIC_MOVE);
    }
    return storage;
  }

  private static void format(Path draft) throws IOException {
    Files.createDirectory(draft);
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    try {
      new Formatter()
          .setPrintStream(nowhere)
          .setNodeId(ServerProperties.NODE_ID)
          .setClusterId(Uuid.randomUuid().toString())
          .addDirectory(draft.toString())
          .setMetadataLogDirectory(draft.toString())
          .setControllerListenerName("CONTROLLER")
          .setHasDynamicQuorum(false)
          .run();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new LocalBrokerException("The broker's folder cannot be formatted: " + draft, e);
    }
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> tree = Files.walk(root)) {
      deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.delete(path);
    }
  }
}
