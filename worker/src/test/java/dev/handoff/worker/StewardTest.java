package dev.handoff.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobEvent.AttemptEnded;
import dev.handoff.job.JobEvent.Enqueued;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When which steward acts, on a log that shows each act at once. */
class StewardTest {

  private static final Instant AT = Instant.parse("2030-01-01T00:00:00Z");
  private static final Duration LAPSE = LeaseSettings.DEFAULT.lapse();

  private final StewardedLog log = new StewardedLog(AT, JobId.next(AT, 3));

  @BeforeEach
  void aJobRuns() {
    Brief brief =
        new BriefReader()
            .read("goal: be watched\nrun: {handler: any}\n".getBytes(StandardCharsets.UTF_8));
    log.say(new Submitted(AT, brief, "tester", "standard", 0L, null, null));
    start(1);
  }

  private void start(int attempt) {
    log.say(new Started(AT, attempt, "lease-" + attempt, "worker-" + attempt, 0, "bwrap"));
  }

  @Test
  void theFirstStewardTakesTheAttemptAwayAndEnqueuesTheNextAtOnce() {
    log.tick(0, LAPSE.plusMillis(400));

    assertThat(log.takeAppended()).hasExactlyElementsOfTypes(AttemptEnded.class, Enqueued.class);
  }

  @Test
  void theSecondLeavesTheFirstASecondToAct() {
    log.tick(1, LAPSE.plusMillis(800));

    assertThat(log.takeAppended()).isEmpty();
  }

  @Test
  void theSecondWaitsNoSecondTimeForWhatFollowsFromItsOwnAct() {
    log.tick(1, LAPSE.plusMillis(1_600));

    assertThat(log.takeAppended()).hasExactlyElementsOfTypes(AttemptEnded.class, Enqueued.class);
  }

  @Test
  void theSecondWaitsAgainOnceTheJobHasRun() {
    log.tick(1, LAPSE.plusMillis(1_600));
    start(2);
    log.takeAppended();

    log.tick(1, LAPSE.plusMillis(800));

    assertThat(log.takeAppended()).isEmpty();
  }
}
