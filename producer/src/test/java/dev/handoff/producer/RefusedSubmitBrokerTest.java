package dev.handoff.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.handoff.brief.Brief;
import dev.handoff.job.JobId;
import dev.handoff.job.JobStatus;
import dev.handoff.log.Topics;
import dev.handoff.log.setup.BrokerClock;
import dev.handoff.producer.SubmitFailedException.Fate;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.SettableClock;
import dev.handoff.testkit.TestBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A broker that refuses one of a job's records: what is certain about the job then. */
@ExtendWith(BrokerExtension.class)
class RefusedSubmitBrokerTest {

  private static final Brief LARGE = Installation.brief("Work. " + "x".repeat(3_000));
  private static final int SMALL = 2_000;
  private static final String LIMIT = "max.message.bytes";

  private final TestBroker broker;
  private final Topics topics;
  private Installation handoff;
  private JobProducer producer;

  RefusedSubmitBrokerTest(TestBroker broker) {
    this.broker = broker;
    this.topics = new Topics(broker.topicPrefix());
  }

  @AfterEach
  void close() {
    producer.close();
  }

  @Test
  void aClockThatIsTenMinutesAheadSubmitsNothingAndTheBrokerTellsItsTime() throws Exception {
    SubmitFailedException failed = failureAt(Duration.ofMinutes(10));

    assertThat(failed.fate()).isEqualTo(Fate.NOT_SUBMITTED);
    InvalidTimestampException refusal = (InvalidTimestampException) failed.getCause();
    assertThat(BrokerClock.ahead(refusal, Instant.now().plus(Duration.ofMinutes(10))).orElseThrow())
        .isBetween(Duration.ofMinutes(9), Duration.ofMinutes(11));
    assertThat(handoff.events()).isEmpty();
  }

  @Test
  void aClockThatIsThreeDaysBehindSubmitsNothing() throws Exception {
    SubmitFailedException failed = failureAt(Duration.ofDays(-3));

    assertThat(failed.fate()).isEqualTo(Fate.NOT_SUBMITTED);
    assertThat(failed).hasCauseInstanceOf(InvalidTimestampException.class);
    assertThat(handoff.events()).isEmpty();
  }

  @Test
  void aBriefThatItsLaneRefusesIsNotSubmitted() throws Exception {
    limit(topics.tasks("standard"), SMALL);

    SubmitFailedException failed = failure(producer.submit(LARGE));

    assertThat(failed.fate()).isEqualTo(Fate.NOT_SUBMITTED);
    assertThat(failed).hasCauseInstanceOf(RecordTooLargeException.class);
    assertThat(handoff.events()).isEmpty();
  }

  @Test
  void aJobThatOnlyTheStatusTopicRefusesIsInItsLane() throws Exception {
    limit(topics.status(), SMALL);
    JobId job = producer.newId();

    SubmitFailedException failed = failure(producer.submit(job, LARGE));

    assertThat(failed.fate()).isEqualTo(Fate.IN_LANE);
    assertThat(handoff.inLane()).containsExactly(job.text());
    assertThat(handoff.read(job).status()).isEqualTo(JobStatus.UNKNOWN);
  }

  @Test
  void aJobForLaterThatTheStatusTopicRefusesIsNotSubmitted() throws Exception {
    limit(topics.status(), SMALL);
    SubmitOptions later = new SubmitOptions(Instant.now().plus(Duration.ofHours(1)), null, null);

    SubmitFailedException failed = failure(producer.submit(producer.newId(), LARGE, later));

    assertThat(failed.fate()).isEqualTo(Fate.NOT_SUBMITTED);
    assertThat(handoff.inLane()).isEmpty();
  }

  @Test
  void aBundleThatIsRefusedLeavesNoJob(@TempDir Path folder) throws Exception {
    limit(topics.artifacts(), SMALL);
    Path bundle = Files.write(folder.resolve("bundle"), new byte[5_000]);

    SubmitFailedException failed =
        failure(producer.submit(producer.newId(), LARGE, SubmitOptions.NONE.withBundle(bundle)));

    assertThat(failed.fate()).isEqualTo(Fate.NOT_SUBMITTED);
    assertThat(handoff.inLane()).isEmpty();
  }

