package dev.handoff.worker.attempt.agents;

import java.util.List;
import java.util.Map;

/**
 * What starts an agent. The prompt comes on its stdin, which is closed after that: with a stdin
 * that stays open some wait for ever.
 *
 * @param environment beside what every child of the job gets
 * @param unlimited what the brief asks for that this tool does not know: turns, budget, ...
 */
public record AgentCommand(
    List<String> words, Map<String, String> environment, List<String> unlimited) {

  public AgentCommand {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
    unlimited = List.copyOf(unlimited);
  }
}
