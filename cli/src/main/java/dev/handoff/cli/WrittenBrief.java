package dev.handoff.cli;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A brief as somebody gave it to a command.
 *
 * @param folder what a relative {@code scope.repo} is relative to
 */
record WrittenBrief(Brief brief, Path folder) {

  /** Of a file, or of stdin for {@code -}. */
  static WrittenBrief of(Path file, BriefReader reader) throws IOException {
    Brief brief = BriefFile.read(file, reader);
    return file.toString().equals("-")
        ? new WrittenBrief(brief, currentFolder())
        : new WrittenBrief(brief, file.toRealPath().getParent());
  }

  static Path currentFolder() {
    return Path.of("").toAbsolutePath();
  }
}
