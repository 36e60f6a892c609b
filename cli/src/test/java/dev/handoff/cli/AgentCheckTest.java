package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.cli.submit.AgentCheck;
import dev.handoff.log.presence.WorkerBeat;
import dev.handoff.log.presence.WorkerBeat.Agent;
import dev.handoff.log.presence.WorkerBeat.LaneSlots;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgentCheckTest {

  private static final Agent CODEX = new Agent("codex", "0.169.0", null);
  private static final Agent NO_CODEX = new Agent("codex", null, "is not logged in: log in");

  private static WorkerBeat worker(String name, String lane, Agent... agents) {
    return telling(name, lane, List.of(agents));
  }

  /**
   * @param agents null if the worker has not probed them yet
   */
  private static WorkerBeat telling(String name, String lane, List<Agent> agents) {
    return new WorkerBeat(
        Instant.EPOCH,
        name,
        "host",
        1,
        Instant.EPOCH,
        "0",
        "bwrap",
        List.of(new LaneSlots(lane, 1, 0)),
        List.of(),
        null,
        agents,
        null,
        null);
  }

  private static String problem(WorkerBeat... living) {
    return AgentCheck.problem("codex", "standard", List.of(living)).orElse("none");
  }

  @Test
  void oneWorkerOfTheLaneThatOffersTheAgentIsEnough() {
    assertThat(problem(worker("a", "standard", NO_CODEX), worker("b", "standard", CODEX)))
        .isEqualTo("none");
  }

  @Test
  void workersOfOtherLanesDoNotCount() {
    assertThat(problem(worker("a", "long", CODEX)))
        .isEqualTo("no worker of lane standard is alive to offer agent codex");
  }

  @Test
  void eachWorkerOfTheLaneIsNamedWithItsRemedy() {
    assertThat(
            problem(
                worker("a", "standard", NO_CODEX),
                worker("b", "standard", new Agent("claude", "2", null))))
        .isEqualTo(
            """
            no live worker of lane standard offers agent codex:
              a: it is not logged in: log in
              b: it knows only claude; name another in its settings (agents:), or correct run.agent""");
  }

  @Test
  void aWorkerThatHasNotLookedYetSaysNothing() {
    WorkerBeat old = telling("a", "standard", null);

    assertThat(problem(old)).contains("a: has not reported its agents");
  }

  @Test
  void whatAWorkerSaysOrdersNoTerminal() {
    Agent hostile = new Agent("codex", null, "\u001b[2Jis broken\u0007");

    assertThat(problem(worker("a", "standard", hostile)))
        .contains("is broken")
        .doesNotContain("\u001b");
  }
}
