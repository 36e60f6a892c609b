package dev.handoff.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.brief.Brief.RunCommand;
import dev.handoff.brief.Command;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobResult;
import dev.handoff.job.RecordedBrief;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every event there is, found by reflection: one that is added is tested without being named. */
class EventJsonTest {

  static List<Class<?>> events() {
    return leaves(JobEvent.class).distinct().toList();
  }

  private static Stream<Class<?>> leaves(Class<?> type) {
    return type.isRecord()
        ? Stream.of(type)
        : Stream.of(type.getPermittedSubclasses()).flatMap(EventJsonTest::leaves);
  }

  @Test
  void knowsTheWholeVocabulary() {
    assertThat(events()).hasSize(10).contains(JobEvent.Submitted.class, JobEvent.Cancelled.class);
  }

  @ParameterizedTest
  @MethodSource("events")
  void readsBackAFilledEvent(Class<?> type) throws Exception {
    Object event = make(type, true);

    assertThat(Json.tolerant().read(Json.tolerant().write(event), type)).isEqualTo(event);
  }

  @ParameterizedTest
  @MethodSource("events")
  void readsBackAnEventOfNulls(Class<?> type) throws Exception {
    Object event = make(type, false);

    assertThat(Json.tolerant().read(Json.tolerant().write(event), type)).isEqualTo(event);
  }

  @ParameterizedTest
  @MethodSource("events")
  void ignoresFieldsOfLaterVersions(Class<?> type) throws Exception {
    Object event = make(type, true);
    ObjectNode tree = (ObjectNode) Json.tolerant().tree(event);
    addUnknown(tree);

    assertThat(Json.tolerant().read(Json.tolerant().write(tree), type)).isEqualTo(event);
  }

  /** In every record, however deep; not in free values, where every field is known. */
  private static void addUnknown(JsonNode tree) {
    List<JsonNode> inner = new ArrayList<>();
    tree.forEach(inner::add);
    inner.forEach(EventJsonTest::addUnknown);
    if (tree instanceof ObjectNode mapping) {
      mapping.putArray("later").addObject().put("x", 1);
    }
  }

  @ParameterizedTest
  @MethodSource("events")
  void readsExplicitNullsAsLeftOut(Class<?> type) throws Exception {
    Object event = make(type, false);
    ObjectNode tree = (ObjectNode) Json.tolerant().tree(event);
    for (RecordComponent component : type.getRecordComponents()) {
      String name = nameOf(component);
      if (!tree.has(name)) {
        tree.putNull(name);
      }
    }

    assertThat(Json.tolerant().read(Json.tolerant().write(tree), type)).isEqualTo(event);
  }

  private static String nameOf(RecordComponent component) {
    JsonProperty name = component.getAccessor().getAnnotation(JsonProperty.class);
    return name == null ? component.getName() : name.value();
  }

  private static Object make(Class<?> type, boolean filled) throws ReflectiveOperationException {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = Stream.of(components).map(RecordComponent::getType).toArray(Class[]::new);
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      boolean value = filled || types[i].isPrimitive();
      values[i] = value ? value(components[i].getGenericType()) : null;
    }
    Constructor<?> constructor = type.getDeclaredConstructor(types);
    return constructor.newInstance(values);
  }

  private static Object value(Type type) throws ReflectiveOperationException {
    if (type instanceof ParameterizedType list) {
      return List.of(value(list.getActualTypeArguments()[0]));
    }
    if (type == RecordedBrief.class) {
      return RecordedBrief.of(JsonTest.brief(new RunCommand(Command.shell("x"))));
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord()) {
      return make(plain, true);
    }
    return plain.isEnum()
        ? plain.getEnumConstants()[plain.getEnumConstants().length - 1]
        : scalar(plain);
  }

  private static Object scalar(Class<?> type) {
    return switch (type.getSimpleName()) {
      case "String" -> "text \u00fc \ud83d\ude00 \"\n";
      case "Instant" -> Instant.parse("2026-11-21T10:00:00.123456789Z");
      case "int", "Integer" -> 7;
      case "long", "Long" -> 1L << 53;
      case "double", "Double" -> 2.125;
      case "JsonNode" -> IntNode.valueOf(5);
      default -> throw new AssertionError("no value for " + type);
    };
  }

  @Test
  void readsBackAnEmptyResult() {
    byte[] json = Json.tolerant().write(JobResult.NONE);

    assertThat(Json.tolerant().read(json, JobResult.class)).isEqualTo(JobResult.NONE);
  }
}
