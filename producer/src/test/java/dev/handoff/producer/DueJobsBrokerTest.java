package dev.handoff.producer;

import static dev.handoff.producer.Installation.brief;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.brief.schema.InvalidBriefException;
import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.TestBroker;
import dev.handoff.trace.TraceContext;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Jobs that are due later. */
@ExtendWith(BrokerExtension.class)
class DueJobsBrokerTest {

  private final Installation installation;
  private final JobProducer producer;

  DueJobsBrokerTest(TestBroker broker) {
    installation = Installation.on(broker);
    producer = new JobProducer(installation.settings(), "ann");
  }

  @AfterEach
  void close() {
    producer.close();
  }

  private static Instant in(Duration time) {
    return Instant.now().plus(time).truncatedTo(ChronoUnit.MILLIS);
  }

  private static SubmitOptions due(Instant when) {
    return new SubmitOptions(when, null, null);
  }

  @Test
  void aJobThatIsDueLaterIsOnTheLogAndInNoLane() throws Exception {
    Instant when = in(Duration.ofHours(2));

    JobId job = producer.submit(producer.newId(), brief("x"), due(when)).get(30, TimeUnit.SECONDS);

    JobState state = installation.read(job);
    assertThat(state.status()).isEqualTo(JobStatus.QUEUED);
    assertThat(state.inLane()).isFalse();
    assertThat(state.submitted().notBefore()).isEqualTo(when);
    assertThat(installation.inLane()).isEmpty();
  }

  @Test
  void aTimeThatIsPastMeansAtOnce() throws Exception {
    Instant when = in(Duration.ofHours(-2));

    JobId job = producer.submit(producer.newId(), brief("x"), due(when)).get(30, TimeUnit.SECONDS);

    assertThat(installation.read(job).inLane()).isTrue();
    assertThat(installation.read(job).submitted().notBefore()).isNull();
    assertThat(installation.inLane()).containsExactly(job.text());
  }

  @Test
  void aJobThatCouldOutliveItsEventsIsRefused() {
    JobId job = producer.newId();

    assertThatThrownBy(() -> producer.submit(job, brief("x"), due(in(Duration.ofHours(71)))))
        .isInstanceOf(InvalidBriefException.class)
        .hasMessageContaining("events are kept for 7d");

    assertThat(installation.events()).isEmpty();
    assertThat(installation.inLane()).isEmpty();
  }

  @Test
  void aJobThatDoesAnotherAgainNamesIt() throws Exception {
    JobId first = producer.submit(brief("x")).get(30, TimeUnit.SECONDS);

    JobId second =
        producer
            .submit(producer.newId(), brief("x"), new SubmitOptions(null, null, first))
            .get(30, TimeUnit.SECONDS);

    assertThat(second).isNotEqualTo(first);
    assertThat(installation.read(second).submitted().retryOf()).isEqualTo(first.text());
  }

  @Test
  void aJobKeepsTheTraceOfItsSubmitterForWhoeverReadsTheEventOrOnlyItsHeaders() throws Exception {
    String traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    SubmitOptions traced =
        SubmitOptions.NONE.withTrace(TraceContext.parse(traceparent).orElseThrow());

    JobId job = producer.submit(producer.newId(), brief("x"), traced).get(30, TimeUnit.SECONDS);

    assertThat(installation.read(job).submitted().traceparent()).isEqualTo(traceparent);
    assertThat(installation.headers(job, "traceparent")).containsExactly(traceparent);
  }
}
