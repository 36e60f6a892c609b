package dev.handoff.worker.attempt.agents;

import java.util.List;

/**
 * What lets an agent in. The run step of its own jobs gets it, and no other child.
 *
 * @param isNeeded whether the agent is worth trying without
 * @param variables of the worker's environment, each of which is enough
 * @param homeVariable of the worker's environment, that names the folder of {@code files}; null:
 *     none does
 * @param home that folder otherwise, relative to the worker's HOME
 * @param files in that folder, each of which is enough; copied for each run
 * @param keepsRenewed whether a file that a run has renewed takes the place of the worker's
 */
public record LogIn(
    boolean isNeeded,
    List<String> variables,
    String homeVariable,
    String home,
    List<String> files,
    boolean keepsRenewed) {

  /** For an agent that needs none, or has it by itself. */
  public static final LogIn NONE = new LogIn(false, List.of(), null, "", List.of(), false);

  static final LogIn CODEX =
      new LogIn(
          true, List.of("CODEX_API_KEY"), "CODEX_HOME", ".codex", List.of("auth.json"), false);

  static final LogIn CLAUDE =
      new LogIn(
          true,
          List.of("ANTHROPIC_API_KEY", "CLAUDE_CODE_OAUTH_TOKEN"),
          "CLAUDE_CONFIG_DIR",
          ".claude",
          List.of(".credentials.json"),
          false);

  public LogIn withKeepsRenewed(boolean keeps) {
    return new LogIn(isNeeded, variables, homeVariable, home, files, keeps);
  }

  public LogIn {
    variables = List.copyOf(variables);
    files = List.copyOf(files);
    for (String file : files) {
      if (file.isEmpty() || file.startsWith("/") || List.of(file.split("/")).contains("..")) {
        throw new IllegalArgumentException(
            "a file of an agent's log-in must be a plain path in its home, got: " + file);
      }
    }
  }
}
