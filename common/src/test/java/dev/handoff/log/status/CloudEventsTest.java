package dev.handoff.log.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobId;
import dev.handoff.job.SomeEvents;
import dev.handoff.json.Json;
import dev.handoff.log.TextHeader;
import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.kafka.CloudEventDeserializer;
import java.net.URI;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Events are read by the library of CloudEvents, which knows nothing of Handoff. */
class CloudEventsTest {

  private static final JobId JOB = JobId.next(SomeEvents.AT, 5);

  static List<JobEvent> events() {
    return SomeEvents.ofEveryKind(3, "lease-1");
  }

  @Test
  void knowsEveryEventThereIs() {
    assertThat(events())
        .extracting(Object::getClass)
        .containsExactlyInAnyOrderElementsOf(EventCodec.eventClasses(JobEvent.class).toList());
  }

  @ParameterizedTest
  @MethodSource("events")
  void anEventIsACloudEventInBinaryMode(JobEvent event) {
    ProducerRecord<String, byte[]> record = encode("handoff/worker/worker-7", event);

    CloudEvent read = read(record);

    assertThat(read.getSpecVersion()).isEqualTo(SpecVersion.V1);
    assertThat(read.getType()).isEqualTo(EventCodec.typeOf(event.getClass()));
    assertThat(read.getId()).isEqualTo(TextHeader.get(record.headers(), "ce_id"));
    assertThat(read.getSource()).isEqualTo(URI.create("handoff/worker/worker-7"));
    assertThat(read.getSubject()).isEqualTo(JOB.text());
    assertThat(read.getTime()).isEqualTo(SomeEvents.AT.atOffset(ZoneOffset.UTC));
    assertThat(read.getDataContentType()).isEqualTo("application/json");
    assertThat(read.getDataSchema()).isNull();
    assertThat(read.getExtensionNames()).isEmpty();
    assertThat(Json.tolerant().read(read.getData().toBytes(), event.getClass())).isEqualTo(event);
  }

  @ParameterizedTest
  @CsvSource({
    "ann, ann",
    "Ann Lee, Ann%20Lee",
    "ACME\\ann, ACME%5Cann",
    "jürgen, j%C3%BCrgen",
    "100%, 100%25",
    "a?b#c, a%3Fb%23c",
    "ann:lee@example.org, ann:lee@example.org"
  })
  void whateverTheSubmittersNameIsTheSourceIsAUri(String submitter, String inUri) {
    ProducerRecord<String, byte[]> record =
        encode("handoff/producer/" + submitter, SomeEvents.submitted());

    URI source = read(record).getSource();

    assertThat(source).hasToString("handoff/producer/" + inUri);
    assertThat(source.getPath()).isEqualTo("handoff/producer/" + submitter);
  }

  private static ProducerRecord<String, byte[]> encode(String source, JobEvent event) {
    return new EventEncoder("handoff.status", source).encode(JOB, "standard", event);
  }

  private static CloudEvent read(ProducerRecord<String, byte[]> record) {
    try (CloudEventDeserializer deserializer = new CloudEventDeserializer()) {
      return deserializer.deserialize(record.topic(), record.headers(), record.value());
    }
  }
}
