package dev.handoff.trust;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.brief.schema.BriefError;
import dev.handoff.brief.settings.InvalidSettingsException;
import dev.handoff.brief.settings.SettingsReader;
import dev.handoff.job.JobId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a trust file: YAML or JSON, strictly, with all errors at once.
 *
 * <p>The constructor loads the schema, so keep the instance. Thread-safe.
 */
public final class TrustReader {

  static final int MAX_BYTES = 1024 * 1024;

  private static final String RESOURCE = "trust.schema.json";

  private final SettingsReader reader = new SettingsReader(schemaText());

  /** The JSON Schema of the file, for editors. */
  public static String schemaText() {
    try (InputStream in = TrustReader.class.getResourceAsStream(RESOURCE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException lost) {
      throw new UncheckedIOException(RESOURCE + " must be readable from the class path", lost);
    }
  }

  /**
   * @throws InvalidSettingsException with everything that is wrong with it
   */
  public Trust read(byte[] yamlOrJson) {
    SettingsReader.Read read = reader.read(yamlOrJson);
    List<BriefError> errors = new ArrayList<>();
    List<TrustedKey> keys = keys(read.tree().path("keys"), errors);
    Set<String> known = new HashSet<>();
    read.errors().forEach(error -> known.add(error.path()));
    errors.removeIf(error -> known.contains(error.path()));
    errors.addAll(0, read.errors());
    if (!errors.isEmpty()) {
      throw new InvalidSettingsException(errors);
    }
    boolean isWarning = read.tree().path("mode").asText().equals("warn");
    return new Trust(isWarning ? Trust.Mode.WARN : Trust.Mode.ENFORCE, keys);
  }

  /** The keys that can be read. */
  private static List<TrustedKey> keys(JsonNode list, List<BriefError> errors) {
    List<TrustedKey> keys = new ArrayList<>();
    Map<String, TrustedKey> submitters = new HashMap<>();
    Map<Integer, String> owners = new HashMap<>();
    for (int i = 0; i < list.size(); i++) {
      String path = "keys[" + i + "]";
      TrustedKey key = key(path, list.get(i), errors);
      if (key == null) {
        continue;
      }
      if (keys.stream().anyMatch(other -> isSame(other, key))) {
        errors.add(error(path + ".key", "must stand there once for each role", key.kid()));
      }
      if (key.role() == Role.SUBMITTER) {
        requireOneOwner(path, key, submitters, owners, errors);
      }
      keys.add(key);
    }
    return keys;
  }

  private static boolean isSame(TrustedKey one, TrustedKey other) {
    return one.kid().equals(other.kid()) && one.role() == other.role();
  }

  /**
   * Requires that a submitter's name is unambiguous: its rights depend on the name in its jobs, and
   * ids contain only a short mark of it.
   */
  private static void requireOneOwner(
      String path,
      TrustedKey key,
      Map<String, TrustedKey> submitters,
      Map<Integer, String> owners,
      List<BriefError> errors) {
    TrustedKey first = submitters.putIfAbsent(key.name(), key);
    if (first != null
        && !(first.lanes().equals(key.lanes())
            && first.repositories().equals(key.repositories()))) {
      errors.add(
          error(
              path,
              "must allow the lanes and repositories that the other keys of this name do",
              key.name()));
    }
    String owner = owners.putIfAbsent(JobId.ownerMark(key.name()), key.name());
    if (owner != null && !owner.equals(key.name())) {
      errors.add(
          error(
              path + ".name",
              "must be another name: ids cannot tell it from " + owner,
              key.name()));
    }
  }

  /** Null for an unreadable entry, which the schema or an error reports. */
  private static @Nullable TrustedKey key(String path, JsonNode entry, List<BriefError> errors) {
    Role role = role(entry.path("role").asText());
    Instant expires = expires(path + ".expires", entry.path("expires"), errors);
    if (role != null && role != Role.SUBMITTER) {
      for (String field : List.of("lanes", "repositories")) {
        if (entry.has(field)) {
          errors.add(error(path + "." + field, "is for submitters alone", null));
        }
      }
    }
    try {
      VerificationKey key = VerificationKey.parse(entry.path("key").asText());
      return role == null || !entry.path("name").isTextual()
          ? null
          : new TrustedKey(
              key,
              role,
              entry.path("name").textValue(),
              texts(entry.path("lanes")),
              texts(entry.path("repositories")),
              expires);
    } catch (IllegalArgumentException e) {
      String shown = SettingsReader.shown(entry.path("key"));
      errors.add(error(path + ".key", String.valueOf(e.getMessage()), shown));
      return null;
    }
  }

  private static @Nullable Role role(String label) {
    for (Role role : Role.values()) {
      if (role.label().equals(label.toLowerCase(Locale.ROOT))) {
        return role;
      }
    }
    return null;
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static @Nullable Instant expires(String path, JsonNode value, List<BriefError> errors) {
    if (!value.isTextual()) {
      return null;
    }
    try {
      return expires(value.textValue());
    } catch (DateTimeException e) {
      errors.add(
          error(
              path,
              "must be a day such as 2027-01-31, or a time such as 2027-01-31T12:00:00Z",
              SettingsReader.shown(value)));
      return null;
    }
  }

  /**
   * Parses a time, or a day, which means its first moment in UTC.
   *
   * @throws DateTimeException if it is neither
   */
  public static Instant expires(String text) {
    return text.length() == 10
        ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
        : Instant.parse(text);
  }

  private static BriefError error(String path, String rule, @Nullable String value) {
    return new BriefError(path, rule, value);
  }
}
