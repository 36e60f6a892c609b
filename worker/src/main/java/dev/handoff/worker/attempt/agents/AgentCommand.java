package dev.handoff.worker.attempt.agents;

import java.util.List;
import java.util.Map;

/**
 * The command that starts an agent. The prompt comes on stdin, which is closed after that: some
 * agents wait forever while stdin stays open.
 *
 * @param environment beside the variables that every child of the job gets
 * @param unlimited what the brief asks for and this tool does not support: turns, budget, ...
 */
public record AgentCommand(
    List<String> words, Map<String, String> environment, List<String> unlimited) {

  public AgentCommand {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
    unlimited = List.copyOf(unlimited);
  }
}
