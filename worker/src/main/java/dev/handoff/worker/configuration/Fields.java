package dev.handoff.worker.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.brief.ByteSize;
import dev.handoff.brief.Command;
import dev.handoff.brief.DurationText;
import dev.handoff.brief.schema.BriefError;
import dev.handoff.brief.settings.SettingsReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Reads values out of a tree and collects the errors that the schema does not find. Values of the
 * wrong form are skipped, since the schema reports them.
 */
final class Fields {

  private static final Duration LONGEST = Duration.ofDays(365);

  private final Path home;
  private final List<BriefError> errors = new ArrayList<>();

  /**
   * @param home what {@code ~} stands for
   */
  Fields(Path home) {
    this.home = home;
  }

  List<BriefError> errors() {
    return errors;
  }

  void refuse(String path, String rule, @Nullable String value) {
    errors.add(new BriefError(path, rule, value));
  }

  Duration duration(String path, JsonNode value, Duration otherwise) {
    Duration given = duration(path, value);
    return given == null ? otherwise : given;
  }

  @Nullable Duration duration(String path, JsonNode value) {
    if (!value.isTextual() && !value.isIntegralNumber()) {
      return null;
    }
    try {
      Duration duration = DurationText.parse(path, value.asText());
      if (duration.compareTo(LONGEST) <= 0) {
        return duration;
      }
    } catch (IllegalArgumentException refused) {
      // Either of the wrong form, which the schema reports, or too long.
      if (!value.asText().matches("[0-9]+[0-9dhms]*")) {
        return null;
      }
    }
    refuse(path, "must be at most 365d", SettingsReader.shown(value));
    return null;
  }

  /** The bytes. */
  @Nullable Long size(String path, JsonNode value) {
    if (!value.isTextual() && !value.isIntegralNumber()) {
      return null;
    }
    try {
      return ByteSize.parse(path, value.asText());
    } catch (IllegalArgumentException refused) {
      if (value.asText().matches("[0-9]+(KiB|MiB|GiB)?")) {
        refuse(path, "must be less than 8 million TiB", SettingsReader.shown(value));
      }
      return null;
    }
  }

  @Nullable String text(JsonNode value) {
    return value.isTextual() ? value.textValue() : null;
  }

  List<String> texts(JsonNode list, List<String> otherwise) {
    if (!list.isArray()) {
      return otherwise;
    }
    List<String> texts = new ArrayList<>();
    list.forEach(element -> texts.add(element.asText()));
    return List.copyOf(texts);
  }

  @Nullable Path path(JsonNode value) {
    if (!value.isTextual()) {
      return null;
    }
    String text = value.textValue();
    Path path = text.startsWith("~/") ? home.resolve(text.substring(2)) : Path.of(text);
    return path.normalize();
  }

  List<Path> paths(JsonNode list) {
    List<Path> paths = new ArrayList<>();
    list.forEach(element -> paths.add(path(element)));
    paths.removeIf(path -> path == null);
    return List.copyOf(paths);
  }

  @Nullable Command command(JsonNode list) {
    List<String> words = texts(list, List.of());
    return words.isEmpty() ? null : new Command(words);
  }

  @Nullable String regularExpression(String path, JsonNode value) {
    try {
      return value.isTextual()
          ? java.util.regex.Pattern.compile(value.textValue()).pattern()
          : null;
    } catch (PatternSyntaxException refused) {
      refuse(path, "must be a regular expression: " + refused.getDescription(), value.textValue());
      return null;
    }
  }

  /** The values by name, without those of the wrong form. */
  <T> Map<String, T> map(JsonNode mapping, BiFunction<String, JsonNode, @Nullable T> value) {
    Map<String, T> map = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : mapping.properties()) {
      T read = value.apply(field.getKey(), field.getValue());
      if (read != null) {
        map.put(field.getKey(), read);
      }
    }
    return map;
  }
}
