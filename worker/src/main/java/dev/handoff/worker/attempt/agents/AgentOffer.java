package dev.handoff.worker.attempt.agents;

/**
 * What a worker offers of one of its agents.
 *
 * @param version null if it is not offered
 * @param problem why it is not offered, and the remedy; null if it is
 */
public record AgentOffer(String name, String version, String problem) {

  boolean isOffered() {
    return problem == null;
  }
}