  @Test
  void aBundleThatCannotBeReadLeavesNoJob(@TempDir Path folder) throws Exception {
    limit(topics.artifacts(), SMALL);
    SubmitOptions options = SubmitOptions.NONE.withBundle(folder.resolve("none"));

    SubmitFailedException failed = failure(producer.submit(producer.newId(), LARGE, options));

    assertThat(failed.fate()).isEqualTo(Fate.NOT_SUBMITTED);
    assertThat(handoff.inLane()).isEmpty();
  }

  @Test
  void aKeyWhoseBriefWasRefusedSubmitsThatBriefWhenItIsUsedAgain() throws Exception {
    String lane = topics.tasks("standard");
    limit(lane, SMALL);
    SubmitOptions keyed = new SubmitOptions(null, new IdempotencyKey("nightly", LARGE), null);
    JobId first = producer.newId();
    SubmitFailedException failed = failure(producer.submit(first, LARGE, keyed));
    unlimit(lane);

    JobId again =
        await()
            .atMost(Duration.ofSeconds(30))
            .ignoreExceptions() // the broker has not heard of its new setting yet
            .until(
                () -> producer.submit(producer.newId(), LARGE, keyed).get(30, TimeUnit.SECONDS),
                job -> true);

    assertThat(failed.fate()).isEqualTo(Fate.NOT_SUBMITTED);
    assertThat(again).isEqualTo(first);
    assertThat(handoff.read(first).status()).isEqualTo(JobStatus.QUEUED);
    assertThat(handoff.inLane()).containsExactly(first.text());
  }

  @Test
  void aKeyThatIsRefusedLeavesNoJob() throws Exception {
    limit(topics.keys(), 100);
    SubmitOptions keyed = new SubmitOptions(null, new IdempotencyKey("nightly", LARGE), null);

    SubmitFailedException failed = failure(producer.submit(producer.newId(), LARGE, keyed));

    assertThat(failed.fate()).isEqualTo(Fate.NOT_SUBMITTED);
    assertThat(handoff.inLane()).isEmpty();
  }

  /** Of a job for later, which has one record: the client stamps a brief by the true clock. */
  private SubmitFailedException failureAt(Duration ahead) throws Exception {
    handoff = Installation.on(broker);
    Instant now = Instant.now().plus(ahead);
    producer =
        new JobProducer(
            handoff.settings(), "ann", JobProducer.DEFAULT_KEY_WINDOW, new SettableClock(now));
    SubmitOptions later = new SubmitOptions(now.plus(Duration.ofHours(1)), null, null);
    return failure(producer.submit(producer.newId(), LARGE, later));
  }

  private static SubmitFailedException failure(CompletableFuture<JobId> submit) throws Exception {
    try {
      throw new AssertionError("accepted: " + submit.get(30, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      return (SubmitFailedException) e.getCause();
    }
  }

  /** An installation of which this topic takes only records of so many bytes. */
  private void limit(String topic, int bytes) throws Exception {
    int partitions = topic.equals(topics.tasks("standard")) ? 1 : 4;
    Map<String, String> configs =
        Map.of(
            LIMIT,
            String.valueOf(bytes),
            "cleanup.policy",
            "delete",
            "retention.ms",
            String.valueOf(Duration.ofDays(7).toMillis()),
            "message.timestamp.after.max.ms",
            String.valueOf(Duration.ofMinutes(1).toMillis()),
            "message.timestamp.before.max.ms",
            String.valueOf(Duration.ofDays(2).toMillis()));
    try (Admin admin = Admin.create(Map.<String, Object>copyOf(broker.clientProperties()))) {
      NewTopic limited = new NewTopic(topic, partitions, (short) 1).configs(configs);
      admin.createTopics(List.of(limited)).all().get();
    }
    handoff = Installation.on(broker);
    producer = new JobProducer(handoff.settings(), "ann");
  }

  private void unlimit(String topic) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    AlterConfigOp unlimited =
        new AlterConfigOp(new ConfigEntry(LIMIT, ""), AlterConfigOp.OpType.DELETE);
    try (Admin admin = handoff.settings().admin()) {
      admin.incrementalAlterConfigs(Map.of(resource, List.of(unlimited))).all().get();
    }
  }
}
