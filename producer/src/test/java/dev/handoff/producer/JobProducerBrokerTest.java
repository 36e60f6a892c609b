package dev.handoff.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.handoff.brief.Brief;
import dev.handoff.brief.Brief.RunHandler;
import dev.handoff.brief.BriefReader;
import dev.handoff.brief.schema.InvalidBriefException;
import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import dev.handoff.log.setup.TopicSettings;
import dev.handoff.log.setup.TopicSetup;
import dev.handoff.log.status.StatusLog;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.OwnBroker;
import dev.handoff.testkit.TestBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrokerExtension.class)
@OwnBroker
@Order(1)
class JobProducerBrokerTest {

  private static final TopicSettings TOPICS = new TopicSettings(4, Duration.ofDays(7));
  private static final Brief BRIEF = brief("standard");

  private final TestBroker broker;
  private final KafkaSettings settings;
  private final Topics topics;
  private final JobProducer producer;

  JobProducerBrokerTest(TestBroker broker) {
    this.broker = broker;
    topics = new Topics(broker.topicPrefix());
    settings = new KafkaSettings(broker.clientProperties(), topics);
    try (Admin admin = settings.admin()) {
      new TopicSetup(admin, topics, TOPICS).ensure(Set.of("standard", "gpu"));
    }
    producer = new JobProducer(settings, "ann");
  }

  @AfterEach
  void close() {
    producer.close();
  }

  @Test
  void anAcceptedJobIsInItsLaneAndOnTheLog() throws Exception {
    JobId job = producer.submit(BRIEF).get(30, TimeUnit.SECONDS);

    JobState state = read(job);
    assertThat(state.status()).isEqualTo(JobStatus.QUEUED);
    assertThat(state.inLane()).isTrue();
    assertThat(state.submitted().brief()).isEqualTo(BRIEF);
    assertThat(state.submitted().submitter()).isEqualTo("ann");
    assertThat(state.submitted().lane()).isEqualTo("standard");
    assertThat(state.submitted().laneOffset()).isZero();
    assertThat(records(topics.tasks("standard"), 1))
        .extracting(ConsumerRecord::key)
        .containsExactly(job.text());
  }

  @Test
  void usesTheIdThatWasAskedForBefore() throws Exception {
    JobId job = producer.newId();

    assertThat(producer.submit(job, BRIEF).get(30, TimeUnit.SECONDS)).isEqualTo(job);
    assertThat(read(job).status()).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void twoThousandAtOnceAreEachInTheLaneBeforeTheyAreOnTheLog() throws Exception {
    List<CompletableFuture<JobId>> submits = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      submits.add(producer.submit(BRIEF));
    }
    Set<String> accepted = new HashSet<>();
    for (CompletableFuture<JobId> submit : submits) {
      accepted.add(submit.get(60, TimeUnit.SECONDS).text());
    }

    assertThat(accepted).hasSize(2_000);
    Map<Long, String> jobByOffset = new HashMap<>();
    records(topics.tasks("standard"), 1)
        .forEach(record -> jobByOffset.put(record.offset(), record.key()));
    assertThat(new HashSet<>(jobByOffset.values())).isEqualTo(accepted);
    List<ConsumerRecord<String, byte[]>> events = records(topics.status(), 4);
    assertThat(events)
        .extracting(ConsumerRecord::key)
        .containsExactlyInAnyOrderElementsOf(accepted);
    // Whoever tells a brief's offset has waited for it.
    for (ConsumerRecord<String, byte[]> event : events) {
      long offset = Long.parseLong(text(event).replaceAll(".*\"lane_?[oO]ffset\":(\\d+).*", "$1"));
      assertThat(jobByOffset).containsEntry(offset, event.key());
    }
  }

  @Test
  void stampsSubmittedWithTheTimeOfTheId() throws Exception {
    JobId job = producer.submit(BRIEF).get(30, TimeUnit.SECONDS);

    assertThat(records(topics.status(), 4))
        .extracting(ConsumerRecord::timestamp)
        .containsExactly(job.submittedAt().toEpochMilli());
  }

  @Test
  void refusesALaneThatDoesNotExistAndNamesThoseThatDo() {
    assertThatExceptionOfType(UnknownLaneException.class)
        .isThrownBy(() -> producer.submit(brief("tpu")))
        .withMessageContaining("lane must be one of [gpu, standard], got: tpu");
    assertNothingWritten();
  }

  @Test
  void takesALaneThatCameLater() throws Exception {
    assertThatExceptionOfType(UnknownLaneException.class)
        .isThrownBy(() -> producer.submit(brief("tpu")));
    try (Admin admin = settings.admin()) {
      new TopicSetup(admin, topics, TOPICS).ensure(Set.of("tpu"));
    }

    JobId job = producer.submit(brief("tpu")).get(30, TimeUnit.SECONDS);

    assertThat(read(job).submitted().lane()).isEqualTo("tpu");
  }

