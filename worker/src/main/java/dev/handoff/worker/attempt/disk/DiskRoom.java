package dev.handoff.worker.attempt.disk;

import dev.handoff.file.FileErrorText;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Measures the room on the disk of a worker's folder, in bytes and in files.
 *
 * @param least bytes that must be free before jobs are taken; 0: 1 GiB, or 2 % of a smaller disk
 */
public record DiskRoom(Path folder, long least) {

  private static final long MEBIBYTE = 1 << 20;
  // A failed write leaves some room, since it is refused for its whole block or file.
  private static final long NOTHING = 4 * MEBIBYTE;
  private static final long NO_FILES = 16;

  /**
   * Why no job should be taken; empty if there is room.
   *
   * @param isShort whether room was short until now: then a quarter more is required, or a worker
   *     at the limit would stop and start all the time
   */
  public Optional<String> shortage(boolean isShort) {
    try {
      FileStore store = Files.getFileStore(folder);
      long needed = needed(RoomMargins.ofBytes(store.getTotalSpace(), least), isShort);
      long free = store.getUsableSpace();
      return free < needed
          ? Optional.of(
              "%d MiB are free on the disk of its work folder, and %d MiB must be"
                  .formatted(free / MEBIBYTE, Math.max(1, needed / MEBIBYTE)))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.of("its work folder cannot be read: " + FileErrorText.of(e));
    }
  }

  /** The same for files, whose number some disks limit; starts a program to read it. */
  public Optional<String> shortageOfFiles(boolean isShort) throws InterruptedException {
    Optional<Inodes> inodes = Inodes.of(folder);
    long needed = inodes.map(all -> needed(RoomMargins.ofFiles(all.total()), isShort)).orElse(0L);
    return inodes
        .filter(all -> all.free() < needed)
        .map(
            all ->
                "the disk of its work folder takes %d more files (inodes), and %d must be free"
                    .formatted(all.free(), needed));
  }

  private static long needed(RoomMargins margins, boolean isShort) {
    return isShort ? margins.least() / 4 * 5 : margins.least();
  }

  /**
   * The room that the folder's disk lacks for these needs; empty if there is enough, or if it
   * cannot be measured.
   *
   * @param files 0: not checked, since that would start a program
   */
  public Optional<String> lacks(long bytes, long files) throws InterruptedException {
    double free = free();
    if (free < bytes) {
      return Optional.of(
          "%d MiB free, %d MiB are needed".formatted((long) free / MEBIBYTE, bytes / MEBIBYTE));
    }
    Optional<Inodes> inodes = files > 0 ? Inodes.of(folder) : Optional.empty();
    return inodes
        .filter(all -> all.free() < files)
        .map(all -> "it takes %d more files (inodes), %d are needed".formatted(all.free(), files));
  }

  /** Bytes that are free; NaN if that cannot be measured. */
  public double free() {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException unknown) {
      return Double.NaN;
    }
  }

  /** Whether nothing more can be written. */
  public boolean isFull() throws InterruptedException {
    try {
      return Files.getFileStore(folder).getUsableSpace() < NOTHING
          || Inodes.of(folder).filter(inodes -> inodes.free() < NO_FILES).isPresent();
    } catch (IOException unknown) {
      return false;
    }
  }
}
