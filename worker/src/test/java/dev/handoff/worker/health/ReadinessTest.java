package dev.handoff.worker.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.worker.health.Readiness.Life;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ReadinessTest {

  private final AtomicReference<Duration> beatAge = new AtomicReference<>(Duration.ofSeconds(3));
  private final AtomicReference<String> shortage = new AtomicReference<>();
  private final AtomicReference<String> quick = new AtomicReference<>();
  private final Readiness readiness =
      new Readiness(
          Duration.ofSeconds(10),
          beatAge::get,
          shortage::get,
          Map.of("standard", () -> null, "quick", quick::get));

  @Test
  void aWorkerIsReadyFromItsStartToItsStop() {
    assertThat(readiness.problems()).containsExactly("the worker starts");

    readiness.enter(Life.TAKING);
    assertThat(readiness.problems()).isEmpty();

    readiness.enter(Life.STOPPING);
    assertThat(readiness.problems()).containsExactly("the worker stops");
  }

  @Test
  void everythingThatKeepsItFromItsWorkIsNamed() {
    readiness.enter(Life.TAKING);
    beatAge.set(Duration.ofSeconds(11));
    shortage.set("takes no jobs: the disk is full");
    quick.set("its fetch loop has ended");

    assertThat(readiness.problems())
        .containsExactly(
            "no beat was acknowledged for 11 s",
            "takes no jobs: the disk is full",
            "lane quick: its fetch loop has ended");
  }

  @Test
  void itIsReadyAgainOnceNothingKeepsIt() {
    readiness.enter(Life.TAKING);
    beatAge.set(Duration.ofSeconds(11));
    assertThat(readiness.problems()).hasSize(1);

    beatAge.set(Duration.ofSeconds(1));

    assertThat(readiness.problems()).isEmpty();
  }
}
