package dev.handoff.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.AttemptEnded;
import dev.handoff.job.JobEvent.CheckFinished;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import dev.handoff.job.Reason;
import dev.handoff.json.Json;
import dev.handoff.log.lane.LaneCodec;
import dev.handoff.log.lane.LaneRecord;
import dev.handoff.log.status.EventCodec;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a build after this one may write, and this one must make of it. */
class LaterVersionTest {

  static Stream<String> events() {
    return PublishedRecordsTest.events();
  }

  @ParameterizedTest
  @MethodSource("events")
  void fieldsAndHeadersThatNobodyKnowsChangeNothing(String name) {
    PublishedRecord known = PublishedRecord.named("status/" + name);

    assertThat(EventCodec.decode(later(known).consumed()))
        .isPresent()
        .isEqualTo(EventCodec.decode(known.consumed()));
  }

  @ParameterizedTest
  @CsvSource({
    "workers, dev.handoff.log.presence.WorkerBeat",
    "control, dev.handoff.log.presence.StopOrder",
    "keys, dev.handoff.log.key.KeyUse"
  })
  void fieldsOfBeatsOrdersAndKeysThatNobodyKnowsChangeNothing(String name, Class<?> type) {
    PublishedRecord known = PublishedRecord.named(name);

    Object read = Json.tolerant().read(PublishedRecord.bytes(later(known).value()), type);

    assertThat(read).isEqualTo(Json.tolerant().read(PublishedRecord.bytes(known.value()), type));
  }

  @Test
  void headersOfALanesRecordThatNobodyKnowsChangeNothing() throws Exception {
    PublishedRecord known = PublishedRecord.named("tasks");
    Map<String, String> headers = later(known).headers();

    LaneRecord read =
        LaneCodec.decode(new PublishedRecord(known.key(), headers, known.value()).consumed());

    assertThat(read).isEqualTo(LaneCodec.decode(known.consumed()));
  }

  @Test
  void aTypeOfEventThatNobodyKnowsIsSkipped() {
    PublishedRecord known = PublishedRecord.named("status/progressed");
    Map<String, String> headers = new HashMap<>(known.headers());
    headers.put("ce_type", "dev.handoff.job.paused.v1");

    assertThat(
            EventCodec.decode(new PublishedRecord(known.key(), headers, known.value()).consumed()))
        .isEmpty();
  }

  /** Skipped, it would leave a waiter waiting for ever, and a steward with a job to rescue. */
  @Test
  void anEndForAReasonThatNobodyKnowsIsAnEnd() {
    Failed failed = (Failed) withWord("failed", "reason", "quota_exceeded");

    assertThat(failed.reason()).isEqualTo(Reason.INFRASTRUCTURE);
    assertThat(failed.message()).isEqualTo("1 of 2 checks failed");
    assertThat(JobState.UNKNOWN.apply(failed).status()).isEqualTo(JobStatus.FAILED);
  }

  @Test
  void anAttemptThatEndedForAReasonThatNobodyKnowsHasEnded() {
    AttemptEnded ended = (AttemptEnded) withWord("attempt_ended", "reason", "quota_exceeded");

    assertThat(ended.reason()).isEqualTo(Reason.INFRASTRUCTURE);
  }

  @Test
  void aVerdictThatNobodyKnowsIsNone() {
    PublishedRecord known = PublishedRecord.named("status/check_finished");
    ((ObjectNode) known.value().get("check")).put("verdict", "flaky");

    CheckFinished event = (CheckFinished) EventCodec.decode(known.consumed()).orElseThrow();

    assertThat(event.check().verdict()).isEqualTo(JobResult.CheckVerdict.COULD_NOT_RUN);
  }

  private static JobEvent withWord(String event, String field, String word) {
    PublishedRecord known = PublishedRecord.named("status/" + event);
    ((ObjectNode) known.value()).put(field, word);
    return EventCodec.decode(known.consumed()).orElseThrow();
  }

  /** With a field more wherever there are fields, and a header more. */
  private static PublishedRecord later(PublishedRecord known) {
    Map<String, String> headers = new HashMap<>(known.headers());
    headers.put("ce_later", "x");
    headers.put("later", "x");
    return new PublishedRecord(known.key(), headers, withUnknown(known.value().deepCopy()));
  }

  static JsonNode withUnknown(JsonNode tree) {
    for (Map.Entry<String, JsonNode> field : tree.properties()) {
      // Whose fields are all the job's own.
      if (!field.getKey().equals("value")) {
        withUnknown(field.getValue());
      }
    }
    if (tree.isArray()) {
      tree.forEach(LaterVersionTest::withUnknown);
    } else if (tree instanceof ObjectNode mapping) {
      mapping.putArray("later").addObject().put("x", 1);
    }
    return tree;
  }
}
