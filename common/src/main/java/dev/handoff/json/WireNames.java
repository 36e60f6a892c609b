package dev.handoff.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDelegatingDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdDelegatingSerializer;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.databind.util.StdConverter;
import dev.handoff.brief.Brief;
import dev.handoff.brief.Command;
import dev.handoff.brief.DurationText;
import dev.handoff.job.RecordedBrief;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** Registers the types whose JSON is not simply that of their record components. */
final class WireNames extends SimpleModule {

  private static final long serialVersionUID = 1L;

  /**
   * Registers the forms for briefs, whose values have rules with their own messages, or for
   * records.
   *
   * @param isOfRecords whether durations and numbers must be within {@link Ranges}
   */
  WireNames(boolean isOfRecords) {
    super("handoff");
    addSerializer(
        new TextWriter<>(Instant.class, value -> InstantText.format(Ranges.instant(value))));
    addDeserializer(
        Instant.class,
        new TextReader<>(Instant.class, text -> Ranges.instant(InstantText.parse(text))));
    addSerializer(new TextWriter<>(Duration.class, DurationText::format));
    addDeserializer(
        Duration.class,
        new TextReader<>(
            Duration.class,
            text -> {
              Duration value = DurationText.parse("duration", text);
              return isOfRecords ? Ranges.duration(value) : value;
            }));
    if (isOfRecords) {
      addDeserializer(int.class, new Ranges.NumberReader<>(int.class));
      addDeserializer(Integer.class, new Ranges.NumberReader<>(Integer.class));
      addDeserializer(long.class, new Ranges.NumberReader<>(long.class));
      addDeserializer(Long.class, new Ranges.NumberReader<>(Long.class));
      addDeserializer(double.class, new Ranges.NumberReader<>(double.class));
      addDeserializer(Double.class, new Ranges.NumberReader<>(Double.class));
    }
    addSerializer(new CommandForm.Writer());
    addDeserializer(Command.class, new CommandForm.Reader());
    addDeserializer(Brief.Run.class, new RunReader());
    addSerializer(
        RecordedBrief.class, new StdDelegatingSerializer(RecordedBrief.class, new Unwrapped()));
    addDeserializer(RecordedBrief.class, new StdDelegatingDeserializer<>(new Wrapped()));
  }

  private static final class Unwrapped extends StdConverter<RecordedBrief, Brief> {
    @Override
    public Brief convert(RecordedBrief brief) {
      return brief.whole();
    }
  }

  private static final class Wrapped extends StdConverter<Brief, RecordedBrief> {
    @Override
    public RecordedBrief convert(Brief brief) {
      return RecordedBrief.of(brief);
    }
  }

  /** Converts one value. */
  interface Form<A, B> {
    B of(A value);
  }

  private static final class TextWriter<T> extends StdScalarSerializer<T> {

    private static final long serialVersionUID = 1L;
    private final transient Form<T, String> form;

    TextWriter(Class<T> type, Form<T, String> form) {
      super(type);
      this.form = form;
    }

    @Override
    public void serialize(T value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(form.of(value));
    }
  }

  private static final class TextReader<T> extends StdScalarDeserializer<T> {

    private static final long serialVersionUID = 1L;
    private final transient Form<String, T> form;
    private final Class<T> type;

    TextReader(Class<T> type, Form<String, T> form) {
      super(type);
      this.type = type;
      this.form = form;
    }

    @Override
    public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
      if (!in.hasToken(JsonToken.VALUE_STRING)) {
        return type.cast(context.handleUnexpectedToken(type, in));
      }
      String text = in.getText();
      try {
        return form.of(text);
      } catch (DateTimeException | IllegalArgumentException refused) {
        return type.cast(context.handleWeirdStringValue(type, text, "%s", refused.getMessage()));
      }
    }
  }
}
