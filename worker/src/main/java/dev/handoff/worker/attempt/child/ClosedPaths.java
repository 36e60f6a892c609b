package dev.handoff.worker.attempt.child;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the files that other users of the host cannot read. A worker that runs as root can, and its
 * children are the same user. Other programs change the folder meanwhile, so a path that disappears
 * is skipped: if it ended the walk, everything after it would stay open.
 */
final class ClosedPaths extends SimpleFileVisitor<Path> {

  private final Set<Path> closed = new TreeSet<>();

  private ClosedPaths() {}

  /** The topmost paths; what is below a closed folder is not listed. */
  static Set<Path> below(Path top) {
    ClosedPaths paths = new ClosedPaths();
    try {
      Files.walkFileTree(top, paths);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look for closed files below " + top, e);
    }
    return paths.closed;
  }

  @Override
  public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
      throws IOException {
    return isReadable(folder, PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_EXECUTE)
        ? FileVisitResult.CONTINUE
        : close(folder);
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
    return attributes.isSymbolicLink() || isReadable(file, PosixFilePermission.OTHERS_READ)
        ? FileVisitResult.CONTINUE
        : close(file);
  }

  /** This process cannot read it either, so it needs no hiding. */
  @Override
  public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
    return FileVisitResult.CONTINUE;
  }

  /** A listing that failed must not keep the walk from the folder's siblings. */
  @Override
  public FileVisitResult postVisitDirectory(Path folder, IOException brokeOff) {
    return FileVisitResult.CONTINUE;
  }

  private FileVisitResult close(Path path) {
    closed.add(path);
    return FileVisitResult.SKIP_SUBTREE;
  }

  /** Any one of the permissions is enough. A path that has disappeared needs no hiding. */
  private static boolean isReadable(Path path, PosixFilePermission... any) throws IOException {
    try {
      Set<PosixFilePermission> has = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
      return Set.of(any).stream().anyMatch(has::contains);
    } catch (NoSuchFileException gone) {
      return true;
    }
  }
}
