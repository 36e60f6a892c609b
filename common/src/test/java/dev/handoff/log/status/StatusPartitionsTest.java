package dev.handoff.log.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobId;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** When a broker's no about a partition is the last word. */
class StatusPartitionsTest {

  @Test
  void oneAnswerSettlesItForAnOldJob() {
    assertThat(StatusPartitions.isSettled(submitted(Duration.ofMinutes(2)), askedFor(0))).isTrue();
  }

  @Test
  void aBrokerMayNotHaveHeardOfThePartitionOfAYoungJob() {
    assertThat(StatusPartitions.isSettled(submitted(Duration.ZERO), askedFor(0))).isFalse();
    assertThat(StatusPartitions.isSettled(submitted(Duration.ofSeconds(30)), askedFor(0)))
        .isFalse();
  }

  @Test
  void afterTwoSecondsEveryBrokerHas() {
    assertThat(StatusPartitions.isSettled(submitted(Duration.ZERO), askedFor(2))).isTrue();
  }

  @Test
  void anIdFromTheFutureIsNotWaitedForLonger() {
    assertThat(StatusPartitions.isSettled(submitted(Duration.ofDays(-300)), askedFor(2))).isTrue();
  }

  private static JobId submitted(Duration ago) {
    return JobId.next(Instant.now().minus(ago), 5);
  }

  private static long askedFor(long seconds) {
    return System.nanoTime() - Duration.ofSeconds(seconds).toNanos();
  }
}
