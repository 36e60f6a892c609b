package dev.handoff.cli.brief;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.file.FileErrorText;
import java.io.IOException;
import java.nio.file.Path;

/** A brief on this machine: a file, or stdin for {@code -}. */
final class BriefFile {

  private BriefFile() {}

  static Brief read(Path file, BriefReader reader) throws IOException {
    if (file.toString().equals("-")) {
      return ofStdin(reader);
    }
    try {
      return reader.read(file);
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.REFUSED, "no brief can be read at " + FileErrorText.of(e));
    }
  }

  private static Brief ofStdin(BriefReader reader) {
    try {
      return reader.read(System.in);
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.REFUSED, "no brief can be read from stdin: " + e.getMessage());
    }
  }
}
