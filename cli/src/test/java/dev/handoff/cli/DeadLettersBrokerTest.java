package dev.handoff.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.handoff.job.JobEvent.AttemptEnded;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobId;
import dev.handoff.job.Reason;
import dev.handoff.log.RecordWriter;
import dev.handoff.log.status.StatusLog;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.TestBroker;
import dev.handoff.worker.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** handoff dead-letters, for records that a real worker could not read, and one that it can. */
@ExtendWith(BrokerExtension.class)
@Order(3)
class DeadLettersBrokerTest {

  private static final String BRIEF = "goal: Give one.\nrun: {handler: one}\n";

  private final TestBroker broker;
  private final Commands commands;

  DeadLettersBrokerTest(TestBroker broker, @TempDir Path folder) throws Exception {
    this.broker = broker;
    commands = Commands.on(broker, folder);
  }

  private Worker worker() throws InterruptedException {
    return commands.worker(Map.of("one", context -> IntNode.valueOf(1)));
  }

  @Test
  void anEmptyListIsNothing() {
    ProcessResult list = commands.run("dead-letters", "list");

    assertThat(list.exit()).as(list.stderr()).isZero();
    assertThat(list.stdout()).isEmpty();
  }

  @Test
  void whatAWorkerCouldNotReadIsListedAndShownAsPlainText() throws Exception {
    String value = "{\"goal\": \"\u001b]0;owned\u0007\u009b31m red\u001b[0m\"\r\n";
    append(new ProducerRecord<>(lane(), 0, "no\u001b[2Jid", value.getBytes(UTF_8)));
    try (Worker worker = worker()) {
      awaitLetters(1);
      Commands.awaitIdle(worker);
    }

    String line = commands.run("dead-letters", "list").stdout();
    String shown = commands.run("dead-letters", "show", "0").stdout();

    assertThat(line).startsWith("0  20").contains("standard@0  -  ").hasLineCount(1);
    assertThat(shown).contains("key: noid\n", "dead-topic: " + lane(), "31m red");
    assertThat(line + shown).doesNotContainPattern("[\\p{Cc}&&[^\\n\\t]]");
  }

  @Test
  void theJsonHasTheBytesAsTheyAre() throws Exception {
    byte[] value = {'{', (byte) 0xff, 0, 27};
    append(new ProducerRecord<>(lane(), 0, "key", value));
    try (Worker worker = worker()) {
      awaitLetters(1);
      Commands.awaitIdle(worker);
    }

    JsonNode json = json(commands.run("dead-letters", "show", "0", "--json"));

    assertThat(Base64.getDecoder().decode(json.get("value").asText())).isEqualTo(value);
    assertThat(json.get("lane").asText()).isEqualTo("standard");
    assertThat(json.get("laneOffset").asLong()).isZero();
    assertThat(json.get("job").isNull()).isTrue();
    assertThat(json.get("headers").get("dead-offset").asText()).isEqualTo("0");
    assertThat(json(commands.run("dead-letters", "list", "--json")).get("reason").asText())
        .isEqualTo(json.get("reason").asText());
  }

  @Test
  void aLetterThatDoesNotExistIsExitCode4() {
    ProcessResult show = commands.run("dead-letters", "show", "7");

    assertThat(show.exit()).isEqualTo(4);
    assertThat(show.stderr()).contains("there is no dead letter 7");
  }

  @Test
  void whatIsStillUnreadableIsNotPutBack() throws Exception {
    append(new ProducerRecord<>(lane(), 0, "key", "no brief".getBytes(UTF_8)));
    try (Worker worker = worker()) {
      awaitLetters(1);
      Commands.awaitIdle(worker);
    }

    ProcessResult requeue = commands.run("dead-letters", "requeue", "0");

    assertThat(requeue.exit()).isEqualTo(5);
    assertThat(requeue.stdout()).isEmpty();
    assertThat(requeue.stderr()).contains("dead letter 0 was not put back: it still cannot be");
  }

