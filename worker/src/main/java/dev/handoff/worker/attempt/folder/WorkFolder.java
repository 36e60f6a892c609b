package dev.handoff.worker.attempt.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's folder while the worker lives. A worker that holds it alone may remove what attempts
 * of dead workers have left there: their processes died with those workers.
 */
public final class WorkFolder implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WorkFolder.class);

  private static final String LOCK = "worker.lock";

  private final Path attempts;
  private final Path repositories;
  private final WithheldPatches withheld;
  private final FileChannel lockFile;
  private final boolean isAlone;

  private WorkFolder(Path folder, FileChannel lockFile, boolean isAlone) {
    this.attempts = folder.resolve("attempts");
    this.repositories = folder.resolve("repos");
    this.withheld = WithheldPatches.in(folder);
    this.lockFile = lockFile;
    this.isAlone = isAlone;
  }

  /**
   * @throws IOException if the folder cannot be created or written
   */
  public static WorkFolder occupy(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("attempts"));
    // Other users must not read the sources and caches of jobs.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    FileChannel channel =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    return new WorkFolder(folder, channel, isLocked(channel));
  }

  /** The work folder that contains the file, if one does: jobs may have written the file. */
  public static Optional<Path> around(Path file) {
    for (Path folder = file.getParent(); folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve(LOCK)) && Files.isDirectory(folder.resolve("attempts"))) {
        return Optional.of(folder);
      }
    }
    return Optional.empty();
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // another worker of this process
    }
  }

  /**
   * Removes the folders of attempts that no living worker runs, and leftovers of fetches that died
   * with their worker. Removes nothing if the folder is shared.
   */
  public void clear() throws IOException {
    if (!isAlone) {
      LOG.warn("Another worker uses the work folder {} too; nothing is removed", attempts);
      return;
    }
    List<Path> left;
    try (Stream<Path> folders = Files.list(attempts)) {
      left = folders.toList();
    }
    for (Path folder : left) {
      LOG.info("Removing a leftover of a dead worker: {}", folder);
      FolderDeletion.delete(folder);
    }
    if (Files.isDirectory(repositories)) {
      clearFetches();
    }
    withheld.clear(Instant.now());
  }

  /** A lock without a holder would make every later fetch into that repository fail. */
  private void clearFetches() throws IOException {
    List<Path> each;
    try (Stream<Path> listed = Files.list(repositories)) {
      // Beside them are the locks of whole repositories: the system releases those when a process
      // dies.
      each = listed.filter(Files::isDirectory).toList();
    }
    for (Path repository : each) {
      UnfinishedFetches.clear(repository);
    }
  }

  @Override
  public void close() throws IOException {
    lockFile.close();
  }
}
