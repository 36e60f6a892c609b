package dev.handoff.worker.attempt.agents;

import org.jspecify.annotations.Nullable;

/**
 * What a worker offers of one of its agents.
 *
 * @param version if it is offered
 * @param problem why it is not offered, and the remedy
 */
public record AgentOffer(String name, @Nullable String version, @Nullable String problem) {

  boolean isOffered() {
    return problem == null;
  }
}
