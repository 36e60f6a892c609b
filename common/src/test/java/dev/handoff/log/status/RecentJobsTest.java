package dev.handoff.log.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentJobsTest {

  private static final Instant BEGINNING = Instant.parse("2030-01-01T10:00:00Z");

  private static final int GENERATION = 100;

  private final RecentJobs recent = new RecentJobs(GENERATION);

  @Test
  void aJobIsKnownOnceARecordOfItWasSeen() {
    JobId job = job(1);
    remember(job);

    assertThat(recent.mayKnow(job)).isTrue();
    assertThat(recent.mayKnow(job(1))).isFalse();
  }

  @Test
  void theJobsOfAWholeGenerationAreKnownWhileTheNextOneFills() {
    List<JobId> jobs = remember(0, GENERATION);
    remember(GENERATION, GENERATION);

    assertThat(jobs).allMatch(recent::mayKnow);
  }

  @Test
  void aForgottenJobCountsAsKnownAndSoDoesEveryOlderOne() {
    remember(0, 2 * GENERATION);
    JobId older = job(-1);
    JobId newer = job(2 * GENERATION + 2);
    assertThat(recent.mayKnow(older)).isFalse();

    remember(2 * GENERATION, 1);

    assertThat(recent.mayKnow(older)).isTrue();
    assertThat(recent.mayKnow(newer)).isFalse();
  }

  @Test
  void aJobThatIsForgottenStaysKnownThroughManyGenerations() {
    JobId job = job(0);
    remember(job);

    for (int generation = 0; generation < 5; generation++) {
      remember(1 + generation * GENERATION, GENERATION);
      assertThat(recent.mayKnow(job)).as("generation %d", generation).isTrue();
    }
  }

  @Test
  void ofTwoIdsWithOneHashTheLaterIsNotForgottenEither() {
    JobId first = withMiddle(job(10), "0p");
    JobId later = withMiddle(first, "22");
    assertThat(later.text()).hasSameHashCodeAs(first.text()).isGreaterThan(first.text());
    remember(first);
    remember(later);

    remember(-3 * GENERATION, 2 * GENERATION + 1);

    assertThat(recent.mayKnow(later)).isTrue();
  }

  @Test
  void aRecordStampedBeforeItsIdDoesNotMakeAllLaterJobsKnown() {
    JobId forged = JobId.next(Instant.parse("9999-01-01T00:00:00Z"), 0);
    recent.remember(forged.text(), BEGINNING.toEpochMilli());
    assertThat(recent.mayKnow(forged)).isTrue();

    remember(0, 3 * GENERATION);

    assertThat(recent.mayKnow(job(4 * GENERATION))).isFalse();
  }

  @Test
  void aForgedRecordDoesNotHideTheRecordsThatFollowIt() {
    JobId job = job(0);
    recent.remember(job.text(), job.submittedAt().toEpochMilli() - 1);
    remember(job);

    remember(-3 * GENERATION, 2 * GENERATION + 1);

    assertThat(recent.mayKnow(job)).isTrue();
  }

  @Test
  void aKeyThatIsNoIdIsIgnored() {
    recent.remember("zzz", Long.MAX_VALUE);
    recent.remember("", Long.MAX_VALUE);

    remember(0, 3 * GENERATION);

    assertThat(recent.mayKnow(job(4 * GENERATION))).isFalse();
  }

  private List<JobId> remember(int from, int count) {
    List<JobId> jobs = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      jobs.add(job(i));
    }
    jobs.forEach(this::remember);
    return jobs;
  }

  private void remember(JobId job) {
    recent.remember(job.text(), job.submittedAt().toEpochMilli());
  }

  private static JobId job(int millis) {
    return JobId.next(BEGINNING.plusMillis(millis), 3);
  }

  private static JobId withMiddle(JobId job, String two) {
    return new JobId(job.text().substring(0, 20) + two + job.text().substring(22));
  }
}
