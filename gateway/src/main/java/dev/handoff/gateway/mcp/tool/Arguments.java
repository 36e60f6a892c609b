package dev.handoff.gateway.mcp.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.job.JobId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The arguments of a call. What is wrong with them is said to the model, which can mend it. */
final class Arguments {

  private static final int MAX_TEXT = 4096;

  private final ObjectNode given;

  /**
   * @throws ToolException if one is given that the tool does not have
   */
  Arguments(ToolSchema schema, ObjectNode given) {
    this.given = given;
    given
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!schema.properties().has(name)) {
                throw new ToolException(
                    "%s has no argument %s; it has: %s"
                        .formatted(schema.name(), PlainText.one(name, 100), names(schema)));
              }
            });
  }

  private static String names(ToolSchema schema) {
    List<String> names = new ArrayList<>();
    schema.properties().fieldNames().forEachRemaining(names::add);
    return String.join(", ", names);
  }

  private @Nullable JsonNode at(String name) {
    JsonNode value = given.get(name);
    return value == null || value.isNull() ? null : value;
  }

  Optional<String> text(String name) {
    JsonNode value = at(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isTextual() || value.textValue().length() > MAX_TEXT) {
      throw wrong(name, "a text of at most " + MAX_TEXT + " characters", value);
    }
    return Optional.of(value.textValue());
  }

  boolean flag(String name) {
    JsonNode value = at(name);
    if (value != null && !value.isBoolean()) {
      throw wrong(name, "true or false", value);
    }
    return value != null && value.booleanValue();
  }

  /** A number of that range; above it, the largest. */
  OptionalInt number(String name, int least, int most) {
    JsonNode value = at(name);
    if (value == null) {
      return OptionalInt.empty();
    }
    if (!value.isIntegralNumber() || value.bigIntegerValue().signum() < 0) {
      throw wrong(name, "a whole number from " + least + " to " + most, value);
    }
    int number = value.canConvertToInt() ? value.intValue() : most;
    if (number < least) {
      throw wrong(name, "a whole number from " + least + " to " + most, value);
    }
    return OptionalInt.of(Math.min(number, most));
  }

  JobId job(String name) {
    return id(required(name));
  }

  /** At least one and at most so many, each once. */
  List<JobId> jobs(String name, int most) {
    JsonNode value = required(name);
    if (value.isTextual()) {
      return List.of(id(value)); // a host may unwrap a list of one
    }
    if (!value.isArray() || value.isEmpty() || value.size() > most) {
      throw wrong(name, "a list of 1 to " + most + " ids of jobs", value);
    }
    List<JobId> jobs = new ArrayList<>();
    value.forEach(each -> jobs.add(id(each)));
    return jobs.stream().distinct().toList();
  }

  /** An object, or the text of one: some hosts turn nested objects into text. */
  byte[] document(String name) {
    JsonNode value = required(name);
    if (!value.isObject() && !value.isTextual()) {
      throw wrong(name, "an object", value);
    }
    String text = value.isTextual() ? value.textValue() : value.toString();
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  private JsonNode required(String name) {
    JsonNode value = at(name);
    if (value == null) {
      throw new ToolException(name + " is missing");
    }
    return value;
  }

  private static JobId id(JsonNode value) {
    try {
      if (value.isTextual()) {
        return new JobId(value.textValue());
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw wrong("job", "the id of a job, task- and 26 characters", value);
  }

  private static ToolException wrong(String name, String must, JsonNode got) {
    return new ToolException(
        "%s must be %s, got: %s".formatted(name, must, PlainText.one(got.toString(), 100)));
  }
}
