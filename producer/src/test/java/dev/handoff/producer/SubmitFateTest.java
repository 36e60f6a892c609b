package dev.handoff.producer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.producer.SubmitFailedException.Fate;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.NotEnoughReplicasAfterAppendException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class SubmitFateTest {

  private static final Throwable REFUSAL = new InvalidTimestampException("too old");

  @Test
  void aRecordThatWasSentOnceAndRefusedIsNotThere() {
    assertThat(Fate.of(REFUSAL, true, Fate.NOT_SUBMITTED)).isEqualTo(Fate.NOT_SUBMITTED);
    assertThat(Fate.of(new CompletionException(REFUSAL), true, Fate.IN_LANE))
        .isEqualTo(Fate.IN_LANE);
  }

  @Test
  void aRecordThatWasRefusedWhenItWasSentAgainMayBeThereFromTheFirstTime() {
    assertThat(Fate.of(REFUSAL, false, Fate.NOT_SUBMITTED)).isEqualTo(Fate.UNKNOWN);
    assertThat(Fate.of(new TopicAuthorizationException("status"), false, Fate.IN_LANE))
        .isEqualTo(Fate.UNKNOWN);
  }

  @Test
  void whatABrokerMayHaveWrittenIsUnknown() {
    assertThat(Fate.of(new TimeoutException("late"), true, Fate.NOT_SUBMITTED))
        .isEqualTo(Fate.UNKNOWN);
    assertThat(Fate.of(new NotEnoughReplicasAfterAppendException("one"), true, Fate.NOT_SUBMITTED))
        .isEqualTo(Fate.UNKNOWN);
  }
}
