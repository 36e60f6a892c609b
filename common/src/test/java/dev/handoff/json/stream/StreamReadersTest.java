package dev.handoff.json.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobResult;
import dev.handoff.job.SomeEvents;
import dev.handoff.json.InvalidJsonException;
import dev.handoff.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The readers without databind read what databind reads, or leave it to databind. */
class StreamReadersTest {

  @Test
  void everyPlainBriefIsReadAsByDatabind() {
    RandomRecords records = new RandomRecords(1);
    for (int i = 0; i < 5_000; i++) {
      byte[] json = Json.strict().write(records.brief());

      assertThat(BriefStream.read(json)).isEqualTo(Json.strict().read(json, Brief.class));
    }
  }

  @Test
  void everyPlainEventIsReadAsByDatabind() {
    RandomRecords records = new RandomRecords(2);
    for (int i = 0; i < 5_000; i++) {
      JobEvent event = records.event();
      byte[] json = Json.tolerant().write(event);

      JobEvent read = EventStream.read(json, event.getClass());

      assertSame(read, (JobEvent) Json.tolerant().read(json, event.getClass()));
    }
  }

  /** What a fold keeps of an event is the same too, and the brief can be read later. */
  private static void assertSame(JobEvent read, JobEvent byDatabind) {
    assertThat(read).isEqualTo(byDatabind);
    assertThat(read.withoutTexts()).isEqualTo(byDatabind.withoutTexts());
    if (read instanceof Submitted submitted) {
      assertThat(submitted.brief()).isEqualTo(((Submitted) byDatabind).brief());
      assertThat(submitted.limits()).isEqualTo(((Submitted) byDatabind).limits());
    }
  }

  @Test
  void aDamagedBriefIsReadAsByDatabindOrLeftToIt() {
    RandomRecords records = new RandomRecords(3);
    int read = 0;
    for (int i = 0; i < 40_000; i++) {
      byte[] json = records.damaged(Json.strict().write(records.brief()));
      Brief brief = BriefStream.read(json);
      if (brief != null) {
        read++;
        assertThat(brief).isEqualTo(Json.strict().read(json, Brief.class));
      }
    }

    assertThat(read).as("damaged and still a brief").isBetween(500, 39_000);
  }

  @Test
  void aDamagedEventIsReadAsByDatabindOrLeftToIt() {
    RandomRecords records = new RandomRecords(4);
    int read = 0;
    for (int i = 0; i < 60_000; i++) {
      JobEvent event = records.event();
      byte[] json = records.damaged(Json.tolerant().write(event));
      JobEvent damaged = EventStream.read(json, event.getClass());
      if (damaged != null) {
        read++;
        assertSame(damaged, (JobEvent) Json.tolerant().read(json, event.getClass()));
      }
    }

    assertThat(read).as("damaged and still an event").isBetween(500, 59_000);
  }

  @Test
  void whatPeopleWriteForAHandlerIsRead() {
    for (String with : List.of("", ", with: {a: [1, null, x]}", ", with: 7")) {
      String written = "goal: g\nrun: {handler: h" + with + "}\n";
      Brief brief = new BriefReader().read(written.getBytes(StandardCharsets.UTF_8));

      assertThat(BriefStream.read(Json.strict().write(brief))).isEqualTo(brief);
    }
  }

  @Test
  void theEventsOfAJobThatJustRunsAreRead() {
    for (JobEvent event : SomeEvents.ofEveryKind(1, "lease-1")) {
      boolean isUsual =
          event instanceof Submitted || event instanceof Started || event instanceof Completed;

      JobEvent read = EventStream.read(Json.tolerant().write(event), event.getClass());

      assertThat(read).isEqualTo(isUsual ? event : null);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"command: x", "agent: codex", "command: [a, b]"})
  void aBriefThatRunsAProgramIsLeftToDatabind(String run) {
    String written = "goal: g\nrun: {" + run + "}\n";
    Brief brief = new BriefReader().read(written.getBytes(StandardCharsets.UTF_8));

    assertThat(BriefStream.read(Json.strict().write(brief))).isNull();
  }

