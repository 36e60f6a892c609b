package dev.handoff.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.brief.Brief.Retries;
import dev.handoff.job.JobEvent.AttemptEnded;
import dev.handoff.job.JobResult;
import dev.handoff.job.Reason;
import dev.handoff.log.lane.LaneRecord;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RetryTimesTest {

  private static final Instant END = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void theDefaultsAreThoseOfTheDesign() {
    assertThat(RetryTimes.DEFAULT)
        .isEqualTo(new RetryTimes(Duration.ofSeconds(10), Duration.ofHours(1)));
  }

  @Test
  void aFaultOfTheSystemWaitsAboutAsLongAsIsSet() {
    assertThat(
            waitAfterSystemFaults(0, new RetryTimes(Duration.ofMillis(100), Duration.ofHours(1))))
        .isBetween(Duration.ofMillis(75), Duration.ofMillis(125));
  }

  @Test
  void noWaitIsLongerThanTheLongest() {
    Duration longest = Duration.ofMillis(110);

    assertThat(waitAfterSystemFaults(1, new RetryTimes(Duration.ofMillis(100), longest)))
        .isEqualTo(longest);
  }

  @Test
  void aLongestBelowTheFirstIsRefused() {
    assertThatThrownBy(() -> new RetryTimes(Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxBackoff must be at least systemBackoff (PT2S), got: PT1S");
  }

  @Test
  void aNegativeBackoffIsRefused() {
    assertThatThrownBy(() -> new RetryTimes(Duration.ofSeconds(-1), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("systemBackoff must be at least 0, got: PT-1S");
  }

  private static Duration waitAfterSystemFaults(int used, RetryTimes times) {
    AttemptEnded ended =
        (AttemptEnded)
            new RetryDecision(
                    new Retries(1, Duration.ofMinutes(1), List.of()),
                    new LaneRecord.FaultCounts(0, used),
                    Instant.MAX,
                    times)
                .failed(
                    new RetryDecision.Attempt(1, "lease", END),
                    new AttemptOutcome.Failed(Reason.INFRASTRUCTURE, "why", JobResult.NONE),
                    new SplittableRandom(1));
    return Duration.between(END, ended.retryAt());
  }
}
