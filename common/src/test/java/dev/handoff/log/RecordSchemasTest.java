package dev.handoff.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobResult;
import dev.handoff.job.Reason;
import dev.handoff.job.SomeEvents;
import dev.handoff.json.Json;
import dev.handoff.log.key.KeyUse;
import dev.handoff.log.presence.StopOrder;
import dev.handoff.log.presence.WorkerBeat;
import dev.handoff.log.status.EventCodec;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** records.schema.json describes what is really written, and forbids no later field. */
class RecordSchemasTest {

  private static final String ROOT = "https://schemas.example.org/";
  private static final String RECORDS = ROOT + "log/records.schema.json";
  private static final String TEXT = text();

  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDialect(
          Dialect.builder(Dialects.getDraft202012())
              .keyword(new NonValidationKeyword("errorMessage"))
              .build(),
          builder ->
              builder.schemas(
                  Map.of(
                      RECORDS, TEXT, ROOT + "brief/brief.schema.json", BriefReader.schemaText())));

  private static String text() {
    try (InputStream in = Topics.class.getResourceAsStream("records.schema.json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> errors(String name, JsonNode value) {
    Schema schema = SCHEMAS.getSchema(SchemaLocation.of(RECORDS + "#/$defs/" + name));
    return schema.validate(value).stream().map(Error::toString).toList();
  }

  static Stream<Arguments> published() {
    Stream<Arguments> events =
        PublishedRecordsTest.events().map(name -> Arguments.of(name, "status/" + name));
    return Stream.concat(
        events,
        Stream.of(
            Arguments.of("brief", "tasks"),
            Arguments.of("beat", "workers"),
            Arguments.of("stop_order", "control"),
            Arguments.of("key_use", "keys")));
  }

  @ParameterizedTest
  @MethodSource("published")
  void whatIsWrittenIsValidAndWithLaterFieldsToo(String name, String file) {
    JsonNode value = PublishedRecord.named(file).value();

    assertThat(errors(name, value)).isEmpty();
    assertThat(errors(name, LaterVersionTest.withUnknown(value.deepCopy()))).isEmpty();
  }

  static List<JobEvent> events() {
    List<JobEvent> events = new ArrayList<>(SomeEvents.ofEveryKind(2, "lease-1"));
    events.add(SomeEvents.submittedForLater());
    events.add(SomeEvents.undeliverable(1));
    return events;
  }

  @ParameterizedTest
  @MethodSource("events")
  void anEventOfWhichLittleIsThereIsValidToo(JobEvent event) {
    assertThat(errors(name(event.getClass()), Json.tolerant().tree(event))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run: {command: [sh, -c, x]}\ntitle: t",
        "run: {agent: codex, model: m, effort: high, turns: 3, budget: 2.5}",
        "run: {handler: h, with: {a: [1, null]}}",
        "run: {command: x}\nlimits: {timeout: 90, log: 10KiB}\nexpect: 1h30m\nretries: {attempts: 3}"
      })
  void aBriefAsItIsSentIsValid(String written) {
    Brief brief =
        new BriefReader().read(("goal: g\n" + written + "\n").getBytes(StandardCharsets.UTF_8));

    assertThat(errors("brief", Json.strict().tree(brief))).isEmpty();
  }

  /** Else the tests above could not fail. */
  @ParameterizedTest
  @CsvSource({
    "started, attempt, '\"1\"'",
    "started, attempt, 0",
    "started, at, '\"yesterday\"'",
    "progressed, percent, 101",
    "failed, reason, 7",
    "completed, result, '[]'",
    "submitted, brief, '{\"brief\":1}'",
    "cancelled, lease, 5"
  })
  void whatIsNoSuchEventIsNotValid(String event, String field, String value) {
    ObjectNode tree = (ObjectNode) PublishedRecord.named("status/" + event).value();
    tree.set(field, PublishedRecord.tree(value.getBytes(StandardCharsets.UTF_8)));

    assertThat(errors(event, tree)).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("published")
  void anEmptyRecordIsNotValid(String name, String file) {
    assertThat(errors(name, Json.tolerant().tree(Map.of()))).isNotEmpty();
  }

  static Stream<Arguments> records() {
    Stream<Arguments> events =
        EventCodec.eventClasses(JobEvent.class).map(type -> Arguments.of(name(type), type));
    return Stream.concat(
        events,
        Stream.of(
            Arguments.of("result", JobResult.class),
            Arguments.of("checkResult", JobResult.CheckResult.class),
            Arguments.of("touched", JobResult.Touched.class),
            Arguments.of("artifact", JobResult.Artifact.class),
            Arguments.of("brief", Brief.class),
            Arguments.of("scope", Brief.Scope.class),
            Arguments.of("beat", WorkerBeat.class),
            Arguments.of("stop_order", StopOrder.class),
            Arguments.of("key_use", KeyUse.class)));
  }

  @ParameterizedTest
  @MethodSource("records")
  void everyFieldIsDescribedAndNoOther(String name, Class<?> type) {
    JsonNode properties = definitions().at("/" + name + "/properties");

    assertThat(properties.fieldNames())
        .toIterable()
        .containsExactlyElementsOf(
            Stream.of(type.getRecordComponents()).map(RecordSchemasTest::nameOf).toList());
  }

  private static String nameOf(RecordComponent component) {
    JsonProperty name = component.getAccessor().getAnnotation(JsonProperty.class);
    return name == null ? component.getName() : name.value();
  }

  @Test
  void everyReasonIsAmongTheExamples() {
    assertThat(definitions().at("/reason/examples"))
        .extracting(JsonNode::textValue)
        .containsExactlyElementsOf(Stream.of(Reason.values()).map(Reason::label).toList());
  }

  private static JsonNode definitions() {
    return PublishedRecord.tree(TEXT.getBytes(StandardCharsets.UTF_8)).get("$defs");
  }

  private static String name(Class<?> event) {
    return EventCodec.typeOf(event).replaceAll("^dev\\.handoff\\.job\\.|\\.v1$", "");
  }
}
