package dev.handoff.worker.attempt;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/** Removes a folder with all that is in it, also what a job made read-only; follows no link. */
final class FolderDeletion extends SimpleFileVisitor<Path> {

  private FolderDeletion() {}

  /** Does nothing if there is none. */
  static void delete(Path folder) throws IOException {
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      Files.walkFileTree(folder, new FolderDeletion());
    }
  }

  @Override
  public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes)
      throws IOException {
    if (!Files.isWritable(each) || !Files.isExecutable(each) || !Files.isReadable(each)) {
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwx------"));
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path each, BasicFileAttributes attributes) throws IOException {
    Files.delete(each);
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path each, IOException e) throws IOException {
    if (!Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
      throw e;
    }
    // It cannot be listed: its mode is the job's; open it and go in again.
    Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwx------"));
    Files.walkFileTree(each, this);
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path each, IOException e) throws IOException {
    Files.delete(each);
    return FileVisitResult.CONTINUE;
  }
}
