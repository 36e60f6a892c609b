package dev.handoff.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.AttemptState;
import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Workers that are killed, frozen and woken, at every step of the protocol. */
@TestInstance(Lifecycle.PER_CLASS)
@Order(1)
class WorkerFaultsTest {

  private static final List<String> BLOWS = List.of("kill", "freeze");

  /**
   * Of a dozen workers that start at once: what a busy host takes from a job before the blow counts
   * against it too, and the third such loss ends it.
   */
  private static final Duration LAPSE = Duration.ofSeconds(6);

  @AutoClose private OneBroker one;

  @BeforeAll
  void startBroker(@TempDir Path folder) {
    one = OneBroker.in(folder);
  }

  /** The rest of the steps; of all of them {@code worker}'s simulation tries every order. */
  @Test
  @Tag("faults")
  void aWorkerKilledOrFrozenAtAnyStepCostsNoJobItsOneEnd() {
    strikeAtOnce(
        "steps",
        List.of(
            "after-poll",
            "after-accept",
            "mid-child",
            "before-publish",
            "after-output",
            "after-terminal"));
  }

  @Test
  void aWorkerKilledOrFrozenBeforeOrAfterItsJobsWorkCostsNoJobItsOneEnd() {
    strikeAtOnce("before-and-after", List.of("after-started", "after-child"));
  }

  /**
   * All at once, since most of it is waiting: each worker alone serves a lane, and waits at its
   * step with the lane's job until all do and another worker serves every lane.
   */
  private void strikeAtOnce(String name, List<String> steps) {
    try (Installation handoff = one.installation(name)) {
      // Holds the seats, so that it is not a steward that is struck.
      handoff.startAndAwait(
          WorkerStart.of("steward", Map.of("spare", 1)).withLapse(LAPSE.toSeconds() + "s"));
      Map<WorkerStart, JavaProcess> struck = new LinkedHashMap<>();
      for (String step : steps) {
        for (String blow : BLOWS) {
          String lane = blow + "-" + step;
          WorkerStart start =
              WorkerStart.of(lane, Map.of(lane, 1))
                  .withLapse(LAPSE.toSeconds() + "s")
                  .pausingAt(step);
          struck.put(start, handoff.start(start));
        }
      }
      struck.values().forEach(handoff::awaitServing);
      Map<WorkerStart, JobId> jobs = new LinkedHashMap<>();
      struck.keySet().forEach(start -> jobs.put(start, handoff.submit(start.id(), 1.5)));
      struck.keySet().forEach(start -> awaitPaused(handoff, start));
      Map<String, Integer> all = new TreeMap<>();
      struck.keySet().forEach(start -> all.put(start.id(), 1));
      handoff.startAndAwait(WorkerStart.of("successor", all).withLapse(LAPSE.toSeconds() + "s"));

      Instant blow = Instant.now();
      struck.forEach((start, process) -> strike(start, process));
      jobs.values().forEach(handoff::awaitEnd);
      jobs.forEach((start, job) -> report(start, handoff.awaitEnd(job), blow));
      awaitLapse(blow);
      struck.forEach((start, process) -> wake(handoff, start, process));

      jobs.forEach(
          (start, job) ->
              assertThat(handoff.awaitEnd(job).status())
                  .as(start.id())
                  .isEqualTo(JobStatus.COMPLETED));
      handoff.assertSound();
    }
  }

  private static void awaitPaused(Installation handoff, WorkerStart start) {
    Installation.eventually()
        .alias(start.id())
        .until(() -> Files.exists(start.pauseFile(handoff.folder())));
  }

  private static void strike(WorkerStart start, JavaProcess process) {
    if (start.id().startsWith("kill")) {
      process.kill();
    } else {
      process.freeze();
    }
  }

  /** It was silent for longer than its leases, and goes on where it was. */
  private static void wake(Installation handoff, WorkerStart start, JavaProcess process) {
    if (start.id().startsWith("freeze")) {
      assertThat(start.pauseFile(handoff.folder()).toFile().delete()).isTrue();
      process.wake();
    }
  }

  private static void awaitLapse(Instant blow) {
    Installation.eventually().until(() -> Instant.now().isAfter(blow.plus(LAPSE).plusSeconds(3)));
  }

  /** For people: a loaded machine says nothing of how fast Handoff is. */
  private static void report(WorkerStart start, JobState state, Instant blow) {
    AttemptState last = state.lastAttempt();
    System.out.printf(
        "%s: attempt %d started %d ms after the blow%n",
        start.id(), last.number(), Duration.between(blow, last.startedAt()).toMillis());
  }

  @Test
  @Tag("faults")
  void twoStewardsThatDieOrFreezeAreReplacedAndDoNoHarmWhenTheyComeBack() {
    try (Installation handoff = one.installation("stewards")) {
      JavaProcess first = handoff.startAndAwait(WorkerStart.of("first", Map.of("first", 1)));
      JavaProcess second = handoff.startAndAwait(WorkerStart.of("second", Map.of("second", 1)));
      JobId ofFirst = handoff.submitForTwoAttempts("first", 2);
      JobId ofSecond = handoff.submitForTwoAttempts("second", 2);
      handoff.awaitStart(ofFirst, 1);
      handoff.awaitStart(ofSecond, 1);
      handoff.startAndAwait(WorkerStart.of("third", Map.of("first", 1, "second", 1)));

      Instant blow = Instant.now();
      first.kill();
      second.freeze();

      handoff.awaitStart(ofFirst, 2);
      handoff.awaitStart(ofSecond, 2);
      System.out.printf(
          "both stewards gone: restarted after %d ms%n",
          Duration.between(blow, Instant.now()).toMillis());
      second.wake();
      assertThat(handoff.awaitEnd(ofFirst).attempts()).hasSize(2);
      assertThat(handoff.awaitEnd(ofSecond).attempts()).hasSize(2);
      handoff.assertSound();
    }
  }
}
