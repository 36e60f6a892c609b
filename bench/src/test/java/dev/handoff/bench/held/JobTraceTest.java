package dev.handoff.bench.held;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.AttemptEnded;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Enqueued;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobResult;
import dev.handoff.job.Reason;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobTraceTest {

  private static final Instant AT = Instant.parse("2030-01-01T00:00:00Z");

  private static JobTrace heard(JobEvent... events) {
    JobTrace trace = JobTrace.NONE;
    long now = 0;
    for (JobEvent event : events) {
      trace = trace.heard(event, ++now);
    }
    return trace;
  }

  private static Started started(int attempt, String lease) {
    return new Started(AT, attempt, lease, "worker-1", 0, "bwrap");
  }

  private static AttemptEnded ended(Reason reason) {
    return new AttemptEnded(AT, 1, "a", reason, "", null);
  }

  @Test
  void aRescueIsAnAttemptTakenAwayAndAnotherStart() {
    JobTrace trace =
        heard(
            started(1, "a"),
            ended(Reason.WORKER_LOST),
            new Enqueued(AT, 2, 1),
            started(2, "b"),
            new Completed(AT, 2, "b", JobResult.NONE));

    assertThat(trace.started()).containsExactly(1L, 4L);
    assertThat(trace.lost()).containsExactly(2L);
    assertThat(trace.isCompleted()).isTrue();
    assertThat(trace.secondEnds()).isZero();
  }

  @Test
  void aClaimThatCameSecondIsNoStart() {
    JobTrace trace = heard(started(1, "a"), started(1, "b"));

    assertThat(trace.started()).isEqualTo(List.of(1L));
    assertThat(trace.vainClaims()).isEqualTo(1);
  }

  @Test
  void anEndAfterTheEndIsASecondOneThoughItChangesNothing() {
    Completed completed = new Completed(AT, 1, "a", JobResult.NONE);

    assertThat(heard(started(1, "a"), completed, completed).secondEnds()).isEqualTo(1);
  }

  @Test
  void anAttemptGivenBackIsNotTakenAway() {
    assertThat(heard(started(1, "a"), ended(Reason.WORKER_STOPPING)).lost()).isEmpty();
  }
}
