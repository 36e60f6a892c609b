package dev.handoff.json.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.FloatNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobResult;
import dev.handoff.job.RecordedBrief;
import dev.handoff.job.SomeEvents;
import dev.handoff.json.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The writers without databind write the bytes that databind writes, or leave it to databind. */
class StreamWritersTest {

  @Test
  void everyPlainBriefIsWrittenAsByDatabind() {
    RandomRecords records = new RandomRecords(11);
    for (int i = 0; i < 5_000; i++) {
      Brief brief = records.brief();

      assertThat(text(BriefStream.write(brief))).isEqualTo(Json.strict().text(brief));
    }
  }

  @Test
  void everyPlainEventIsWrittenAsByDatabind() {
    RandomRecords records = new RandomRecords(12);
    for (int i = 0; i < 5_000; i++) {
      JobEvent event = written(records.event());

      assertThat(text(EventStream.write(event))).isEqualTo(Json.tolerant().text(event));
    }
  }

  /** As a producer writes it. */
  private static JobEvent written(JobEvent event) {
    if (!(event instanceof Submitted submitted)) {
      return event;
    }
    Brief brief = submitted.brief();
    byte[] json = Json.strict().write(brief);
    return new Submitted(
        submitted.at(),
        RecordedBrief.written(brief, json),
        submitted.submitter(),
        submitted.lane(),
        submitted.laneOffset(),
        submitted.notBefore(),
        submitted.key(),
        submitted.retryOf());
  }

  @Test
  void theEventOfABriefThatRunsAProgramIsWrittenAsByDatabind() {
    JobEvent event = written(SomeEvents.submitted());

    assertThat(text(EventStream.write(event))).isEqualTo(Json.tolerant().text(event));
  }

  @Test
  void onlyTheEventsOfAJobThatJustRunsAreWritten() {
    for (JobEvent event : SomeEvents.ofEveryKind(1, "lease-1")) {
      boolean isUsual =
          event instanceof Submitted || event instanceof Started || event instanceof Completed;

      byte[] json = EventStream.write(written(event));

      assertThat(text(json)).isEqualTo(isUsual ? Json.tolerant().text(event) : null);
    }
  }

  @Test
  void anEventWhoseBriefIsNotWrittenYetIsLeftToDatabind() {
    assertThat(EventStream.write(SomeEvents.submitted())).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run: {command: x}",
        "run: {agent: codex}",
        "run: {handler: h}\nconstraints: [c]",
        "run: {handler: h}\nprotect: ['**/*.lock']",
        "run: {handler: h}\nchecks: [{name: n, run: x}]",
        "run: {handler: h}\nscope: {include: [a]}",
        "run: {handler: h}\nretries: {on: [idle]}"
      })
  void aBriefWithMoreThanAHandlerIsLeftToDatabind(String rest) {
    String text = "goal: g\n" + rest + "\n";
    Brief brief = new BriefReader().read(text.getBytes(StandardCharsets.UTF_8));

    assertThat(BriefStream.write(brief)).isNull();
  }

  static List<JsonNode> unusual() {
    return List.of(
        RandomRecords.bigNumber(),
        DecimalNode.valueOf(new BigDecimal("1e400")),
        FloatNode.valueOf(0.1f),
        BinaryNode.valueOf(new byte[] {1, 2}),
        new POJONode(Instant.EPOCH),
        JsonNodeFactory.instance.missingNode(),
        TextNode.valueOf("x".repeat(65 * 1024)),
        nested(42));
  }

  private static JsonNode nested(int depth) {
    JsonNode value = JsonNodeFactory.instance.arrayNode();
    for (int i = 1; i < depth; i++) {
      value = JsonNodeFactory.instance.arrayNode().add(value);
    }
    return value;
  }

  @ParameterizedTest
  @MethodSource("unusual")
  void aResultThatIsNotPlainJsonIsLeftToDatabind(JsonNode value) {
    assertThat(EventStream.write(new Completed(SomeEvents.AT, 1, "l", JobResult.of(value))))
        .isNull();
  }

  @Test
  void halfAPairOfSurrogatesIsWrittenAsByDatabind() {
    Completed event =
        new Completed(SomeEvents.AT, 1, "l", JobResult.of(TextNode.valueOf("\ud800")));

    assertThat(text(EventStream.write(event))).isEqualTo(Json.tolerant().text(event));
  }

  @Test
  void anInstantThatNoReaderTakesIsLeftToDatabindWhichRefusesIt() {
    assertThat(EventStream.write(new Completed(Instant.MAX, 1, "l", JobResult.NONE))).isNull();
  }

  private static String text(byte[] json) {
    return json == null ? null : new String(json, StandardCharsets.UTF_8);
  }
}
