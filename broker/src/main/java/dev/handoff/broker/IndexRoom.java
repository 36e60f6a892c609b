package dev.handoff.broker;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the room of Kafka's index files before Kafka needs it.
 *
 * <p>Kafka makes an index as a file with holes and writes it through memory. If the disk is full
 * when it first touches a page, the append fails with an {@link InternalError} after its records
 * are in the segment. Unlike an I/O error that does not end the broker: the next append gives the
 * same offsets again, and of the two only the first can be read. With the pages allocated this
 * cannot happen, and whatever else finds no room is an I/O error.
 *
 * <p>Only the operating system can allocate without a write, which would race with Kafka's own.
 * Where it has no {@code fallocate}, or the file system does not know it, nothing is taken.
 */
final class IndexRoom {

  /** The size of an index, in bytes: enough for at least 21 MiB of a segment. */
  static final int INDEX_SIZE = 64 << 10;

  // The names come as arguments, so that no name is part of the script. The length of a file stays:
  // Kafka knows by it where the entries end.
  private static final String TAKE =
      "size=$1; shift; for file; do fallocate -n -l \"$size\" -- \"$file\" || exit; done";
  private static final String INDEXES = "*.{index,timeindex}";

  private static final Logger LOG = LoggerFactory.getLogger(IndexRoom.class);

  private final Path storage;
  // Owned by the thread that calls.
  private Set<Path> taken = new HashSet<>();
  private boolean isImpossible;

  IndexRoom(Path storage) {
    this.storage = storage;
  }

  /** Of every index that Kafka has made since the last call. */
  void take() throws InterruptedException {
    if (isImpossible) {
      return;
    }
    try {
      Set<Path> present = indexes();
      List<Path> fresh = present.stream().filter(index -> !taken.contains(index)).toList();
      if (fresh.isEmpty() || allocate(fresh)) {
        taken = present;
      } else if (Files.getFileStore(storage).getUsableSpace() > INDEX_SIZE * (long) fresh.size()) {
        isImpossible = true; // there is room, so it is not for want of it
        LOG.info("No room can be taken for the indexes of the local broker in {}", storage);
      }
    } catch (IOException e) {
      LOG.info("No room was taken for the indexes of the local broker in {}: {}", storage, e);
    }
  }

  private Set<Path> indexes() throws IOException {
    Set<Path> indexes = new HashSet<>();
    try (DirectoryStream<Path> partitions = Files.newDirectoryStream(storage, Files::isDirectory)) {
      for (Path partition : partitions) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(partition, INDEXES)) {
          files.forEach(indexes::add);
        } catch (NoSuchFileException deleted) {
          // A topic may be deleted at any time.
        }
      }
    }
    return indexes;
  }

  private static boolean allocate(List<Path> files) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", TAKE, "sh", Integer.toString(INDEX_SIZE)));
    files.forEach(file -> command.add(file.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectInput(Redirect.from(new File("/dev/null")))
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start();
    return process.waitFor() == 0;
  }
}
