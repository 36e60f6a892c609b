package dev.handoff.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import dev.handoff.job.Reason;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records in a lane that no producer of Handoff writes. */
class PoisonTest {

  private static final String LANE = "standard";
  private static final int MANY = 100_000;

  @TempDir Path folder;

  /** Whatever stands in a lane, its job fails by it if it names one, and the next job runs. */
  @Test
  void poisonIsKeptAsideAndHarmsNobodyElse() throws Exception {
    try (BrokerProcess broker = BrokerProcess.in(folder.resolve("broker"));
        Installation handoff =
            new Installation(broker, "poison", Installation.made(folder.resolve("poison")))) {
      handoff.startAndAwait(WorkerStart.of("worker", Map.of(LANE, 1)));
      JobId before = handoff.submit(LANE, 0);
      Map<JobId, byte[]> named = values();
      List<byte[]> nameless = List.of("no job".getBytes(UTF_8), new byte[] {(byte) 0xff, 0, 1});

      try (Producer<byte[], byte[]> producer = producer(handoff)) {
        for (Map.Entry<JobId, byte[]> poison : named.entrySet()) {
          send(producer, handoff, poison.getKey().text().getBytes(UTF_8), poison.getValue());
        }
        for (byte[] key : nameless) {
          send(producer, handoff, key, "{}".getBytes(UTF_8));
        }
        send(producer, handoff, null, null);
      }
      JobId after = handoff.submit(LANE, 0);

      assertThat(handoff.awaitEnd(before).status()).isEqualTo(JobStatus.COMPLETED);
      assertThat(handoff.awaitEnd(after).status()).isEqualTo(JobStatus.COMPLETED);
      Map<JobId, Folded> jobs = Folded.byJob(new TopicReader(handoff.kafka()).events());
      assertThat(named.keySet())
          .allSatisfy(
              job -> {
                JobState state = jobs.get(job).state();
                assertThat(state.status()).isEqualTo(JobStatus.FAILED);
                assertThat(state.reason()).isEqualTo(Reason.INVALID_BRIEF);
              });
      List<ConsumerRecord<String, byte[]>> dead =
          new TopicReader(handoff.kafka()).records(handoff.kafka().topics().dead());
      assertThat(dead).hasSize(named.size() + nameless.size() + 1);
      assertThat(dead)
          .allSatisfy(letter -> assertThat(TopicReader.header(letter, "dead-reason")).isPresent());
      handoff.assertSound();
    }
  }

  private static Map<JobId, byte[]> values() {
    Map<JobId, byte[]> values = new HashMap<>();
    for (byte[] value : poisons()) {
      values.put(JobId.next(Instant.now(), values.size()), value);
    }
    values.put(JobId.next(Instant.now(), values.size()), null);
    return values;
  }

  private static List<byte[]> poisons() {
    List<byte[]> poisons = new ArrayList<>();
    for (String text :
        List.of(
            "",
            "not json",
            "{}",
            "null",
            "[]",
            "{\"brief\":1,\"brief\":1}",
            "{\"brief\":1} trailing",
            "{\"brief\":1,\"goal\":",
            "{\"brief\":99}",
            "{\"brief\":1e999999}",
            "{\"brief\":\"one\",\"goal\":7}",
            "[".repeat(MANY),
            "{\"a\":".repeat(MANY),
            "{\"brief\":1,\"goal\":\"" + "x".repeat(9 * MANY) + "\"}")) {
      poisons.add(text.getBytes(UTF_8));
    }
    poisons.add("{\"brief\":1,\"goal\":\"\u00ff\u00fe\"}".getBytes(ISO_8859_1));
    return poisons;
  }

  private static Producer<byte[], byte[]> producer(Installation handoff) {
    Map<String, Object> properties = new HashMap<>(handoff.kafka().properties());
    properties.put("max.request.size", 2_000_000);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static void send(
      Producer<byte[], byte[]> producer, Installation handoff, byte[] key, byte[] value)
      throws Exception {
    String topic = handoff.kafka().topics().tasks(LANE);
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, 0, key, value);
    record.headers().add("attempt", "1".getBytes(UTF_8));
    record.headers().add("charged-own", "0".getBytes(UTF_8));
    record.headers().add("charged-system", "0".getBytes(UTF_8));
    producer.send(record).get(30, TimeUnit.SECONDS);
  }
}
