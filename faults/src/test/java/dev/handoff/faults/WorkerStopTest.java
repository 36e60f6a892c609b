package dev.handoff.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.AttemptState;
import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import dev.handoff.job.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Workers that are asked to stop, and give back what they have not finished. */
@Tag("faults")
@TestInstance(Lifecycle.PER_CLASS)
@Order(2)
class WorkerStopTest {

  /** None of it is about the lapse: a busy host must not make a worker silent for so long. */
  private static final String LAPSE = "15s";

  @AutoClose private OneBroker one;

  @BeforeAll
  void startBroker(@TempDir Path folder) {
    one = OneBroker.in(folder);
  }

  @Test
  void aStoppedWorkerGivesItsJobBackAndTheJobIsNotCharged() {
    try (Installation handoff = one.installation("drain")) {
      JavaProcess stopped =
          handoff.startAndAwait(
              WorkerStart.of("stopped", Map.of("standard", 2)).withDrain("5s").withLapse(LAPSE));
      JobId quick = handoff.submit("standard", 0.5);
      JobId slow = handoff.submit("standard", 12);
      handoff.awaitStart(quick, 1);
      handoff.awaitStart(slow, 1);
      handoff.start(WorkerStart.of("next", Map.of("standard", 2)).withLapse(LAPSE));

      assertThat(stopped.terminate()).isZero();

      assertThat(handoff.awaitEnd(quick).attempts()).hasSize(1);
      assertThat(handoff.awaitEnd(slow).attempts())
          .extracting(AttemptState::reason)
          .containsExactly(Reason.WORKER_STOPPING, null);
      handoff.assertSound();
    }
  }

  @Test
  void aSecondSignalSkipsTheDrain() {
    try (Installation handoff = one.installation("hurry")) {
      WorkerStart start =
          WorkerStart.of("hurried", Map.of("standard", 1)).withDrain("1h").withLapse(LAPSE);
      JavaProcess worker = handoff.startAndAwait(start);
      JobId job = handoff.submit("standard", 5);
      handoff.awaitStart(job, 1);

      worker.run().signal("INT");
      worker.run().signal("TERM");

      assertThat(worker.awaitEnd()).isZero();
      handoff.start(start);
      assertThat(handoff.awaitEnd(job).attempts())
          .extracting(AttemptState::reason)
          .containsExactly(Reason.WORKER_STOPPING, null);
      handoff.assertSound();
    }
  }

  @Test
  void aRollingRestartUnderLoadLosesNoJobAndChargesNone() {
    try (Installation handoff = one.installation("rolling")) {
      List<WorkerStart> starts = new ArrayList<>();
      for (String id : List.of("one", "two", "three")) {
        starts.add(WorkerStart.of(id, Map.of("standard", 2)).withDrain("1s").withLapse(LAPSE));
      }
      List<JavaProcess> workers = starts.stream().map(handoff::start).toList();
      workers.forEach(handoff::awaitServing);
      for (int job = 0; job < 30; job++) {
        handoff.submit("standard", job % 5 == 0 ? 3 : 0.5);
      }

      for (int worker = 0; worker < 3; worker++) {
        assertThat(workers.get(worker).terminate()).isZero();
        handoff.startAndAwait(starts.get(worker));
      }

      for (JobId job : handoff.jobs()) {
        JobState state = handoff.awaitEnd(job);
        assertThat(state.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(state.attempts())
            .allMatch(
                attempt -> attempt.reason() == null || attempt.reason() == Reason.WORKER_STOPPING);
      }
      handoff.assertSound();
    }
  }
}
