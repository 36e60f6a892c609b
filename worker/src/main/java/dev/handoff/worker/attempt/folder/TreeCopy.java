package dev.handoff.worker.attempt.folder;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Copies files that a job may have written: links stay links, and owners, modes and times are kept.
 * No process may write there meanwhile. On disks that support it, the copies share their blocks.
 */
public final class TreeCopy {

  private static final List<String> PROGRAM = List.of("cp", "-a", "--reflink=auto");

  private TreeCopy() {}

  /** Creates {@code to}, which must not exist. */
  public static void copy(Path from, Path to) throws IOException, InterruptedException {
    Path folder = Objects.requireNonNull(from.getParent(), "a root is not copied");
    run(folder, List.of("-T", "--", from.toString(), to.toString()));
  }

  /**
   * Copies these files to the same places below another folder.
   *
   * @param paths relative to {@code from}; no part of a path is a link
   */
  public static void copy(Path from, List<String> paths, Path to)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("--parents", "-t", to.toString(), "--"));
    arguments.addAll(paths);
    run(from, arguments);
  }

  private static void run(Path folder, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(PROGRAM);
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start();
    try {
      if (process.waitFor() != 0) {
        throw new IOException("cannot copy all of " + folder + ": " + String.join(" ", command));
      }
    } finally {
      process.destroy();
    }
  }
}
