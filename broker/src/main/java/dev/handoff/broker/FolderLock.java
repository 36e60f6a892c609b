package dev.handoff.broker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Locks a data folder for one broker; the operating system releases it when the process dies. */
final class FolderLock implements AutoCloseable {
  private final FileChannel channel;

  FolderLock(Path folder) throws IOException {
    channel =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!tryLock()) {
      channel.close();
      throw new LocalBrokerException(
          "Another broker uses the folder "
              + folder
              + ". Nothing was started. Use that broker, or stop it first.");
    }
  }

  private boolean tryLock() throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException heldInThisJvm) {
      return false;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
