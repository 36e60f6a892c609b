package dev.handoff.cli.console;

import dev.handoff.file.NoSpace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Reports which disk is full; Java's own message lacks the place, or says nothing. */
public final class NoRoom {

  private NoRoom() {}

  /** An action that writes. */
  @FunctionalInterface
  public interface Work {
    void run() throws IOException;
  }

  /** Whether a full disk is the cause. */
  public static boolean is(Throwable thrown) {
    return NoSpace.is(thrown);
  }

  /**
   * Writes a file or folder that the user has named.
   *
   * @param place exists afterwards only if it is complete
   * @throws CommandException with 125 if there is no room for it
   */
  public static void named(Path place, Work work) throws IOException {
    try {
      work.run();
    } catch (IOException | UncheckedIOException e) {
      if (is(e)) {
        throw new CommandException(
            ExitCode.UNAVAILABLE,
            "there is no room for %s: its disk is full. Nothing was written there. Free some, or name another place"
                .formatted(place));
      }
      throw e;
    }
  }

  /** Writes a temporary file of the command. */
  public static void temporary(Work work) throws IOException {
    try {
      work.run();
    } catch (IOException | UncheckedIOException e) {
      if (is(e)) {
        throw new CommandException(
            ExitCode.UNAVAILABLE,
            "there is no room for a temporary file: the disk of %s is full. Free some, or set TMPDIR to a folder on another disk"
                .formatted(System.getProperty("java.io.tmpdir")));
      }
      throw e;
    }
  }
}
