package dev.handoff.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.brief.Brief;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.OfAttempt;
import dev.handoff.job.JobId;
import dev.handoff.json.Json;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.presence.WorkerBeat;
import dev.handoff.log.presence.WorkerBeat.Held;
import dev.handoff.log.presence.WorkerBeat.LaneSlots;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Writes what a later version of Handoff might write: records with fields and headers that this one
 * does not know. From this build it uses only the JSON that both know.
 */
final class LaterBuild implements AutoCloseable {

  private final KafkaSettings kafka;
  private final Producer<String, byte[]> producer;

  LaterBuild(KafkaSettings kafka) {
    this.kafka = kafka;
    this.producer =
        new KafkaProducer<>(
            new HashMap<>(kafka.properties()), new StringSerializer(), new ByteArraySerializer());
  }

  /**
   * @param type of the event, such as {@code started}
   */
  void say(JobId job, String type, JobEvent event) throws Exception {
    say(job, type, event, tree(event));
  }

  void fail(JobId job, JobEvent.Failed event, String reason) throws Exception {
    say(job, "failed", event, tree(event).put("reason", reason));
  }

  private void say(JobId job, String type, JobEvent event, ObjectNode value) throws Exception {
    Map<String, String> headers = new HashMap<>();
    headers.put("ce_specversion", "1.0");
    headers.put("ce_id", UUID.randomUUID().toString());
    headers.put("ce_type", "dev.handoff.job." + type + ".v1");
    headers.put("ce_source", "handoff/later");
    headers.put("ce_time", event.at().toString());
    headers.put("ce_subject", job.text());
    headers.put("ce_partitionkey", "later");
    headers.put("content-type", "application/json");
    headers.put("priority", "7");
    if (event instanceof OfAttempt ofAttempt) {
      headers.put("attempt", "" + ofAttempt.attempt());
    }
    long stamp = Math.max(job.submittedAt().toEpochMilli(), event.at().toEpochMilli());
    send(
        new ProducerRecord<>(
            kafka.topics().status(), job.partition(), stamp, job.text(), bytes(value)),
        headers);
  }

  /** A brief that both versions know, with headers that only the later one knows. */
  void enqueue(JobId job, Brief brief) throws Exception {
    enqueue(job, brief.lane(), Json.strict().tree(brief));
  }

  void enqueue(JobId job, String lane, JsonNode brief) throws Exception {
    send(
        new ProducerRecord<>(kafka.topics().tasks(lane), 0, job.text(), bytes(brief)),
        Map.of(
            "content-type",
            "application/json",
            "attempt",
            "1",
            "charged-own",
            "0",
            "charged-system",
            "0",
            "priority",
            "7"));
  }

  void beat(String worker, Held running) throws Exception {
    WorkerBeat beat =
        new WorkerBeat(
            Instant.now(),
            worker,
            "later.example.org",
            1,
            Instant.now(),
            "9.0.0",
            "later",
            List.of(new LaneSlots("standard", 1, 1)),
            List.of(running),
            null,
            null,
            null,
            null);
    send(
        new ProducerRecord<>(kafka.topics().workers(), 0, worker, bytes(tree(beat))),
        Map.of("priority", "7"));
  }

  private void send(ProducerRecord<String, byte[]> record, Map<String, String> headers)
      throws Exception {
    headers.forEach(
        (name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
    producer.send(record).get(30, TimeUnit.SECONDS);
  }

  private static ObjectNode tree(Object value) {
    ObjectNode tree = (ObjectNode) Json.tolerant().tree(value);
    addUnknown(tree);
    return tree;
  }

  private static void addUnknown(JsonNode tree) {
    tree.forEach(LaterBuild::addUnknown);
    if (tree instanceof ObjectNode mapping) {
      mapping.putArray("later").addObject().put("x", 1);
    }
  }

  private static byte[] bytes(JsonNode tree) {
    return tree.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    producer.close();
  }
}
