package dev.handoff.worker.attempt.agents;

import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes the end of a configured agent: by the last event of its JSON lines, or by the last
 * line of its text. Fields are JSON pointers.
 *
 * @param terminal fields that the last event must have, with their values; empty: it writes text
 * @param failed fields that mark that event as a failure, with their values
 * @param lastLine a regular expression that the last line of text must match; null: it writes JSON
 *     lines
 * @param message the field of its last message
 * @param inputTokens the field of the tokens that it read
 * @param outputTokens the field of the tokens that it wrote
 * @param costUsd the field of its cost
 */
public record CompletionPattern(
    Map<String, String> terminal,
    Map<String, String> failed,
    @Nullable String lastLine,
    @Nullable String message,
    @Nullable String inputTokens,
    @Nullable String outputTokens,
    @Nullable String costUsd) {

  public CompletionPattern {
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
    terminal.keySet().forEach(CompletionPattern::checkPointer);
    failed.keySet().forEach(CompletionPattern::checkPointer);
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
  public static CompletionPattern lastLine(String regex) {
    return new CompletionPattern(Map.of(), Map.of(), regex, null, null, null, null);
  }

  boolean isText() {
    return lastLine != null;
  }
}
