package dev.handoff.gateway.roll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.awaiter.JobSummary;
import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobEvent.CancelRequested;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FilterTest {

  private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
  private static final JobId JOB = JobId.next(AT, 1);
  private static final JobSummary QUEUED =
      new JobSummary(
          JOB,
          "Migrate Posts",
          "migration",
          JobState.UNKNOWN.apply(
              new Submitted(
                  AT,
                  new BriefReader()
                      .read("goal: x\nrun: {handler: x}".getBytes(StandardCharsets.UTF_8)),
                  "ann",
                  "standard",
                  1L,
                  null,
                  null)));
  private static final JobSummary CANCELLED =
      new JobSummary(
          JOB,
          QUEUED.title(),
          QUEUED.template(),
          QUEUED.state().apply(new CancelRequested(AT, "ann", null)));

  private static Filter states(JobStatus... states) {
    return new Filter(Set.of(states), Set.of(), Set.of(), Set.of(), null, null);
  }

  private static Filter with(String lane, String submitter, String template) {
    return new Filter(
        Set.of(),
        lane == null ? Set.of() : Set.of(lane),
        submitter == null ? Set.of() : Set.of(submitter),
        template == null ? Set.of() : Set.of(template),
        null,
        null);
  }

  private static Filter text(String text) {
    return new Filter(Set.of(), Set.of(), Set.of(), Set.of(), text, null);
  }

  @Test
  void eachPartMustMatch() {
    assertThat(Filter.ALL.matches(QUEUED)).isTrue();
    assertThat(states(JobStatus.QUEUED).matches(QUEUED)).isTrue();
    assertThat(states(JobStatus.FAILED).matches(QUEUED)).isFalse();
    assertThat(with("standard", "ann", "migration").matches(QUEUED)).isTrue();
    assertThat(with("quick", null, null).matches(QUEUED)).isFalse();
    assertThat(with(null, "bob", null).matches(QUEUED)).isFalse();
    assertThat(with(null, null, "audit").matches(QUEUED)).isFalse();
  }

  @Test
  void textIsOfTheTitleOrTheId() {
    assertThat(text("migrate p").matches(QUEUED)).isTrue();
    assertThat(text(JOB.text().substring(20)).matches(QUEUED)).isTrue();
    assertThat(text(JOB.text().toUpperCase(java.util.Locale.ROOT)).matches(QUEUED)).isTrue();
    assertThat(text("posts migrate").matches(QUEUED)).isFalse();
  }

  @Test
  void aJobOfWhichNothingIsKnownMatchesNoPart() {
    JobSummary unknown = new JobSummary(JOB, null, JobState.UNKNOWN);

    assertThat(Filter.ALL.matches(unknown)).isTrue();
    assertThat(with("standard", null, null).matches(unknown)).isFalse();
    assertThat(text("migrate").matches(unknown)).isFalse();
  }

  @Test
  void whatTakesAJobOutOfTheFilterConcernsItsFollowers() {
    assertThat(states(JobStatus.QUEUED).concerns(QUEUED, CANCELLED)).isTrue();
    assertThat(states(JobStatus.QUEUED).concerns(CANCELLED, CANCELLED)).isFalse();
    assertThat(states(JobStatus.CANCELLED).concerns(QUEUED, CANCELLED)).isTrue();
    assertThat(states(JobStatus.CANCELLED).concerns(null, QUEUED)).isFalse();
    assertThat(with("quick", null, null).concerns(QUEUED, CANCELLED)).isFalse();
  }
}
