package dev.handoff.worker.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class FetchProgressTest {

  private final AtomicLong nanoTime = new AtomicLong(-5);
  private final FetchProgress progress = new FetchProgress(nanoTime::get);

  private void pass(int seconds) {
    nanoTime.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  @Test
  void aLoopThatWaitsForAFreeSlotIsWellForHours() {
    progress.polls();
    progress.polled();
    pass(7200);

    assertThat(progress.trouble()).isNull();
  }

  @Test
  void aFetchThatDoesNotReturnIsTold() {
    progress.polls();
    pass(40);
    assertThat(progress.trouble()).isNull();

    pass(10);

    assertThat(progress.trouble()).isEqualTo("its fetch has not returned for 50 s");
  }

  @Test
  void aFailureIsToldUntilAFetchReturns() {
    progress.polls();
    progress.failed(new KafkaException("no permission"));
    progress.polls();
    assertThat(progress.trouble()).isEqualTo("its jobs cannot be fetched: no permission");

    progress.polled();

    assertThat(progress.trouble()).isNull();
  }

  @Test
  void aFailureWithoutWordsIsTold() {
    progress.failed(new KafkaException());

    assertThat(progress.trouble())
        .isEqualTo("its jobs cannot be fetched: org.apache.kafka.common.KafkaException");
  }

  @Test
  void claimsThatNobodyAcknowledgesAreTold() {
    progress.claims();
    pass(12);
    assertThat(progress.trouble()).isEqualTo("its claims were not acknowledged for 12 s");
    assertThat(progress.isClaiming()).isTrue();

    progress.claimed();

    assertThat(progress.trouble()).isNull();
    assertThat(progress.isClaiming()).isFalse();
  }
}
