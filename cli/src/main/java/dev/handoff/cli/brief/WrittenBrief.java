package dev.handoff.cli.brief;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.brief.schema.InvalidBriefException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A brief as it was given to a command.
 *
 * @param folder what a relative {@code scope.repo} is relative to
 * @param file that contains the brief, if there is one
 */
public record WrittenBrief(Brief brief, Path folder, @Nullable Path file) {

  /** Reads a brief from a file, or from stdin for {@code -}. */
  public static WrittenBrief of(Path file, BriefReader reader) throws IOException {
    Brief brief = BriefFile.read(file, reader);
    return file.toString().equals("-")
        ? new WrittenBrief(brief, currentFolder(), null)
        : new WrittenBrief(brief, file.toRealPath().resolveSibling(""), file);
  }

  /** The same errors with their lines, if the brief is in a file. */
  public InvalidBriefException located(InvalidBriefException refused) {
    try {
      return file == null ? refused : refused.in(file.toString(), Files.readAllBytes(file));
    } catch (IOException gone) {
      return refused;
    }
  }

  public static Path currentFolder() {
    return Path.of("").toAbsolutePath();
  }
}