  /** A dead letter of an older worker, which did not know a field yet. */
  @Test
  void whatCanBeReadByNowIsPutBackAndRuns() throws Exception {
    JobId job = commands.submit(BRIEF, "--in", "10m");
    bury(job);

    ProcessResult requeue = commands.run("dead-letters", "requeue", "0");

    assertThat(requeue.exit()).as(requeue.stderr()).isZero();
    assertThat(requeue.stdout()).isEqualTo(job + " waits in lane standard again\n");
    try (Worker worker = worker()) {
      ProcessResult await = commands.run("await", job.text(), "--timeout", "60s");
      assertThat(await.exit()).as(await.stderr()).isZero();
      Commands.awaitIdle(worker);
    }
  }

  @Test
  void aJobThatIsOverIsNotPutBack() throws Exception {
    JobId job = commands.submit(BRIEF);
    bury(job);
    assertThat(commands.run("cancel", job.text()).exit()).isZero();

    ProcessResult requeue = commands.run("dead-letters", "requeue", "0");

    assertThat(requeue.exit()).isEqualTo(5);
    assertThat(requeue.stderr()).contains(job + " is cancelled", "handoff retry " + job);
  }

  /** An end for the first attempt would not count, and the job would wait forever. */
  @Test
  void aJobWhoseBriefForALaterAttemptCannotBeReadHasFailed() throws Exception {
    JobId job = commands.submit(BRIEF, "--in", "10m");
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    try (RecordWriter writer = new RecordWriter(commands.kafka());
        StatusLog log = new StatusLog(commands.kafka(), writer, "test")) {
      log.append(job, null, new Started(now, 1, "lease", "worker-9", 0, "none")).join();
      log.append(
              job,
              null,
              new AttemptEnded(now, 1, "lease", Reason.WORKER_LOST, "gone", now.plusSeconds(600)))
          .join();
    }
    ProducerRecord<String, byte[]> unreadable =
        new ProducerRecord<>(lane(), 0, job.text(), "no brief".getBytes(UTF_8));
    unreadable.headers().add("attempt", "2".getBytes(UTF_8));
    append(unreadable);

    try (Worker worker = worker()) {
      ProcessResult await = commands.run("await", job.text(), "--timeout", "60s");

      assertThat(await.exit()).as(await.stderr()).isEqualTo(5);
      assertThat(await.stdout()).contains("failed: invalid_brief", "cannot be read");
      Commands.awaitIdle(worker);
    }
  }

  /** Copies the record of a second job like this one to the dead letters, as that of this job. */
  private void bury(JobId job) throws Exception {
    JobId other = commands.submit(BRIEF);
    ConsumerRecord<String, byte[]> waiting = recordOf(other);
    ProducerRecord<String, byte[]> dead =
        new ProducerRecord<>(
            commands.kafka().topics().dead(), 0, job.text(), waiting.value(), waiting.headers());
    dead.headers().add("dead-reason", "unknown field".getBytes(UTF_8));
    dead.headers().add("dead-topic", lane().getBytes(UTF_8));
    dead.headers().add("dead-offset", "0".getBytes(UTF_8));
    append(dead);
  }

  private ConsumerRecord<String, byte[]> recordOf(JobId job) {
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.copyOf(broker.clientProperties()),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      TopicPartition only = new TopicPartition(lane(), 0);
      consumer.assign(List.of(only));
      consumer.seekToBeginning(List.of(only));
      while (true) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          if (record.key().equals(job.text())) {
            return record;
          }
        }
      }
    }
  }

  private String lane() {
    return commands.kafka().topics().tasks("standard");
  }

  private void awaitLetters(int count) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Commands.LOOK)
        .until(() -> commands.run("dead-letters", "list").stdout().lines().count() == count);
  }

  private void append(ProducerRecord<String, byte[]> record) throws Exception {
    Properties properties = new Properties();
    properties.putAll(broker.clientProperties());
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
      producer.send(record).get(30, TimeUnit.SECONDS);
    }
  }

  private static JsonNode json(ProcessResult result) throws Exception {
    assertThat(result.exit()).as(result.stderr()).isZero();
    return new ObjectMapper().readTree(result.stdout());
  }
}
