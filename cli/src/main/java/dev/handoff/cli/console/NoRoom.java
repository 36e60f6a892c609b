package dev.handoff.cli.console;

import dev.handoff.file.NoSpace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Says where a disk is full, which by itself Java tells without the place or without a word. */
public final class NoRoom {

  private NoRoom() {}

  /** Something that writes. */
  @FunctionalInterface
  public interface Work {
    void run() throws IOException;
  }

  /** Whether that is what went wrong. */
  public static boolean is(Throwable thrown) {
    return NoSpace.is(thrown);
  }

  /**
   * Writes a file or folder that the user has named.
   *
   * @param place what is there afterwards only if all of it is
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

  /** Writes a file that is gone when the command ends. */
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
