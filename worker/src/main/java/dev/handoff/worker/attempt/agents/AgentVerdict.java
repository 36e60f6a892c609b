package dev.handoff.worker.attempt.agents;

import java.time.Instant;
import java.util.Optional;

/** What an agent's own words say about its run: a closed set. */
public sealed interface AgentVerdict {

  /** It ended its work as it should; what the work is worth is for the checks to say. */
  record Done() implements AgentVerdict {}

  /** It failed, or nobody can tell that it did not. */
  record Failed(String message) implements AgentVerdict {}

  /**
   * A limit of use is reached.
   *
   * @param reset when the tool said that it will be lifted
   */
  record Limited(String message, Optional<Instant> reset) implements AgentVerdict {}

  /** It was not let in. */
  record Unavailable(String message) implements AgentVerdict {}
}
