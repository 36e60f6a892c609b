package dev.handoff.job;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The command that opens a pull request for a branch that was pushed. It runs without a shell,
 * after these placeholders are replaced: {@code {remote}} the URL of the repository, {@code
 * {branch}} its name, {@code {title}} one line, {@code {body}} the path of a Markdown file. The
 * last line of its output that is a URL is the address of the pull request.
 */
public record PullRequestCommand(List<String> words) {

  /** The title follows an equals sign, so that no title is read as an option. */
  public static final PullRequestCommand DEFAULT =
      new PullRequestCommand(
          List.of(
              "gh",
              "pr",
              "create",
              "--draft",
              "--repo={remote}",
              "--head={branch}",
              "--title={title}",
              "--body-file={body}"));

  public PullRequestCommand {
    words = List.copyOf(words);
    if (words.isEmpty()) {
      throw new IllegalArgumentException(
          "the command for pull requests must have a word, got: none");
    }
  }

  /** The values of the placeholders. */
  public record Request(String remote, String branch, String title, String body) {}

  /** The command line. Placeholders inside the values are not replaced. */
  public List<String> commandLine(Request request) {
    Map<String, String> values =
        Map.of(
            "{remote}", request.remote(),
            "{branch}", request.branch(),
            "{title}", request.title(),
            "{body}", request.body());
    return words.stream().map(word -> filled(word, values)).toList();
  }

  private static String filled(String word, Map<String, String> values) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < word.length(); ) {
      int end = word.indexOf('}', i) + 1;
      String value = end > 0 ? values.get(word.substring(i, end)) : null;
      text.append(value == null ? String.valueOf(word.charAt(i)) : value);
      i = value == null ? i + 1 : end;
    }
    return text.toString();
  }

  /** The address in the command's output; null if there is none. */
  public static @Nullable String address(String output) {
    return output
        .lines()
        .map(String::strip)
        .filter(line -> line.matches("https?://[\\x21-\\x7e]{1,1000}"))
        .reduce((first, last) -> last)
        .orElse(null);
  }
}
