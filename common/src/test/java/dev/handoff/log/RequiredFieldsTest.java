package dev.handoff.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.json.InvalidJsonException;
import dev.handoff.json.Json;
import dev.handoff.log.key.KeyUse;
import dev.handoff.log.presence.StopOrder;
import dev.handoff.log.presence.WorkerBeat;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What records.schema.json requires of orders, beats and uses of keys, their records require. */
class RequiredFieldsTest {

  private static final String BEAT =
      """
      {"at": "2026-11-21T10:00:00Z", "worker": "w", "pid": 7,
       "lanes": [{"lane": "standard", "slots": 2, "used": 1}],
       "running": [{"job": "task-000000000401zzzzzzzzzzzzzw", "attempt": 1, "lease": "L"}],
       "agents": [{"name": "codex"}]}""";

  private static final String ORDER =
      """
      {"at": "2026-11-21T10:00:00Z", "worker": "w", "job": "task-000000000401zzzzzzzzzzzzzw",
       "attempt": 1, "lease": "L", "why": "cancelled"}""";

  private static final String USE =
      """
      {"at": "2026-11-21T10:00:00Z", "submitter": "ann", "key": "nightly",
       "job": "task-000000000401zzzzzzzzzzzzzw", "briefHash": "%s", "title": "t"}"""
          .formatted("0123456789abcdef".repeat(4));

  /** A record, where in it, and a field that must be there. */
  static Stream<Arguments> required() {
    return Stream.of(
            fields("beat", WorkerBeat.class, BEAT),
            fields("stop_order", StopOrder.class, ORDER),
            fields("key_use", KeyUse.class, USE))
        .flatMap(List::stream);
  }

  private static List<Arguments> fields(String name, Class<?> type, String whole) {
    JsonNode schema = schema().path("$defs").path(name);
    List<Arguments> fields = new ArrayList<>();
    schema
        .path("required")
        .forEach(field -> fields.add(Arguments.of(type, whole, "", field.textValue())));
    schema
        .path("properties")
        .properties()
        .forEach(
            list ->
                list.getValue()
                    .path("items")
                    .path("required")
                    .forEach(
                        field ->
                            fields.add(
                                Arguments.of(
                                    type, whole, "/" + list.getKey() + "/0", field.textValue()))));
    return fields;
  }

  private static JsonNode schema() {
    try (InputStream in = Topics.class.getResourceAsStream("records.schema.json")) {
      return Json.tolerant().read(in.readAllBytes(), JsonNode.class);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void findsTheFields() {
    assertThat(required()).hasSize(4 + 3 + 3 + 1 + 6 + 6);
  }

  @ParameterizedTest
  @MethodSource("required")
  void aRecordWithoutARequiredFieldIsRefusedByItsName(
      Class<?> type, String whole, String place, String field) {
    ObjectNode record = tree(whole);
    ((ObjectNode) record.at(place)).remove(field);

    assertRefused(record, type, field);
  }

  @ParameterizedTest
  @MethodSource("required")
  void aRecordWithNullForARequiredFieldIsRefusedByItsName(
      Class<?> type, String whole, String place, String field) {
    ObjectNode record = tree(whole);
    ((ObjectNode) record.at(place)).putNull(field);

    assertRefused(record, type, field);
  }

  @ParameterizedTest
  @MethodSource("required")
  void aRecordWithAnotherTypeOfARequiredFieldIsRefusedByItsName(
      Class<?> type, String whole, String place, String field) {
    ObjectNode record = tree(whole);
    ((ObjectNode) record.at(place)).putObject(field).put("a", 1);

    assertRefused(record, type, field);
  }

  @ParameterizedTest
  @MethodSource("lists")
  void aListWithNullInItIsRefusedByItsName(String list) {
    ObjectNode record = tree(BEAT);
    ((ArrayNode) record.get(list)).addNull();

    assertRefused(record, WorkerBeat.class, list + "[1]");
  }

  static Stream<String> lists() {
    return Stream.of("running", "lanes", "agents");
  }

  @ParameterizedTest
  @MethodSource("required")
  void aWholeRecordIsRead(Class<?> type, String whole) {
    assertThat(Json.tolerant().read(whole, type)).isNotNull();
  }

  @Test
  void aBeatThatNamesNoLanesOffersNone() {
    ObjectNode record = tree(BEAT);
    record.remove("lanes");

    assertThat(Json.tolerant().read(record.toString(), WorkerBeat.class).lanes()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("noRecords")
  void whatIsNoRecordAtAllIsRefused(byte[] value) {
    for (Class<?> type : List.of(WorkerBeat.class, StopOrder.class, KeyUse.class)) {
      assertThatExceptionOfType(InvalidJsonException.class)
          .isThrownBy(() -> Json.tolerant().read(value, type))
          .withMessageContaining(type.getSimpleName());
    }
  }

  static Stream<Arguments> noRecords() {
    return Stream.of(null, "", "null", "[]", "7", "{", "{}{}", "\"x\"")
        .map(text -> Arguments.of((Object) (text == null ? null : text.getBytes())));
  }

  private static ObjectNode tree(String json) {
    return JsonNodeFactory.instance
        .objectNode()
        .setAll((ObjectNode) Json.tolerant().read(json, JsonNode.class));
  }

  private static void assertRefused(JsonNode record, Class<?> type, String field) {
    assertThatExceptionOfType(InvalidJsonException.class)
        .isThrownBy(() -> Json.tolerant().read(record.toString(), type))
        .withMessageContaining(type.getSimpleName())
        .withMessageContaining(field);
  }
}
