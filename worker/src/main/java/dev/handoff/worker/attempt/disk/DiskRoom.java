package dev.handoff.worker.attempt.disk;

import dev.handoff.file.FileErrorText;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How much room the disk of a worker's folder has, for bytes and for files.
 *
 * @param least bytes that must be free for jobs to be taken; 0: 1 GiB, or 2 % of a smaller disk
 */
public record DiskRoom(Path folder, long least) {

  private static final long MEBIBYTE = 1 << 20;
  // What a failed write leaves, being refused for the whole of its block or of its file.
  private static final long NOTHING = 4 * MEBIBYTE;
  private static final long NO_FILES = 16;

  /**
   * Why no job should be taken; empty if there is room.
   *
   * @param isShort whether there was none until now: then it takes a quarter more to go on, or a
   *     worker at the limit would stop and go all the time
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
      return Optional.of("its work folder cannot be looked at: " + FileErrorText.of(e));
    }
  }

  /** The same of files, of which some disks take only so many; starts a program to know it. */
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
   * What the folder's disk lacks for somebody who needs so much of it; empty if nothing, or that
   * cannot be told.
   *
   * @param files 0: it is not asked for, which would start a program
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

  /** Bytes that are free; NaN if that cannot be told. */
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
