package dev.handoff.cli.console;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Colours the state in a row. */
public final class StateColor {

  private static final Map<String, String> CODES =
      Map.of("completed", "32", "failed", "31", "cancelled", "33", "running", "36");

  private static final Pattern STATE =
      Pattern.compile("^(task-\\S+ +)((completed|failed|cancelled|running)\\S*)");

  private StateColor() {}

  public static String of(String row) {
    Matcher state = STATE.matcher(row);
    return state.find()
        ? state.group(1)
            + "\u001b["
            + CODES.get(state.group(3))
            + "m"
            + state.group(2)
            + "\u001b[0m"
            + row.substring(state.end())
        : row;
  }
}
