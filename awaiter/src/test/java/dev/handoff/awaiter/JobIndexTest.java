package dev.handoff.awaiter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.CheckFinished;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.job.JobResult.CheckVerdict;
import dev.handoff.job.JobStatus;
import dev.handoff.log.status.RecordedEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobIndexTest {

  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
  private static final Brief BRIEF =
      new BriefReader()
          .read("goal: show it\nrun: {handler: show}".getBytes(StandardCharsets.UTF_8));

  private final JobIndex roll = new JobIndex(3);

  @Test
  void foldsEachJobAndListsTheNewestFirst() {
    JobId first = job(1);
    JobId second = job(2);

    tell(first, submitted());
    tell(second, submitted());
    tell(first, started());

    assertThat(jobs()).containsExactly(second, first);
    assertThat(statuses()).containsExactly(JobStatus.QUEUED, JobStatus.RUNNING);
    assertThat(roll.newestFirst().get(1).title()).isEqualTo("show it");
    assertThat(roll.dropped()).isZero();
  }

  @Test
  void theOldestThatHasEndedGoesFirst() {
    JobId running = job(1);
    JobId ended = job(2);
    tell(running, submitted(), started());
    tell(ended, submitted(), started(), completed());
    tell(job(3), submitted());

    tell(job(4), submitted());

    assertThat(jobs()).containsExactly(job(4), job(3), running);
    assertThat(roll.dropped()).isEqualTo(1);
  }

  @Test
  void whoAsksLearnsWhatEachEventChangedAndWhatWasDropped() {
    List<JobId> dropped = new ArrayList<>();
    JobIndex small = new JobIndex(1, dropped::add);

    JobSummary queued = small.apply(new RecordedEvent(job(1), submitted(), 1));
    JobSummary again = small.apply(new RecordedEvent(job(1), submitted(), 2));
    small.apply(new RecordedEvent(job(2), submitted(), 3));

    assertThat(queued.state().status()).isEqualTo(JobStatus.QUEUED);
    assertThat(again).isNull();
    assertThat(dropped).containsExactly(job(1));
    assertThat(small.get(job(1))).isNull();
    assertThat(small.get(job(2)).template()).isNull();
  }

  @Test
  void withNothingEndedTheOldestGoes() {
    for (int n = 1; n <= 4; n++) {
      tell(job(n), submitted());
    }

    assertThat(jobs()).containsExactly(job(4), job(3), job(2));
    assertThat(roll.dropped()).isEqualTo(1);
  }

  @Test
  void aDroppedJobDoesNotComeBackByALateEvent() {
    JobId ended = job(1);
    tell(ended, submitted(), started(), completed());
    for (int n = 2; n <= 4; n++) {
      tell(job(n), submitted());
    }

    // A submission may stand twice on the log; taken for a new job, it would seem to wait.
    tell(ended, submitted());

    assertThat(jobs()).doesNotContain(ended);
    assertThat(roll.dropped()).isEqualTo(1);
  }

  @Test
  void aJobOfAnotherPartitionIsNotTakenForADroppedOne() {
    for (int n = 10; n <= 14; n++) {
      tell(job(n), submitted(), started(), completed());
    }

    JobId elsewhere = JobId.next(START.plusSeconds(5), 2);
    tell(elsewhere, submitted());

    assertThat(jobs()).contains(elsewhere);
  }

  @Test
  void keepsNeitherTextsOfTheBriefNorChecksNorResult() {
    JobId job = job(1);
    CheckResult check = new CheckResult("c", CheckVerdict.PASSED, 0, 1.0, "x".repeat(4000));
    tell(job, submitted(), started(), new CheckFinished(START, 1, "A", check), completed());

    JobSummary kept = roll.newestFirst().get(0);

    assertThat(kept.state().submitted().brief()).isEqualTo(BRIEF.withoutTexts());
    assertThat(kept.state().checks()).isEmpty();
    assertThat(kept.state().result()).isEqualTo(JobResult.NONE);
    assertThat(kept.state().status()).isEqualTo(JobStatus.COMPLETED);
  }

  private static JobId job(int seconds) {
    return IDS.get(seconds);
  }

  private static final List<JobId> IDS =
      java.util.stream.IntStream.range(0, 20)
          .mapToObj(second -> JobId.next(START.plusSeconds(second), 1))
          .toList();

  private void tell(JobId job, JobEvent... events) {
    for (JobEvent event : events) {
      roll.apply(new RecordedEvent(job, event, 0));
    }
  }

  private List<JobId> jobs() {
    return roll.newestFirst().stream().map(JobSummary::job).toList();
  }

  private List<JobStatus> statuses() {
    return roll.newestFirst().stream().map(job -> job.state().status()).toList();
  }

  private static Submitted submitted() {
    return new Submitted(START, BRIEF, "ann", "standard", 0L, null, null);
  }

  private static Started started() {
    return new Started(START, 1, "A", "worker-1", 0, null);
  }

  private static Completed completed() {
    return new Completed(START, 1, "A", JobResult.NONE);
  }
}
