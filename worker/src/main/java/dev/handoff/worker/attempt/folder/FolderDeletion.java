package dev.handoff.worker.attempt.folder;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Removes a folder with all its content, including what a job made read-only; follows no link. */
public final class FolderDeletion extends SimpleFileVisitor<Path> {

  private FolderDeletion() {}

  /** Does nothing if the folder does not exist. */
  public static void delete(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      Files.walkFileTree(folder, new FolderDeletion());
    } catch (FileSystemException tooDeep) {
      deleteByProgram(folder, tooDeep);
    }
  }

  // Java passes whole paths to the system, which accepts 4096 bytes; rm goes down step by step.
  private static void deleteByProgram(Path folder, FileSystemException cause) throws IOException {
    run("chmod", "-R", "u+rwX", "--", folder.toString());
    run("rm", "-rf", "--", folder.toString());
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw cause;
    }
  }

  private static void run(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
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
    // It cannot be listed with the mode that the job set: make it readable and enter it again.
    Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwx------"));
    Files.walkFileTree(each, this);
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path each, @Nullable IOException e) throws IOException {
    Files.delete(each);
    return FileVisitResult.CONTINUE;
  }
}
