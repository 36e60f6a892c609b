package dev.handoff.worker.attempt.agents;

import java.util.ArrayList;
import java.util.List;

/** Formats a tool's output for people: only its end, indented; the raw events have all of it. */
final class ToolOutputExcerpt {

  private static final int LINES = 20;

  private ToolOutputExcerpt() {}

  /**
   * @param remark a last line, or empty
   */
  static List<String> output(String text, String remark) {
    List<String> lines = text.lines().toList();
    List<String> shown = new ArrayList<>();
    if (lines.size() > LINES) {
      shown.add("  [" + (lines.size() - LINES) + " lines]");
    }
    lines
        .subList(Math.max(0, lines.size() - LINES), lines.size())
        .forEach(line -> shown.add("  " + line));
    if (!remark.isEmpty()) {
      shown.add("  [" + remark + "]");
    }
    return shown;
  }
}
