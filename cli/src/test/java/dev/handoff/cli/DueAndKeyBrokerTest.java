package dev.handoff.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.handoff.job.JobId;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.TestBroker;
import dev.handoff.worker.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** task --in, --at and --key. */
@ExtendWith(BrokerExtension.class)
class DueAndKeyBrokerTest {

  private static final String BRIEF = "goal: Give one.\nrun: {handler: one}\n";

  private final Commands commands;

  DueAndKeyBrokerTest(TestBroker broker, @TempDir Path folder) throws Exception {
    commands = Commands.on(broker, folder);
  }

  @Test
  void aJobThatIsDueLaterIsStartedThenAndNotBefore() throws Exception {
    AtomicReference<Instant> started = new AtomicReference<>();
    Worker worker =
        commands.worker(
            Map.of(
                "one",
                context -> {
                  started.set(Instant.now());
                  return IntNode.valueOf(1);
                }));
    try (worker) {
      JobId job = commands.submit(BRIEF, "--in", "3s");
      Instant due = Instant.parse(commands.status(job).get("dueAt").asText());

      ProcessResult await = commands.run("await", job.text(), "--timeout", "60s");

      assertThat(await.exit()).as(await.stderr()).isZero();
      assertThat(started.get()).isAfterOrEqualTo(due);
    }
  }

  @Test
  void aJobThatIsDueBeyondAllTimeKeepsNoOtherFromBeingStarted() throws Exception {
    Worker worker = commands.worker(Map.of("one", context -> IntNode.valueOf(1)));
    try (worker) {
      JobId model = commands.submit(BRIEF, "--in", "2h");
      writeAgain(
          model, JobId.next(Instant.now(), model.partition()), "+1000000000-12-31T23:59:59Z");
      JobId job = commands.submit(BRIEF, "--in", "1s");

      ProcessResult await = commands.run("await", job.text(), "--timeout", "60s");

      assertThat(await.exit()).as(await.stderr()).isZero();
    }
  }

  /** Appends a copy of the {@code Submitted} of a job, for another job with another due time. */
  private void writeAgain(JobId model, JobId other, String notBefore) throws Exception {
    TopicPartition partition =
        new TopicPartition(commands.kafka().topics().status(), model.partition());
    Map<String, Object> login = Map.copyOf(commands.kafka().properties());
    try (Consumer<String, byte[]> consumer =
            new KafkaConsumer<>(login, new StringDeserializer(), new ByteArrayDeserializer());
        Producer<String, byte[]> producer =
            new KafkaProducer<>(login, new StringSerializer(), new ByteArraySerializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      ConsumerRecord<String, byte[]> submitted =
          await()
              .until(
                  () -> consumer.poll(Duration.ofSeconds(1)).records(partition),
                  records -> !records.isEmpty())
              .get(0);
      assertThat(submitted.key()).isEqualTo(model.text());
      String text = new String(submitted.value(), UTF_8);
      String changed =
          text.replaceFirst("\"notBefore\":\"[^\"]*\"", "\"notBefore\":\"" + notBefore + "\"");
      assertThat(changed).isNotEqualTo(text);
      producer
          .send(
              new ProducerRecord<>(
                  partition.topic(),
                  partition.partition(),
                  other.submittedAt().toEpochMilli(),
                  other.text(),
                  changed.getBytes(UTF_8),
                  submitted.headers()))
          .get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void theStatusSaysWhenAJobIsDue() throws Exception {
    Instant before = Instant.now();

    JobId job = commands.submit(BRIEF, "--in", "2h");

    JsonNode json = commands.status(job);
    Instant due = Instant.parse(json.get("dueAt").asText());
    assertThat(due).isBetween(before.plusSeconds(7199), Instant.now().plusSeconds(7200));
    assertThat(json.get("state").asText()).isEqualTo("queued");
    assertThat(commands.run("status", job.text()).stdout())
        .contains("due        " + due, "(in ", "state      queued, due " + due);
    ProcessResult await = commands.run("await", job.text(), "--timeout", "1s");
    assertThat(await.exit()).isEqualTo(124);
    assertThat(await.stderr()).contains("has not ended: queued, due " + due);
  }

  @Test
  void aTimeThatIsPastIsSaidAndMeansAtOnce() throws Exception {
    ProcessResult task =
        commands.run("task", "--background", commands.write(BRIEF), "--at", "2020-01-01T10:00Z");

    assertThat(task.exit()).isZero();
    assertThat(task.stderr()).contains("2020-01-01T10:00:00Z is past: the job starts at once");
    JobId job = new JobId(task.stdout().strip());
    assertThat(commands.status(job).get("dueAt").isNull()).isTrue();
  }

  @Test
  void aDueTimeBeyondWhatCanBeKeptIsRefused() {
    ProcessResult task = commands.run("task", "--background", commands.write(BRIEF), "--in", "6d");

    assertThat(task.exit()).isEqualTo(5);
    assertThat(task.stdout()).isEmpty();
    assertThat(task.stderr()).contains("due time, limits and retries", "at most 6d", "nothing was");
  }

  @Test
  void twoDueTimesAreAUsageError() {
    ProcessResult task = commands.run("task", commands.write(BRIEF), "--in", "1h", "--at", "22:00");

    assertThat(task.exit()).isEqualTo(2);
    assertThat(task.stderr()).contains("--in", "--at", "mutually exclusive");
  }

  @Test
  void theSameKeyGivesTheSameJobAndItsReport() throws Exception {
    try (Worker worker = commands.worker(Map.of("one", context -> IntNode.valueOf(1)))) {
      JobId first = commands.submit(BRIEF, "--key", "build-7");

      ProcessResult again = commands.run("task", commands.write(BRIEF), "--key", "build-7");

      assertThat(commands.submit(BRIEF, "--key", "build-7")).isEqualTo(first);
      assertThat(again.exit()).as(again.stderr()).isZero();
      assertThat(again.stderr()).contains("This key belongs to a job already: " + first);
      assertThat(again.stdout()).startsWith("# Give one.").contains(first.text());
      assertThat(commands.status(first).get("key").asText()).isEqualTo("build-7");
      Commands.awaitIdle(worker);
    }
  }

  @Test
  void theSameKeyWithAnotherBriefIsRefused() {
    JobId first = commands.submit(BRIEF, "--key", "build-7");

    ProcessResult other =
        commands.run(
            "task",
            "--background",
            commands.write(BRIEF + "lane: standard\ntitle: Two\n"),
            "--key",
            "build-7");

    assertThat(other.exit()).isEqualTo(5);
    assertThat(other.stdout()).isEmpty();
    assertThat(other.stderr()).contains("key build-7", first.text(), "\"Give one.\"", "\"Two\"");
  }

  @Test
  void anEmptyKeyIsAUsageError() {
    ProcessResult task = commands.run("task", commands.write(BRIEF), "--key", "");

    assertThat(task.exit()).isEqualTo(2);
    assertThat(task.stderr()).contains("--key must be 1 to 256 characters, got: 0");
  }

  @Test
  void aDueTimeOutlivesItsSubmitter() throws Exception {
    JobId job = commands.submit(BRIEF, "--in", "1s");
    try (Worker worker = commands.worker(Map.of("one", context -> IntNode.valueOf(1)))) {
      ProcessResult await = commands.run("await", job.text(), "--timeout", "60s");

      assertThat(await.exit()).as(await.stderr()).isZero();
      assertThat(Duration.between(job.submittedAt(), Instant.now())).isPositive();
      Commands.awaitIdle(worker);
    }
  }
}
