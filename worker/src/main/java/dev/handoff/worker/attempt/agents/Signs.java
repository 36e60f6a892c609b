package dev.handoff.worker.attempt.agents;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * By what a configured agent's end is known: the last event of JSON lines that it writes, or the
 * last line of its text. Fields are JSON pointers.
 *
 * @param terminal fields that the last event must have, with their values; empty: it writes text
 * @param failed fields that mark that event as a failure, with their values
 * @param lastLine what the last line of text must match, a regular expression; null: it writes JSON
 *     lines
 * @param message where its last words are, or null
 * @param inputTokens where the tokens are that it read, or null
 * @param outputTokens where the tokens are that it wrote, or null
 * @param costUsd where its cost is, or null
 */
public record Signs(
    Map<String, String> terminal,
    Map<String, String> failed,
    String lastLine,
    String message,
    String inputTokens,
    String outputTokens,
    String costUsd) {

  public Signs {
    terminal = Map.copyOf(terminal);
    failed = Map.copyOf(failed);
    if (terminal.isEmpty() == (lastLine == null)) {
      throw new IllegalArgumentException(
          "success must have exactly one of event and last-line, got: "
              + (terminal.isEmpty() ? "none" : "both"));
    }
    if (lastLine != null) {
      Pattern.compile(lastLine);
    }
    terminal.keySet().forEach(Signs::checkPointer);
    failed.keySet().forEach(Signs::checkPointer);
    for (String pointer : new String[] {message, inputTokens, outputTokens, costUsd}) {
      if (pointer != null) {
        checkPointer(pointer);
      }
    }
  }

  private static void checkPointer(String pointer) {
    if (!pointer.startsWith("/")) {
      throw new IllegalArgumentException(
          "a field of an agent's event must be a JSON pointer such as /type, got: " + pointer);
    }
  }

  /** An agent that writes text and ends it with such a line. */
  public static Signs lastLine(String regex) {
    return new Signs(Map.of(), Map.of(), regex, null, null, null, null);
  }

  boolean isText() {
    return lastLine != null;
  }
}
