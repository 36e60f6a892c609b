package dev.handoff.worker.steward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.CancelRequested;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When a steward does what is due: it does not look at every job that waits at every tick. */
class StewardRestTest {

  private static final Instant T0 = Instant.parse("2026-03-01T10:00:00Z");
  private static final Brief BRIEF =
      new BriefReader()
          .read(
              "goal: g\nrun: {handler: h}\nlimits: {queue: 1h}\n".getBytes(StandardCharsets.UTF_8));

  private final JobId job = JobId.next(T0, 0);
  private final StewardedLog log = new StewardedLog(T0, job);

  @Test
  void aJobIsPutIntoItsLaneInTheTickInWhichItsTimeHasCome() {
    log.say(new Submitted(T0, BRIEF, "ann", "standard", null, T0.plusSeconds(60), null));

    log.tickUntil(0, Duration.ofSeconds(60).minus(StewardedLog.TICK));
    assertThat(log.enqueued()).isEmpty();
    log.tickUntil(0, Duration.ofSeconds(60));
    assertThat(log.enqueued()).containsExactly(job);
  }

  @Test
  void aCancelOfAJobThatRestsIsSaidInTheNextTick() {
    log.say(new Submitted(T0, BRIEF, "ann", "standard", 5L, null, null));
    log.tickUntil(0, Duration.ofMillis(10_200));

    log.say(new CancelRequested(T0, "ann", null));
    log.tickUntil(0, Duration.ofMillis(10_400));

    assertThat(log.takeAppended()).hasAtLeastOneElementOfType(JobEvent.Cancelled.class);
  }

  @Test
  void aBriefThatTheLaneHasLostIsPutThereAgainWithinSeconds() {
    log.say(new Submitted(T0, BRIEF, "ann", "standard", 5L, null, null));
    log.tickUntil(0, Duration.ofSeconds(10));

    log.laneStarts(Map.of("standard", 6L));
    log.tickUntil(0, Duration.ofSeconds(16));

    assertThat(log.enqueued()).containsExactly(job);
  }

  @Test
  void aJobThatRestsIsLookedAtEveryFiveSecondsAndNoSooner() {
    log.say(new Submitted(T0, BRIEF, "ann", "standard", 5L, null, null));
    log.tickUntil(0, Duration.ofSeconds(3));
    log.laneStarts(Map.of("standard", 6L));

    log.tickUntil(0, Duration.ofSeconds(5));
    assertThat(log.enqueued()).isEmpty();
    log.tickUntil(0, Duration.ofMillis(5_200));
    assertThat(log.enqueued()).containsExactly(job);
  }

  @Test
  void whatALookAtAJobThatRestsShowsIsDoneInTheNextTick() {
    log.say(new Submitted(T0, BRIEF, "ann", "standard", 5L, null, null));
    log.hide(new CancelRequested(T0, "ann", null));

    log.tickUntil(0, Duration.ofMillis(30_400));

    assertThat(log.takeAppended()).hasExactlyElementsOfTypes(JobEvent.Cancelled.class);
  }
}
