package dev.handoff.worker.attempt.agents;

import java.time.Instant;
import java.time.ZoneId;

/** A coding agent: how to start it, and how to read its output. */
public interface Agent {

  AgentSettings settings();

  /**
   * Returns the command for a run.
   *
   * @throws IllegalArgumentException if it does not support what the brief asks for
   */
  AgentCommand command(AgentRunRequest assignment);

  /**
   * Returns the reader of one run's output.
   *
   * @param now the start of the run
   * @param zone of the times in its messages
   */
  Transcript transcript(Instant now, ZoneId zone);

  /** Whether its stderr belongs to the same stream as its stdout. */
  default boolean mixesErrors() {
    return false;
  }

  static Agent of(AgentSettings settings) {
    return switch (settings.kind()) {
      case CODEX -> new CodexAgent(settings);
      case CLAUDE -> new ClaudeAgent(settings);
      case COMMAND -> new ConfiguredAgent(settings);
    };
  }
}
