package dev.handoff.worker.attempt;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's folder while the worker lives. Whoever holds it alone may clear away what attempts of
 * a dead worker have left there: their processes died with that worker.
 */
public final class WorkFolder implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WorkFolder.class);

  private final Path attempts;
  private final FileChannel lockFile;
  private final boolean isAlone;

  private WorkFolder(Path attempts, FileChannel lockFile, boolean isAlone) {
    this.attempts = attempts;
    this.lockFile = lockFile;
    this.isAlone = isAlone;
  }

  /**
   * @throws IOException if the folder cannot be made or written
   */
  public static WorkFolder occupy(Path folder) throws IOException {
    Path attempts = Files.createDirectories(folder.resolve("attempts"));
    // Sources and caches of jobs are nobody else's to read.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    FileChannel channel =
        FileChannel.open(
            folder.resolve("worker.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    return new WorkFolder(attempts, channel, isLocked(channel));
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // another worker of this very process
    }
  }

  /** Removes folders of attempts that no living worker runs; leaves all if the folder is shared. */
  public void clear() throws IOException {
    if (!isAlone) {
      LOG.warn("The work folder {} is another worker's too; nothing is cleared away", attempts);
      return;
    }
    List<Path> left;
    try (Stream<Path> folders = Files.list(attempts)) {
      left = folders.toList();
    }
    for (Path folder : left) {
      LOG.info("Removing what a dead worker left: {}", folder);
      FolderDeletion.delete(folder);
    }
  }

  @Override
  public void close() throws IOException {
    lockFile.close();
  }
}
