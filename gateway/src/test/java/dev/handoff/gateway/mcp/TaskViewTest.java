package dev.handoff.gateway.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.awaiter.JobView;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.CancelRequested;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import dev.handoff.job.Reason;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskViewTest {

  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
  private static final Duration WEEK = Duration.ofDays(7);
  private static final JobId JOB = JobId.next(NOON, 3);
  private static final Started STARTED = new Started(NOON.plusSeconds(1), 1, "A", "w-1", 0, null);

  private static JobView after(JobEvent... events) {
    JobState state = JobState.UNKNOWN;
    for (JobEvent event : events) {
      state = state.apply(event);
    }
    return new JobView(JOB, state);
  }

  @ParameterizedTest
  @CsvSource({
    "UNKNOWN, working",
    "QUEUED, working",
    "RUNNING, working",
    "COMPLETED, completed",
    "FAILED, completed",
    "CANCELLED, cancelled"
  })
  void everyStateOfAJobIsOneOfATask(JobStatus job, String task) {
    assertThat(TaskView.status(job)).isEqualTo(task);
  }

  @Test
  void theTaskHasTheIdOfTheJobAndCountsItsTimeFromItsCreation() {
    ObjectNode task = TaskView.of(after(STARTED), WEEK);

    assertThat(task.path("taskId").asText()).isEqualTo(JOB.text());
    assertThat(task.path("createdAt").asText()).isEqualTo(JOB.submittedAt().toString());
    assertThat(task.path("ttlMs").asLong()).isEqualTo(WEEK.toMillis());
    assertThat(task.path("pollIntervalMs").asInt()).isEqualTo(5000);
  }

  @Test
  void itsLastUpdateIsTheNewestEvent() {
    Progressed later = new Progressed(NOON.plusSeconds(5), 1, "A", "verify", "said by a job", 40);

    ObjectNode task = TaskView.of(after(STARTED, later), WEEK);

    assertThat(task.path("lastUpdatedAt").asText()).isEqualTo("2026-11-29T12:00:05Z");
    assertThat(task.path("statusMessage").asText())
        .isEqualTo("running, attempt 1 on w-1, verify 40 %");
  }

  @Test
  void onlyAJobThatRanToAnEndHasAResult() {
    JobView completed = after(STARTED, new Completed(NOON, 1, "A", JobResult.NONE));
    JobView failed =
        after(STARTED, new Failed(NOON, 1, "A", Reason.RUN_FAILED, "no", JobResult.NONE));
    JobView stopping = after(STARTED, new CancelRequested(NOON, "ann", "enough"));

    assertThat(TaskView.hasResult(completed)).isTrue();
    assertThat(TaskView.hasResult(failed)).isTrue();
    assertThat(TaskView.hasResult(stopping)).isFalse();
    assertThat(TaskView.of(stopping, WEEK).path("statusMessage").asText()).endsWith("stopping");
  }
}
