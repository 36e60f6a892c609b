package dev.handoff.job;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The command that opens a pull request for a branch that was pushed. Its words are run as they
 * are, without a shell, after these are put in: {@code {remote}} the URL that the branch is at,
 * {@code {branch}} its name, {@code {title}} one line, {@code {body}} the path of a Markdown file.
 * Its last line of output that is a URL names the pull request.
 */
public record PullRequestCommand(List<String> words) {

  /** With the title behind an equals sign, so that none is taken for an option. */
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

  /** What the placeholders stand for. */
  public record Request(String remote, String branch, String title, String body) {}

  /** The command line. What is put in is not looked at again. */
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

  /** The address in the command's output, if it told one. */
  public static @Nullable String address(String output) {
    return output
        .lines()
        .map(String::strip)
        .filter(line -> line.matches("https?://[\\x21-\\x7e]{1,1000}"))
        .reduce((first, last) -> last)
        .orElse(null);
  }
}
