package dev.handoff.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the working tree of a repository. */
final class WorkingTree {

  private WorkingTree() {}

  /** Its root, if the folder lies in one. */
  static Optional<Path> rootOf(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    Git.Said said = new Git(folder).run("rev-parse", "--show-toplevel");
    // Only the last line end is git's own.
    String root = said.out().replaceFirst("\\n$", "");
    return said.isGood() && !root.isEmpty() ? Optional.of(Path.of(root)) : Optional.empty();
  }
}
