package dev.handoff.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.brief.Brief;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.job.Reason;
import dev.handoff.json.Json;
import dev.handoff.log.lane.LaneCodec;
import dev.handoff.log.lane.LaneRecord;
import dev.handoff.log.presence.StopOrder.Why;
import dev.handoff.log.status.EventCodec;
import dev.handoff.log.status.EventEncoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What version 1 has written is read by this build, and this build writes what version 1 reads. A
 * field that was lost or renamed would be missing from what is written back.
 */
class PublishedRecordsTest {

  /** One that is added needs a published record from then on. */
  static Stream<String> events() {
    return EventCodec.eventClasses(JobEvent.class)
        .map(EventCodec::typeOf)
        .map(type -> type.substring("dev.handoff.job.".length(), type.length() - ".v1".length()));
  }

  @ParameterizedTest
  @MethodSource("events")
  void anEventIsReadAndWrittenBackAsItWas(String name) {
    PublishedRecord published = PublishedRecord.named("status/" + name);
    JobEvent event = EventCodec.decode(published.consumed()).orElseThrow();

    ProducerRecord<String, byte[]> written =
        new EventEncoder("t", published.headers().get("ce_source"))
            .encode(new JobId(published.key()), published.headers().get("lane"), event);

    assertThat(written.key()).isEqualTo(published.key());
    assertThat(written.partition()).isEqualTo(5);
    assertThat(PublishedRecord.tree(written.value())).isEqualTo(published.value());
    Map<String, String> headers = new HashMap<>(PublishedRecord.texts(written.headers()));
    headers.put("ce_id", published.headers().get("ce_id")); // new for each record
    headers.remove("lease"); // added later
    assertThat(headers).isEqualTo(published.headers());
  }

  @Test
  void aLanesRecordIsReadAndWrittenBackAsItWas() throws Exception {
    PublishedRecord published = PublishedRecord.named("tasks");

    LaneRecord read = LaneCodec.decode(published.consumed());

    ProducerRecord<String, byte[]> written = LaneCodec.encode("t", read);
    assertThat(written.key()).isEqualTo(published.key());
    assertThat(PublishedRecord.texts(written.headers())).isEqualTo(published.headers());
    assertThat(PublishedRecord.tree(written.value())).isEqualTo(published.value());
  }

  @ParameterizedTest
  @CsvSource({
    "workers, dev.handoff.log.presence.WorkerBeat",
    "control, dev.handoff.log.presence.StopOrder",
    "keys, dev.handoff.log.key.KeyUse"
  })
  void aBeatAnOrderAndAUseOfAKeyAreReadAndWrittenBackAsTheyWere(String name, Class<?> type) {
    PublishedRecord published = PublishedRecord.named(name);

    Object read = Json.tolerant().read(PublishedRecord.bytes(published.value()), type);

    assertThat(PublishedRecord.tree(Json.tolerant().write(read))).isEqualTo(published.value());
  }

  @ParameterizedTest
  @MethodSource("words")
  void everyWordOfVersion1IsStillOne(String kind, Class<? extends Enum<?>> type) {
    List<String> now =
        Stream.of(type.getEnumConstants())
            .map(word -> Json.tolerant().tree(word).textValue())
            .toList();

    assertThat(now).containsAll(published(kind));
  }

  static Stream<org.junit.jupiter.params.provider.Arguments> words() {
    return Map.of(
            "reason", Reason.class,
            "verdict", JobResult.CheckVerdict.class,
            "why", Why.class,
            "network", Brief.Network.class,
            "changes", Brief.Changes.class,
            "output", Brief.Output.class)
        .entrySet()
        .stream()
        .map(
            word -> org.junit.jupiter.params.provider.Arguments.of(word.getKey(), word.getValue()));
  }

  private static List<String> published(String kind) {
    JsonNode words = PublishedRecord.read("words", JsonNode.class).get(kind);
    List<String> texts = new java.util.ArrayList<>();
    words.forEach(word -> texts.add(word.textValue()));
    assertThat(texts).isNotEmpty();
    return texts;
  }
}
