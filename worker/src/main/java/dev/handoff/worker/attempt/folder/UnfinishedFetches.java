package dev.handoff.worker.attempt.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the leftovers of interrupted fetches in a repository: half a pack, or a lock without a
 * holder, which would make every later fetch fail.
 */
public final class UnfinishedFetches {

  private static final Logger LOG = LoggerFactory.getLogger(UnfinishedFetches.class);

  private UnfinishedFetches() {}

  /** Removes them; no other fetch into the repository may run. */
  public static void clear(Path repository) throws IOException {
    List<Path> left;
    try (Stream<Path> files =
        Files.find(repository, Integer.MAX_VALUE, (file, is) -> isOfAFetch(file))) {
      left = files.toList();
    }
    for (Path file : left) {
      LOG.info("Removing a leftover of an interrupted fetch: {}", file);
      FolderDeletion.delete(file);
    }
  }

  private static boolean isOfAFetch(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".lock") || name.startsWith("tmp_");
  }
}
