package dev.handoff.cli.submit;

import dev.handoff.brief.Brief;
import dev.handoff.brief.Brief.RunAgent;
import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.PlainLine;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.presence.LivingWorkers;
import dev.handoff.log.presence.WorkerBeat;
import dev.handoff.log.presence.WorkerBeat.Agent;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;

/**
 * Checks before a submit that a worker offers the agent of the brief. The local default has a
 * single worker, so there the job is refused; on a cluster this is a warning, since such a worker
 * may start soon.
 */
public final class AgentCheck {

  /** Within this time after its first heartbeat, a worker publishes which agents it offers. */
  private static final Duration FIRST_LOOK = Duration.ofSeconds(12);

  private final KafkaSettings kafka;
  private final boolean isLocal;
  private final PrintWriter err;
  private final Set<List<String>> checked = new HashSet<>();

  AgentCheck(KafkaSettings kafka, boolean isLocal, PrintWriter err) {
    this.kafka = kafka;
    this.isLocal = isLocal;
    this.err = err;
  }

  /**
   * @throws CommandException with 5 if certainly no worker could run it
   */
  void check(Brief brief, Duration patience) {
    // Collecting heartbeats takes a second or more, so this is done once for each agent and lane.
    if (!(brief.run() instanceof RunAgent asked)
        || !checked.add(List.of(asked.agent(), brief.lane()))) {
      return;
    }
    List<WorkerBeat> living;
    try {
      living =
          new LivingWorkers(kafka)
              .heard(
                  LivingWorkers.RECENT,
                  patience,
                  FIRST_LOOK,
                  heard -> isKnown(asked.agent(), brief.lane(), heard));
    } catch (KafkaException e) {
      return; // the submit that follows reports problems of the broker better
    }
    Optional<String> problem = problem(asked.agent(), brief.lane(), living);
    if (problem.isPresent() && isLocal && isKnown(asked.agent(), brief.lane(), living)) {
      throw new CommandException(
          ExitCode.REFUSED, problem.get() + "\nNothing was submitted. See: handoff workers");
    }
    problem.ifPresent(
        text -> {
          err.println("handoff: warning: " + text);
          err.println(
              "The job is submitted, and fails if this does not change. See: handoff workers");
          err.flush();
        });
  }

  private static boolean isKnown(String agent, String lane, List<WorkerBeat> living) {
    List<WorkerBeat> serving = serving(lane, living);
    return serving.stream().anyMatch(worker -> has(worker, agent))
        || serving.stream().noneMatch(worker -> worker.agents() == null);
  }

  /** Why no worker of the lane can run that agent; empty if one can. */
  public static Optional<String> problem(String agent, String lane, List<WorkerBeat> living) {
    List<WorkerBeat> serving = serving(lane, living);
    if (serving.stream().anyMatch(worker -> has(worker, agent))) {
      return Optional.empty();
    }
    String why =
        serving.stream()
            .map(worker -> "\n  " + worker.worker() + ": " + why(worker, agent))
            .collect(Collectors.joining());
    return Optional.of(
        PlainLine.of(
            serving.isEmpty()
                ? "no worker of lane %s is alive to offer agent %s".formatted(lane, agent)
                : "no live worker of lane %s offers agent %s:%s".formatted(lane, agent, why)));
  }

  private static List<WorkerBeat> serving(String lane, List<WorkerBeat> living) {
    return living.stream()
        .filter(worker -> worker.lanes().stream().anyMatch(each -> each.lane().equals(lane)))
        .toList();
  }

  private static boolean has(WorkerBeat worker, String agent) {
    return find(worker, agent).filter(Agent::canBeHad).isPresent();
  }

  private static Optional<Agent> find(WorkerBeat worker, String agent) {
    List<Agent> agents = worker.agents() == null ? List.of() : worker.agents();
    return agents.stream().filter(each -> each.name().equals(agent)).findFirst();
  }

  private static String why(WorkerBeat worker, String agent) {
    if (worker.agents() == null) {
      return "has not reported its agents";
    }
    Optional<Agent> found = find(worker, agent);
    if (found.isPresent()) {
      return "it " + found.get().problem();
    }
    String names = worker.agents().stream().map(Agent::name).collect(Collectors.joining(", "));
    return "it knows "
        + (names.isEmpty() ? "none" : "only " + names)
        + "; name another in its settings (agents:), or correct run.agent";
  }
}
