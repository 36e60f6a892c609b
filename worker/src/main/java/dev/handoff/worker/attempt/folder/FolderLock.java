package dev.handoff.worker.attempt.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One at a time for what workers of one work folder share, by a lock file beside it: between
 * processes, and between the threads of one, which a lock of a file alone would refuse.
 */
public final class FolderLock {

  private static final long AGAIN_MILLIS = 20;

  private final Map<Path, ReentrantLock> locks = new ConcurrentHashMap<>();

  /** What is done under the lock. */
  public interface Work {
    void run() throws IOException, InterruptedException;
  }

  /** Waits for the lock as long as it takes, and holds it while the work is done. */
  public void hold(Path lockFile, Work work) throws IOException, InterruptedException {
    Files.createDirectories(lockFile.getParent());
    ReentrantLock lock = locks.computeIfAbsent(lockFile, path -> new ReentrantLock());
    lock.lockInterruptibly();
    try (FileChannel file =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = lock(file)) {
      if (held.isValid()) {
        work.run();
      }
    } finally {
      lock.unlock();
    }
  }

  private static FileLock lock(FileChannel file) throws IOException, InterruptedException {
    while (true) {
      try {
        return file.lock();
      } catch (OverlappingFileLockException another) {
        // A second worker of this very process has it. Java says no more, and wakes nobody.
        Thread.sleep(AGAIN_MILLIS);
      }
    }
  }
}
