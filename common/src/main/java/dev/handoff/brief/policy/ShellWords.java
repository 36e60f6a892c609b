package dev.handoff.brief.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Splits a shell script into its simple commands, so that a word counts as a program only where it
 * is run. Understands quotes, operators, comments and substitutions. It is no shell: a part that it
 * misreads becomes more words, never an error.
 */
public final class ShellWords {

  private static final String OPERATORS = ";&|\n(){}`";

  private static final int DEEPEST = 20;

  private final String script;
  // The nesting depth of substitutions.
  private final int depth;
  private final List<List<String>> commands;
  private List<String> command = new ArrayList<>();
  // Null between words.
  private @Nullable StringBuilder word;
  private int at;

  private ShellWords(String script, int depth, List<List<String>> commands) {
    this.script = script;
    this.depth = depth;
    this.commands = commands;
  }

  /**
   * All commands, each with at least one word. Commands inside substitutions are listed beside the
   * outer ones.
   */
  public static List<List<String>> commands(String script) {
    List<List<String>> commands = new ArrayList<>();
    new ShellWords(script, 0, commands).read();
    return commands;
  }

  private void read() {
    while (at < script.length()) {
      char each = script.charAt(at++);
      if (each == '\\') {
        escaped();
      } else if (each == '\'') {
        literal();
      } else if (each == '"') {
        quoted();
      } else if (each == '#' && word == null) {
        at = endOfLine();
      } else if (each == '$' && at < script.length() && script.charAt(at) == '{') {
        // A parameter, not a group; the following text belongs to the same word.
        append("$");
        append("{");
        at++;
      } else if (each == '}' && word != null && word.indexOf("${") >= 0) {
        append("}");
      } else if (OPERATORS.indexOf(each) >= 0) {
        endCommand();
      } else if (Character.isWhitespace(each)) {
        endWord();
      } else {
        append(String.valueOf(each));
      }
    }
    endCommand();
  }

  private void escaped() {
    if (at < script.length()) {
      char next = script.charAt(at++);
      // Otherwise it continues the line: that begins and ends no word.
      if (next != '\n') {
        append(String.valueOf(next));
      }
    }
  }

  private void literal() {
    int end = script.indexOf('\'', at);
    end = end < 0 ? script.length() : end;
    append(script.substring(at, end));
    at = Math.min(script.length(), end + 1);
  }

  private void quoted() {
    append("");
    while (at < script.length() && script.charAt(at) != '"') {
      char each = script.charAt(at++);
      if (each == '\\') {
        escaped();
      } else if (each == '`') {
        int end = script.indexOf('`', at);
        nested(end < 0 ? script.length() : end);
      } else if (each == '$' && at < script.length() && script.charAt(at) == '(') {
        at++;
        nested(endOfSubstitution());
      } else {
        append(String.valueOf(each));
      }
    }
    at++;
  }

  private void nested(int end) {
    if (depth < DEEPEST) {
      new ShellWords(script.substring(at, end), depth + 1, commands).read();
    }
    at = Math.min(script.length(), end + 1);
  }

  private int endOfSubstitution() {
    int depth = 1;
    for (int i = at; i < script.length(); i++) {
      depth += script.charAt(i) == '(' ? 1 : script.charAt(i) == ')' ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    return script.length();
  }

  private int endOfLine() {
    int end = script.indexOf('\n', at);
    return end < 0 ? script.length() : end;
  }

  private void append(String text) {
    word = word == null ? new StringBuilder() : word;
    word.append(text);
  }

  private void endWord() {
    if (word != null) {
      command.add(word.toString());
      word = null;
    }
  }

  private void endCommand() {
    endWord();
    if (!command.isEmpty()) {
      commands.add(List.copyOf(command));
      command = new ArrayList<>();
    }
  }
}
