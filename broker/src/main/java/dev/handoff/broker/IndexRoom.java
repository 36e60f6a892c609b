package dev.handoff.broker;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.DirectoryIteratorException;
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
 * Allocates the disk space of Kafka's index files before Kafka needs it.
 *
 * <p>Kafka creates an index as a sparse file and writes it through mapped memory. If the disk is
 * full when it first touches a page, the append fails with an {@link InternalError} after its
 * records are in the segment. Unlike an I/O error this does not end the broker: the next append
 * assigns the same offsets again, and only the first of the two records can be read. Once the pages
 * are allocated this cannot happen, and any other lack of room is an I/O error.
 *
 * <p>Only the operating system can allocate without a write, which would race with Kafka's own.
 * Without {@code fallocate}, or if the file system does not support it, nothing is allocated.
 */
final class IndexRoom {

  /** The size of an index, in bytes: enough for at least 21 MiB of a segment. */
  static final int INDEX_SIZE = 64 << 10;

  // The names are arguments, so that no name is part of the script. The length of a file stays:
  // Kafka finds the end of the entries by it.
  private static final String TAKE =
      "size=$1; shift; for file; do fallocate -n -l \"$size\" -- \"$file\" || exit; done";
  private static final String INDEXES = "*.{index,timeindex}";

  private static final Logger LOG = LoggerFactory.getLogger(IndexRoom.class);

  private final Path storage;
  // Owned by the calling thread.
  private Set<Path> taken = new HashSet<>();
  private boolean isImpossible;

  IndexRoom(Path storage) {
    this.storage = storage;
  }

  /** Allocates every index that Kafka has created since the last call. */
  void take() throws InterruptedException {
    if (isImpossible) {
      return;
    }
    try {
      Set<Path> present = indexes();
      List<Path> fresh = present.stream().filter(index -> !taken.contains(index)).toList();
      if (fresh.isEmpty() || allocate(fresh)) {
        taken = present;
      } else if (fresh.stream().allMatch(Files::exists) && hasRoomFor(fresh.size())) {
        isImpossible = true; // so fallocate does not work here
        LOG.info("Cannot reserve disk space for the indexes of the local broker in {}", storage);
      }
    } catch (IOException | DirectoryIteratorException e) {
      LOG.info("Reserved no disk space for the indexes of the local broker in {}: {}", storage, e);
    }
  }

  private boolean hasRoomFor(long indexes) throws IOException {
    return Files.getFileStore(storage).getUsableSpace() > INDEX_SIZE * indexes;
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
