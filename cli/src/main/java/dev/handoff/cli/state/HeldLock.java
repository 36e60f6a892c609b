package dev.handoff.cli.state;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A lock between processes. The system releases it when its holder dies, however it dies, so a held
 * lock proves that the process lives.
 */
public final class HeldLock implements AutoCloseable {

  private static final long HELD_HERE_NANOS = 5_000_000;

  private final FileChannel channel;

  private HeldLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Empty if another process holds it. */
  public static Optional<HeldLock> tryExclusive(Path file) throws IOException {
    return tryLock(file, false);
  }

  /** Empty if another process holds it exclusively. */
  private static Optional<HeldLock> tryShared(Path file) throws IOException {
    return tryLock(file, true);
  }

  /** Whether a process holds it exclusively. Concurrent checks do not affect each other. */
  public static boolean isHeld(Path file) throws IOException {
    Optional<HeldLock> free = tryShared(file);
    if (free.isPresent()) {
      free.get().close();
    }
    return free.isEmpty();
  }

  private static Optional<HeldLock> tryLock(Path file, boolean isShared) throws IOException {
    FileChannel channel = open(file);
    while (true) {
      try {
        FileLock lock = channel.tryLock(0, Long.MAX_VALUE, isShared);
        if (lock == null) {
          channel.close();
          return Optional.empty();
        }
        return Optional.of(new HeldLock(channel));
      } catch (OverlappingFileLockException e) {
        // Another thread of this process checks it; the system locks only between processes.
        LockSupport.parkNanos(HELD_HERE_NANOS);
      }
    }
  }

  /** Waits for the exclusive lock. */
  public static HeldLock exclusive(Path file) throws IOException {
    FileChannel channel = open(file);
    while (true) {
      try {
        channel.lock();
        return new HeldLock(channel);
      } catch (OverlappingFileLockException e) {
        // Another thread of this process holds it; the system lets only other processes wait.
        LockSupport.parkNanos(HELD_HERE_NANOS);
      }
    }
  }

  /** Waits for the shared lock, which any number of processes may hold. */
  public static HeldLock shared(Path file) throws IOException {
    FileChannel channel = open(file);
    channel.lock(0, Long.MAX_VALUE, true);
    return new HeldLock(channel);
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
