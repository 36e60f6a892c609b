package dev.handoff.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.std.NumberDeserializers;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/**
 * Limits on the values of a record. Readers add durations to instants and sum up counts. No value
 * in a record may make such a sum overflow.
 */
public final class Ranges {

  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  /** The same limit as in the rules of briefs. */
  private static final Duration LONGEST = Duration.ofDays(365);

  private Ranges() {}

  /**
   * The same instant.
   *
   * @throws IllegalArgumentException if it is outside of the years 1 to 9999
   */
  public static Instant instant(Instant value) {
    if (value.isBefore(FIRST) || value.isAfter(LAST)) {
      throw new IllegalArgumentException("must be in the years 1 to 9999");
    }
    return value;
  }

  /**
   * The same duration.
   *
   * @throws IllegalArgumentException if it is longer than 365 days
   */
  public static Duration duration(Duration value) {
    if (value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("must be at most 365d");
    }
    return value;
  }

  /** Reads numbers like Jackson, but refuses negative ones. */
  static final class NumberReader<T extends Number> extends StdScalarDeserializer<T> {

    private static final long serialVersionUID = 1L;
    private final transient JsonDeserializer<T> plain;
    private final Class<T> type;

    @SuppressWarnings("unchecked") // Jackson finds the reader by the type
    NumberReader(Class<T> type) {
      super(type);
      this.type = type;
      this.plain = (JsonDeserializer<T>) NumberDeserializers.find(type, type.getName());
    }

    @Override
    public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
      T value = plain.deserialize(in, context);
      if (value != null && value.doubleValue() < 0) {
        context.handleWeirdNumberValue(type, value, "must be zero or more");
      }
      return value;
    }

    @Override
    public T getNullValue(DeserializationContext context) throws JsonMappingException {
      return plain.getNullValue(context);
    }

    @Override
    public Object getAbsentValue(DeserializationContext context) throws JsonMappingException {
      return plain.getAbsentValue(context);
    }

    @Override
    public LogicalType logicalType() {
      return plain.logicalType();
    }
  }
}
