package dev.handoff.worker.attempt.agents;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of an agent. Only the run step of its own jobs gets them, and no other child.
 *
 * @param isNeeded whether the agent cannot run without them
 * @param variables of the worker's environment, each of which is enough
 * @param homeVariable the variable of the worker's environment with the folder of {@code files};
 *     null: none
 * @param home the folder if that variable is not set, relative to the worker's HOME
 * @param files in that folder, each of which is enough; copied for each run
 * @param keepsRenewed whether a file that a run has renewed replaces the worker's
 */
public record AgentCredentials(
    boolean isNeeded,
    List<String> variables,
    @Nullable String homeVariable,
    String home,
    List<String> files,
    boolean keepsRenewed) {

  /** For an agent that needs none, or has its own. */
  public static final AgentCredentials NONE =
      new AgentCredentials(false, List.of(), null, "", List.of(), false);

  static final AgentCredentials CODEX =
      new AgentCredentials(
          true, List.of("CODEX_API_KEY"), "CODEX_HOME", ".codex", List.of("auth.json"), false);

  static final AgentCredentials CLAUDE =
      new AgentCredentials(
          true,
          List.of("ANTHROPIC_API_KEY", "CLAUDE_CODE_OAUTH_TOKEN"),
          "CLAUDE_CONFIG_DIR",
          ".claude",
          List.of(".credentials.json"),
          false);

  public AgentCredentials withKeepsRenewed(boolean keeps) {
    return new AgentCredentials(isNeeded, variables, homeVariable, home, files, keeps);
  }

  public AgentCredentials {
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
