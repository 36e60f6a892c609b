package dev.handoff.cli.doctor;

import dev.handoff.worker.attempt.disk.DiskRoom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Checks the disk space that the local broker needs in its folder.
 *
 * @param folder which may not exist yet
 */
public record BrokerRoom(Path folder) {

  private static final long START = 64L << 20;
  private static final int TINY = 8;
  // A new broker creates some hundreds.
  private static final long FILES = 1000;
  // A running broker stops below a quarter of that, while it can still log why.
  private static final int END = 4;

  /** Why a broker must not start; empty if it may. */
  public Optional<String> shortage() throws InterruptedException {
    return lacks(1, FILES);
  }

  /** Why a running broker should stop; empty if it may go on. */
  public Optional<String> end() throws InterruptedException {
    return lacks(END, 0);
  }

  /** The nearest folder that exists; one that does not exist yet will be on its disk. */
  static Path existing(Path folder) {
    Path absolute = folder.toAbsolutePath();
    for (Path at = absolute; at != null; at = at.getParent()) {
      if (Files.exists(at)) {
        return at;
      }
    }
    return absolute;
  }

  private Optional<String> lacks(int part, long files) throws InterruptedException {
    Path there = existing(folder);
    try {
      long needed = Math.min(START, Files.getFileStore(there).getTotalSpace() / TINY) / part;
      return new DiskRoom(there, 0)
          .lacks(needed, files)
          .map(what -> "no room on the disk of %s (%s)".formatted(folder, what));
    } catch (IOException unknown) {
      return Optional.empty();
    }
  }
}
