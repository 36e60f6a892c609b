package dev.handoff.cli.template;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A brief to start from.
 *
 * @param isOwn whether it belongs to the repository, not to Handoff
 * @param brief its text, which names the template
 */
public record Template(String name, boolean isOwn, String brief) {

  private static final Pattern NAME_LINE = Pattern.compile("(?m)^template:.*$");

  /** A template of a repository. The name of its file counts, not the name in its text. */
  static Template own(String name, String text) {
    String line = "template: \"" + name + "\"";
    Matcher named = NAME_LINE.matcher(text);
    String brief =
        named.find() ? named.replaceFirst(line) : text.stripTrailing() + "\n" + line + "\n";
    return new Template(name, true, brief);
  }

  /** Its first line, if that is a comment. */
  public String summary() {
    String first = brief.lines().findFirst().orElse("");
    return first.startsWith("#") ? first.substring(1).strip() : "";
  }
}
