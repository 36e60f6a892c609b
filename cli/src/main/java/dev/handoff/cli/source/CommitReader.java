package dev.handoff.cli.source;

import dev.handoff.brief.lint.CommitFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Lists the files of a commit with the user's git. */
public final class CommitReader {

  private static final String FILE = "100644";

  private CommitReader() {}

  /** The files of a commit that exists. */
  static CommitFiles of(Git git, String commit) {
    Map<String, String> modes = new LinkedHashMap<>();
    for (String entry : git.list("ls-tree", "-r", "-z", "--full-tree", commit)) {
      int tab = entry.indexOf('\t');
      modes.put(entry.substring(tab + 1), entry.substring(0, entry.indexOf(' ')));
    }
    return new CommitFiles(modes, path -> git.run("cat-file", "blob", commit + ":" + path).out());
  }

  /** The files of HEAD, or before the first commit those that it would have. */
  public static CommitFiles ofHead(Path root) {
    Git git = new Git(root);
    String head = git.line("rev-parse", "--verify", "--quiet", "HEAD^{commit}");
    if (head != null) {
      return of(git, head);
    }
    Map<String, String> modes = new LinkedHashMap<>();
    git.list("ls-files", "-z", "--cached", "--others", "--exclude-standard")
        .forEach(path -> modes.put(path, FILE));
    return new CommitFiles(modes, path -> text(root.resolve(path)));
  }

  private static String text(Path file) {
    try {
      return Files.isRegularFile(file)
          ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
          : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
