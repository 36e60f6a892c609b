package dev.handoff.worker.attempt.folder;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Keeps patches that must not leave the worker for its owner for a while, so that work is not lost
 * because of a secret in it. They are in the work folder, which no job sees under {@code bwrap}.
 *
 * @param most number of patches; the oldest are removed first
 * @param mostBytes size of all patches together
 */
public record WithheldPatches(Path folder, int most, long mostBytes) {

  public static final Duration KEPT = Duration.ofDays(7);

  public static WithheldPatches in(Path workFolder) {
    return new WithheldPatches(workFolder.resolve("withheld"), 20, 512L << 20);
  }

  /**
   * Moves a patch into the folder.
   *
   * @param patch a file on the same disk
   * @return its new path
   * @throws IOException if it is too large, or cannot be kept
   */
  public Path keep(String attempt, Path patch) throws IOException {
    long size = Files.size(patch);
    if (size > mostBytes) {
      throw new IOException("it has %d bytes, and at most %d are kept".formatted(size, mostBytes));
    }
    makeFolder();
    Path kept = folder.resolve(attempt + ".patch");
    Files.setPosixFilePermissions(patch, PosixFilePermissions.fromString("rw-------"));
    Files.move(patch, kept, StandardCopyOption.ATOMIC_MOVE);
    clear(Instant.now());
    return kept;
  }

  private void makeFolder() throws IOException {
    try {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException there) {
      requireFolder();
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
  }

  /** A job that can write beside the folder could have replaced it by a link. */
  private void requireFolder() throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(folder + " is no folder");
    }
  }

  /** Removes patches that are too old or too many. */
  public void clear(Instant now) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    requireFolder();
    int count = 0;
    long bytes = 0;
    for (Kept each : newestFirst()) {
      count++;
      bytes += each.size();
      boolean isOld = each.time().toInstant().plus(KEPT).isBefore(now);
      if (isOld || count > most || bytes > mostBytes) {
        Files.deleteIfExists(each.file());
      }
    }
  }

  private record Kept(Path file, FileTime time, long size) {}

  private List<Kept> newestFirst() throws IOException {
    List<Path> files;
    try (Stream<Path> listed = Files.list(folder)) {
      files = listed.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).toList();
    }
    List<Kept> kept = new ArrayList<>();
    for (Path file : files) {
      try {
        kept.add(new Kept(file, Files.getLastModifiedTime(file), Files.size(file)));
      } catch (NoSuchFileException removed) {
        continue; // another slot removed it
      }
    }
    kept.sort(Comparator.comparing(Kept::time).reversed());
    return kept;
  }
}