  @Test
  void aFieldTwiceIsLeftToDatabind() {
    String json = completed("{\"a\":1,\"a\":2}");

    assertThat(read(json)).isNull();
    assertThat(read(json.replace("\"a\":2", "\"b\":2"))).isNotNull();
  }

  @Test
  void aNumberThatNoLongHoldsIsLeftToDatabind() {
    assertThat(read(completed(RandomRecords.bigNumber().toString()))).isNull();
    assertThat(read(completed(String.valueOf(Long.MIN_VALUE)))).isNotNull();
  }

  @Test
  void aDeepValueIsLeftToDatabind() {
    assertThat(read(completed("[".repeat(40) + "]".repeat(40)))).isNotNull();
    assertThat(read(completed("[".repeat(42) + "]".repeat(42)))).isNull();
    assertThat(read(completed("[".repeat(10_000) + "]".repeat(10_000)))).isNull();
  }

  @Test
  void aLongDocumentIsLeftToDatabind() {
    JsonNode value = TextNode.valueOf("x".repeat(65 * 1024));
    Completed event = new Completed(SomeEvents.AT, 1, "l", JobResult.of(value));

    assertThat(EventStream.read(Json.tolerant().write(event), Completed.class)).isNull();
  }

  @Test
  void aDocumentInAnotherEncodingIsLeftToDatabind() {
    String json = completed("1");

    assertThat(EventStream.read(json.getBytes(StandardCharsets.UTF_16BE), Completed.class))
        .isNull();
    assertThat(
            EventStream.read(("\uFEFF" + json).getBytes(StandardCharsets.UTF_8), Completed.class))
        .isNull();
  }

  @Test
  void aBriefIsReadFromItsBytesWhateverStandsAroundThem() {
    Submitted event =
        new Submitted(
            SomeEvents.AT,
            SomeEvents.BRIEF,
            "J\u00fcrgen \ud83d\ude00",
            "standard",
            7L,
            SomeEvents.AT,
            "key",
            "task-x");
    byte[] json = Json.tolerant().write(event);

    Submitted read = (Submitted) EventStream.read(json, Submitted.class);

    assertThat(read.brief()).isEqualTo(SomeEvents.BRIEF);
    assertThat(read.withoutTexts().brief()).isEqualTo(SomeEvents.BRIEF.withoutTexts());
  }

  @Test
  void aBriefWithoutTextsHoldsNoneOfItsBytes() {
    byte[] json = Json.tolerant().write(SomeEvents.submitted());
    Submitted read = (Submitted) EventStream.read(json, Submitted.class);
    Submitted kept = read.withoutTexts();

    Arrays.fill(json, (byte) 0);

    assertThat(kept.brief()).isEqualTo(SomeEvents.BRIEF.withoutTexts());
  }

  private static String completed(String value) {
    byte[] json =
        Json.tolerant()
            .write(
                new Completed(
                    SomeEvents.AT,
                    1,
                    "lease-1",
                    JobResult.of(JsonNodeFactory.instance.textNode("VALUE"))));
    return new String(json, StandardCharsets.UTF_8).replace("\"VALUE\"", value);
  }

  private static JobEvent read(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    JobEvent read = EventStream.read(bytes, Completed.class);
    if (read != null) {
      assertThat(read).isEqualTo(Json.tolerant().read(bytes, Completed.class));
    }
    return read;
  }

  @Test
  void damageIsNotAlwaysLeftToTheReaderThatWouldRefuseIt() {
    RandomRecords records = new RandomRecords(5);
    int refused = 0;
    for (int i = 0; i < 2_000; i++) {
      byte[] json = records.damaged(Json.strict().write(records.brief()));
      try {
        Json.strict().read(json, Brief.class);
      } catch (InvalidJsonException e) {
        refused++;
        assertThat(BriefStream.read(json)).isNull();
      }
    }

    assertThat(refused).isGreaterThan(500);
  }
}
