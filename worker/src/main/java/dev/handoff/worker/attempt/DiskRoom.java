package dev.handoff.worker.attempt;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How much room the disk of a worker's folder has.
 *
 * @param least bytes that must be free for jobs to be taken; 0: 1 GiB, or 2 % of a smaller disk
 */
public record DiskRoom(Path folder, long least) {

  private static final long MEBIBYTE = 1 << 20;
  private static final long DEFAULT_LEAST = 1024 * MEBIBYTE;
  private static final int DEFAULT_PERCENT = 2;
  // What a failed write leaves, being refused for the whole of its block or of its file.
  private static final long NOTHING = 4 * MEBIBYTE;

  /**
   * Why no job should be taken; empty if there is room.
   *
   * @param isShort whether there was none until now: then it takes a quarter more to go on, or a
   *     worker at the limit would stop and go all the time
   */
  public Optional<String> shortage(boolean isShort) {
    try {
      FileStore store = Files.getFileStore(folder);
      long needed = isShort ? needed(store) / 4 * 5 : needed(store);
      long free = store.getUsableSpace();
      return free >= needed
          ? Optional.empty()
          : Optional.of(
              "%d MiB are free on the disk of its work folder, and %d MiB must be"
                  .formatted(free / MEBIBYTE, Math.max(1, needed / MEBIBYTE)));
    } catch (IOException e) {
      return Optional.of("its work folder cannot be looked at: " + e.getMessage());
    }
  }

  /** Bytes that are free; NaN if that cannot be told. */
  public double free() {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException unknown) {
      return Double.NaN;
    }
  }

  private long needed(FileStore store) throws IOException {
    return least > 0
        ? least
        : Math.min(DEFAULT_LEAST, store.getTotalSpace() / 100 * DEFAULT_PERCENT);
  }

  /** Whether nothing more can be written. */
  boolean isFull() {
    try {
      return Files.getFileStore(folder).getUsableSpace() < NOTHING;
    } catch (IOException unknown) {
      return false;
    }
  }
}
