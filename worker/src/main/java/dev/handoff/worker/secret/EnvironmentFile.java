package dev.handoff.worker.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the secrets in a file with lines of the form {@code NAME=value}, such as an env file or
 * properties. The rules for variables decide what is secret; a quoted value may have several lines.
 */
public final class EnvironmentFile {

  private static final Pattern LINE =
      Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_.-]{0,200}+)\\s*=\\s*+(.*)");
  private static final Pattern COMMENT = Pattern.compile("\\s#.*");

  /** More than a key or certificate has: an unclosed quote must not swallow the file. */
  private static final int MOST_LINES = 200;

  private final String path;
  private final List<Secret> secrets = new ArrayList<>();

  private EnvironmentFile(String path) {
    this.path = path;
  }

  /**
   * Returns the secrets of the file; none if it is not text.
   *
   * @param path not secret; part of the names
   */
  public static List<Secret> secrets(String path, byte[] content) {
    EnvironmentFile file = new EnvironmentFile(path);
    List<String> lines;
    try {
      lines = UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString().lines().toList();
    } catch (CharacterCodingException e) {
      return List.of();
    }
    for (int i = 0; i < lines.size(); i++) {
      Matcher line = LINE.matcher(lines.get(i));
      if (line.matches()) {
        file.value(line.group(1), line.group(2), lines.listIterator(i + 1));
      }
    }
    return List.copyOf(file.secrets);
  }

  private void value(String name, String text, Iterator<String> next) {
    char quote = text.isEmpty() ? ' ' : text.charAt(0);
    if (quote != '"' && quote != '\'' && quote != '`') {
      add(name, COMMENT.matcher(text).replaceFirst("").strip());
      return;
    }
    StringBuilder value = new StringBuilder();
    String rest = text.substring(1);
    for (int lines = 1; end(rest, quote) < 0; lines++) {
      if (!next.hasNext() || lines == MOST_LINES) {
        add(name, text.strip()); // the quote is part of the value
        return;
      }
      value.append(rest).append('\n');
      rest = next.next();
    }
    value.append(rest, 0, end(rest, quote));
    add(name, value.toString());
    if (value.indexOf("\n") >= 0) {
      // A log may show single lines of it.
      value.toString().lines().forEach(line -> add(name, line.strip()));
    }
    if (quote == '"' && value.indexOf("\\") >= 0) {
      add(name, value.toString().replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\"));
    }
  }

  /** The index of the closing quote; -1 if it is not in this line. */
  private static int end(String text, char quote) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\' && quote == '"') {
        i++;
      } else if (text.charAt(i) == quote) {
        return i;
      }
    }
    return -1;
  }

  private void add(String name, String value) {
    // Names such as db.password and api-key are judged like the names of variables.
    String variable = name.replaceAll("[.-]", "_");
    Secrets.of(Map.of(variable, value), any -> false).stream()
        .map(secret -> new Secret(secret.name() + " of " + path, secret.value()))
        .forEach(secrets::add);
  }
}
