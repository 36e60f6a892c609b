package dev.handoff.worker.attempt.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What fetches that were cut short have left in a repository: half a pack, or a lock that nobody
 * holds and that would refuse every later fetch.
 */
public final class UnfinishedFetches {

  private static final Logger LOG = LoggerFactory.getLogger(UnfinishedFetches.class);

  private UnfinishedFetches() {}

  /** Removes it; nobody may fetch into the repository. */
  public static void clear(Path repository) throws IOException {
    List<Path> left;
    try (Stream<Path> files =
        Files.find(repository, Integer.MAX_VALUE, (file, is) -> isOfAFetch(file))) {
      left = files.toList();
    }
    for (Path file : left) {
      LOG.info("Removing what a dead fetch left: {}", file);
      FolderDeletion.delete(file);
    }
  }

  private static boolean isOfAFetch(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".lock") || name.startsWith("tmp_");
  }
}
