package dev.handoff.worker.attempt.agents;

import java.time.Instant;
import java.util.Optional;

/** The result of an agent's run, by its own report: a closed set. */
public sealed interface AgentResult {

  /** It ended its work normally; the checks decide whether the work is good. */
  record Done() implements AgentResult {}

  /** It failed, or it is unknown whether it did. */
  record Failed(String message) implements AgentResult {}

  /**
   * It has reached a usage limit.
   *
   * @param reset when the limit is lifted, according to the tool
   */
  record Limited(String message, Optional<Instant> reset) implements AgentResult {}

  /** It could not log in. */
  record Unavailable(String message) implements AgentResult {}
}