  @Test
  void refusesABriefOverItsSize() {
    for (int size : new int[] {200_000, 255_000, 600_000, 2_000_000}) {
      Brief large = withGoal("g".repeat(size) + "\u00fc".repeat(size / 2));

      assertThatExceptionOfType(InvalidBriefException.class)
          .isThrownBy(() -> producer.submit(large));
    }
    assertNothingWritten();
  }

  @Test
  void refusesABriefWhoseInputIsTooLargeForTheWire() {
    Brief large = withRun(new RunHandler("show", TextNode.valueOf("x".repeat(1_500_000))));

    assertThatExceptionOfType(InvalidBriefException.class).isThrownBy(() -> producer.submit(large));
    assertNothingWritten();
  }

  @Test
  void refusesABriefThatBreaksItsRules() {
    assertThatExceptionOfType(InvalidBriefException.class)
        .isThrownBy(() -> producer.submit(withGoal("")))
        .withMessageContaining("goal");
    assertNothingWritten();
  }

  @Test
  void acceptsDuringAShortOutageOnlyOnceItIsOver() throws Exception {
    producer.submit(BRIEF).get(30, TimeUnit.SECONDS);
    broker.stop();

    CompletableFuture<JobId> submit = producer.submit(BRIEF);
    assertThat(submit).isNotDone();
    broker.start();

    assertThat(read(submit.get(30, TimeUnit.SECONDS)).status()).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void waitsAtItsEndForNothingThatWasGivenUp() throws Exception {
    producer.submit(BRIEF).get(30, TimeUnit.SECONDS);
    broker.stop();
    producer.submit(BRIEF).cancel(false);

    try {
      assertTimeout(Duration.ofSeconds(8), producer::close);
    } finally {
      broker.start();
    }
  }

  @Test
  void failsWhatTheBrokerNeverAcknowledged() throws Exception {
    producer.submit(BRIEF).get(30, TimeUnit.SECONDS);
    broker.stop();
    CompletableFuture<JobId> submit = producer.submit(BRIEF);

    producer.close();

    assertThat(submit).failsWithin(Duration.ofSeconds(20));
    broker.start();
    assertThat(records(topics.status(), 4)).hasSize(1);
  }

  @Test
  void closingWaitsForWhatIsUnderWay() throws Exception {
    producer.submit(BRIEF).get(30, TimeUnit.SECONDS);
    List<CompletableFuture<JobId>> submits = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      submits.add(producer.submit(BRIEF));
    }

    producer.close();

    assertThat(submits).allSatisfy(submit -> assertThat(submit).isCompleted());
    assertThat(records(topics.status(), 4)).hasSize(501);
  }

  private void assertNothingWritten() {
    assertThat(records(topics.tasks("standard"), 1)).isEmpty();
    assertThat(records(topics.status(), 4)).isEmpty();
  }

  private JobState read(JobId job) throws Exception {
    try (StatusLog log = new StatusLog(settings, null, null)) {
      return log.read(job, null).get(30, TimeUnit.SECONDS);
    }
  }

  private List<ConsumerRecord<String, byte[]>> records(String topic, int partitions) {
    List<TopicPartition> all = new ArrayList<>();
    for (int partition = 0; partition < partitions; partition++) {
      all.add(new TopicPartition(topic, partition));
    }
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.copyOf(broker.clientProperties()),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(all);
      consumer.seekToBeginning(all);
      long missing = consumer.endOffsets(all).values().stream().mapToLong(Long::longValue).sum();
      List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
      while (found.size() < missing) {
        consumer.poll(Duration.ofMillis(200)).forEach(found::add);
      }
      return found;
    }
  }

  private static String text(ConsumerRecord<String, byte[]> record) {
    return new String(record.value(), StandardCharsets.UTF_8);
  }

  private static Brief brief(String lane) {
    String yaml = "goal: show it\nrun: {handler: show}\nlane: " + lane + "\n";
    return new BriefReader().read(yaml.getBytes(StandardCharsets.UTF_8));
  }

  private static Brief withGoal(String goal) {
    return with(goal, BRIEF.run());
  }

  private static Brief withRun(Brief.Run run) {
    return with(BRIEF.goal(), run);
  }

  private static Brief with(String goal, Brief.Run run) {
    return new Brief(
        BRIEF.brief(),
        BRIEF.title(),
        goal,
        BRIEF.scope(),
        BRIEF.constraints(),
        BRIEF.inputs(),
        BRIEF.setup(),
        run,
        BRIEF.env(),
        BRIEF.network(),
        BRIEF.checks(),
        BRIEF.baseline(),
        BRIEF.artifacts(),
        BRIEF.output(),
        BRIEF.changes(),
        BRIEF.expect(),
        BRIEF.limits(),
        BRIEF.retries(),
        BRIEF.lane(),
        BRIEF.template());
  }
}
