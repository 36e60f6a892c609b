package dev.handoff.cli.doctor;

import dev.handoff.worker.attempt.disk.DiskRoom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The room that the local broker needs on the disk of its folder.
 *
 * @param folder that need not be there yet
 */
public record BrokerRoom(Path folder) {

  private static final long START = 64L << 20;
  private static final int TINY = 8;
  // A new one makes some hundreds.
  private static final long FILES = 1000;
  // With less a running broker ends, while it can write that it does.
  private static final int END = 4;

  /** Why a broker must not start; empty if it may. */
  public Optional<String> shortage() throws InterruptedException {
    return lacks(1, FILES);
  }

  /** What a broker that runs lacks so much that it should end; empty if it should not. */
  public Optional<String> end() throws InterruptedException {
    return lacks(END, 0);
  }

  private Optional<String> lacks(int part, long files) throws InterruptedException {
    Path there = folder.toAbsolutePath();
    while (!Files.exists(there)) {
      there = there.getParent();
    }
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
