package dev.handoff.worker.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.handoff.brief.Brief;
import dev.handoff.job.JobEvent;
import dev.handoff.job.RecordedBrief;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Every kind of event, and every kind of what is in it, with one text wherever a text can stand.
 * Found by reflection: what is added to the events is here without being named.
 */
final class FilledEvents {

  private final String text;
  private final int variant;

  private FilledEvents(String text, int variant) {
    this.text = text;
    this.variant = variant;
  }

  static Stream<JobEvent> of(String text) {
    return kinds(JobEvent.class)
        .distinct()
        .flatMap(
            kind -> IntStream.range(0, 3).mapToObj(n -> new FilledEvents(text, n).filled(kind)))
        .distinct()
        .map(JobEvent.class::cast);
  }

  private static Stream<Class<?>> kinds(Class<?> type) {
    return type.isRecord()
        ? Stream.of(type)
        : Stream.of(type.getPermittedSubclasses()).flatMap(FilledEvents::kinds);
  }

  private Object filled(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = Stream.of(components).map(RecordComponent::getType).toArray(Class[]::new);
    Object[] values =
        Stream.of(components).map(component -> value(component.getGenericType())).toArray();
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("cannot be filled: " + type, e);
    }
  }

  private Object value(Type type) {
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      return List.of(value(list.getActualTypeArguments()[0]));
    }
    if (!(type instanceof Class<?> plain)) {
      throw new AssertionError("no value is known for " + type);
    }
    if (plain == RecordedBrief.class) {
      return RecordedBrief.of((Brief) filled(Brief.class));
    }
    if (plain.isRecord()) {
      return filled(plain);
    }
    if (plain.isSealed()) {
      List<Class<?>> kinds = kinds(plain).toList();
      return filled(kinds.get(variant % kinds.size()));
    }
    return plain.isEnum() ? plain.getEnumConstants()[0] : scalar(plain);
  }

  private Object scalar(Class<?> type) {
    return switch (type.getSimpleName()) {
      case "String" -> text;
      case "JsonNode" -> json();
      case "Instant" -> Instant.parse("2030-01-01T00:00:00Z");
      case "Duration" -> Duration.ofMinutes(1);
      case "int", "Integer" -> 7;
      case "long", "Long" -> 8L;
      case "double", "Double" -> 2.5;
      case "boolean", "Boolean" -> true;
      default -> throw new AssertionError("no value is known for " + type);
    };
  }

  /** A text as a value, as the name of a field, and deep inside. */
  private JsonNode json() {
    JsonNodeFactory json = JsonNodeFactory.instance;
    return json.objectNode()
        .set(text, json.arrayNode().add(text).add(7).add(json.objectNode().put("inner", text)));
  }
}
