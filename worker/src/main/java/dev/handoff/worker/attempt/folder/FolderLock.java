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
 * Serializes access to what workers share in one work folder, by a lock file beside it: between
 * processes, and between the threads of one process, where a file lock alone would be refused.
 */
public final class FolderLock {

  private static final long AGAIN_MILLIS = 20;

  private final Map<Path, ReentrantLock> locks = new ConcurrentHashMap<>();

  /** The work under the lock. */
  public interface Work {
    void run() throws IOException, InterruptedException;
  }

  /** Waits for the lock as long as it takes, and holds it during the work. */
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
        // A second worker of this process has it. Java reports only that, and notifies nobody
        // later.
        Thread.sleep(AGAIN_MILLIS);
      }
    }
  }
}
