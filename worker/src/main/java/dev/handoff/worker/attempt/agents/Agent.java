package dev.handoff.worker.attempt.agents;

import java.time.Instant;
import java.time.ZoneId;

/** A coding agent: how to start it, and how to read what it writes. */
public interface Agent {

  AgentSettings settings();

  /**
   * What starts it for that run.
   *
   * @throws IllegalArgumentException if it cannot be given what the brief asks for
   */
  AgentCommand command(Assignment assignment);

  /**
   * For one run of it.
   *
   * @param now when it begins
   * @param zone in which it names times
   */
  Transcript transcript(Instant now, ZoneId zone);

  /** Whether what it writes to stderr belongs among what it writes to stdout. */
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
