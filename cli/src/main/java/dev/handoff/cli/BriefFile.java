package dev.handoff.cli;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A brief on this machine: a file, or stdin for {@code -}. */
final class BriefFile {

  private BriefFile() {}

  static Brief read(Path file, BriefReader reader) throws IOException {
    if (file.toString().equals("-")) {
      return ofStdin(reader);
    }
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new CommandException(ExitCode.REFUSED, "no brief can be read at " + file);
    }
    return reader.read(file);
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
