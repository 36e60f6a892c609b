package dev.handoff.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes the records of Handoff as JSON and reads them back; the only Jackson mapper for the wire.
 *
 * <p>Form: instants as ISO-8601 in UTC, durations as {@code 1h30m}, enums in lower case, nulls left
 * out. Immutable and thread-safe.
 */
public final class Json {

  /** The longest document that is read or written. */
  public static final int MAX_BYTES = 1 << 20;

  private static final int MAX_DEPTH = 64;

  private static final Json STRICT = new Json(true);
  private static final Json TOLERANT = new Json(false);

  private final ObjectMapper mapper;

  private Json(boolean strict) {
    JsonMapper.Builder builder =
        JsonMapper.builder(limited())
            .addModule(new WireNames(!strict))
            .enumNamingStrategy(name -> name.toLowerCase(Locale.ROOT))
            .defaultPropertyInclusion(
                JsonInclude.Value.construct(
                    JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, strict)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(LogicalType.Textual, Json::refuseScalars);
    if (!strict) {
      builder.addHandler(new UnknownValues());
    }
    mapper = builder.build();
  }

  private static JsonFactory limited() {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxDocumentLength(MAX_BYTES)
                .maxStringLength(256 * 1024)
                .maxTokenCount(100_000)
                .build())
        .streamWriteConstraints(StreamWriteConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .build();
  }

  /** Jackson turns numbers and booleans into text even when coercion of scalars is off. */
  private static void refuseScalars(MutableCoercionConfig config) {
    config
        .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
  }

  /** Refuses unknown fields: for briefs. */
  public static Json strict() {
    return STRICT;
  }

  /**
   * For records: ignores unknown fields, because later versions may add some, and reads reasons and
   * verdicts of later versions by {@link UnknownValues}. Refuses instants, durations and numbers
   * outside of {@link Ranges}.
   */
  public static Json tolerant() {
    return TOLERANT;
  }

  /**
   * @throws InvalidJsonException if the value cannot be written, or {@link #read} would refuse it
   */
  public byte[] write(Object value) {
    byte[] bytes;
    try {
      bytes = mapper.writeValueAsBytes(value);
    } catch (JsonProcessingException refused) {
      throw InvalidJsonException.written(value, refused);
    }
    requireLength(value.getClass().getSimpleName(), bytes.length);
    return bytes;
  }

  /** Like {@link #write}, but returns text. */
  public String text(Object value) {
    return new String(write(value), StandardCharsets.UTF_8);
  }

  /**
   * @param json the value of a record; null if it has none
   * @throws InvalidJsonException if the bytes are not exactly one JSON value of that type
   */
  public <T> T read(byte @Nullable [] json, Class<T> type) {
    if (json == null) {
      throw new InvalidJsonException(type.getSimpleName() + " must be there, got: nothing", null);
    }
    // Jackson counts the length of streams only, not of arrays.
    requireLength(type.getSimpleName(), json.length);
    T value;
    try {
      value = mapper.readValue(json, type);
    } catch (IOException refused) {
      throw InvalidJsonException.read(type, refused);
    }
    if (value == null) {
      throw new InvalidJsonException(type.getSimpleName() + " must not be null, got: null", null);
    }
    return value;
  }

  public <T> T read(String json, Class<T> type) {
    return read(json.getBytes(StandardCharsets.UTF_8), type);
  }

  /** The value as a tree, for callers that build other JSON around it. */
  public JsonNode tree(Object value) {
    try {
      return mapper.valueToTree(value);
    } catch (IllegalArgumentException refused) {
      throw InvalidJsonException.written(value, refused);
    }
  }

  private static void requireLength(String what, int length) {
    if (length > MAX_BYTES) {
      throw new InvalidJsonException(
          what + " must be at most " + MAX_BYTES + " bytes of JSON, got: " + length, null);
    }
  }
}
