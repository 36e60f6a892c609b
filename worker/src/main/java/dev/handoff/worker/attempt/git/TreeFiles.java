package dev.handoff.worker.attempt.git;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Finds and removes files of a tree by the bytes of their names, which need not be text. */
public final class TreeFiles {

  // Java opens only names that it can spell; xargs passes the bytes on unchanged.
  private static final List<String> REMOVE = List.of("xargs", "-0", "rm", "-rf", "--");

  private TreeFiles() {}

  /**
   * The path of a file for Java; empty if Java cannot spell the name, also for lack of a locale.
   */
  public static Optional<Path> find(Path tree, String path) {
    String text = Git.shown(path);
    try {
      return Git.raw(text).equals(path) ? Optional.of(tree.resolve(text)) : Optional.empty();
    } catch (InvalidPathException unspeakable) {
      return Optional.empty();
    }
  }

  /**
   * Removes files; ignores those that do not exist.
   *
   * @param paths in git's spelling; no folder on the way to them is a link
   */
  public static void remove(Path tree, Collection<String> paths)
      throws IOException, InterruptedException {
    if (paths.isEmpty()) {
      return;
    }
    Process process =
        new ProcessBuilder(REMOVE)
            .directory(tree.toFile())
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start();
    try {
      try (OutputStream out = process.getOutputStream()) {
        out.write(Git.joined(paths.stream().map(path -> "./" + path).toList()));
      }
      if (process.waitFor() != 0) {
        throw new IOException("cannot remove files of " + tree);
      }
    } finally {
      process.destroyForcibly();
    }
  }
}
