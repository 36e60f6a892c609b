package dev.handoff.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** Why a record was not appended. */
class RecordWriterTest {

  @Test
  void refusalIsTheReasonOfAProducerThatIsInAStateOfError() {
    ClusterAuthorizationException refusal = new ClusterAuthorizationException("no");

    assertThat(RecordWriter.reason(new KafkaException("we are in an error state", refusal)))
        .isSameAs(refusal);
  }

  @Test
  void anyOtherFailureIsItsOwnReason() {
    KafkaException batch = new KafkaException("part of a batch");
    TimeoutException late = new TimeoutException("late", new ClusterAuthorizationException("no"));

    assertThat(RecordWriter.reason(batch)).isSameAs(batch);
    assertThat(RecordWriter.reason(late)).isSameAs(late);
  }
}
