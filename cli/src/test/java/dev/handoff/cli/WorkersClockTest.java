package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.cli.cluster.WorkersCommand;
import dev.handoff.log.presence.WorkerBeat;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkersClockTest {

  private static final Instant NEWEST = Instant.parse("2026-03-01T12:00:00Z");
  private static final List<WorkerBeat> LIVING =
      List.of(beat(NEWEST), beat(NEWEST.minusSeconds(4)));

  @Test
  void whereTheClocksAreAlikeBeatsAreAsOldAsTheyAre() {
    Instant host = NEWEST.plusSeconds(2);

    assertThat(WorkersCommand.now(LIVING, host)).isEqualTo(host);
  }

  @Test
  void aWrongClockOfThisHostMakesNoBeatOld() {
    for (Duration ahead :
        List.of(Duration.ofMinutes(10), Duration.ofDays(5), Duration.ofDays(-3))) {
      assertThat(WorkersCommand.now(LIVING, NEWEST.plus(ahead))).isEqualTo(NEWEST);
    }
  }

  private static WorkerBeat beat(Instant at) {
    return new WorkerBeat(
        at, "w", "host", 1, at, "1", "none", List.of(), List.of(), null, List.of(), null, null);
  }
}
