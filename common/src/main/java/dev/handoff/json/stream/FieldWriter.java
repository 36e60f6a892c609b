package dev.handoff.json.stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.brief.DurationText;
import dev.handoff.json.InstantText;
import dev.handoff.json.Ranges;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the fields of a JSON document byte for byte as {@link dev.handoff.json.Json} does. The
 * first value that it does not know makes the document an unusual one; what is written then has no
 * meaning.
 */
final class FieldWriter implements AutoCloseable {

  /** Longer ones are seldom, and databind has limits of its own for them. */
  private static final int MAX_BYTES = 64 * 1024;

  /** Of a handler's input or result; databind allows 64 for the whole document. */
  private static final int MAX_DEPTH = 40;

  private static final JsonFactory FACTORY = new JsonFactory();

  private final ByteArrayBuilder bytes = new ByteArrayBuilder(1024);
  private final JsonGenerator out;
  private boolean isUsual = true;

  FieldWriter() throws IOException {
    out = FACTORY.createGenerator(bytes);
    out.writeStartObject();
  }

  /** The document, which this ends; null if it is unusual. */
  byte @Nullable [] document() throws IOException {
    end();
    out.flush();
    return isUsual && bytes.size() <= MAX_BYTES ? bytes.toByteArray() : null;
  }

  /** Whatever is written, {@link dev.handoff.json.Json} has to write the document. */
  void isUnusualUnless(boolean condition) {
    isUsual &= condition;
  }

  private JsonGenerator field(FieldName name) throws IOException {
    out.writeFieldName(name.encoded());
    return out;
  }

  /** Begins an object. */
  void object(FieldName name) throws IOException {
    field(name).writeStartObject();
  }

  /** Ends the current object. */
  void end() throws IOException {
    out.writeEndObject();
  }

  void text(FieldName name, @Nullable String text) throws IOException {
    isUnusualUnless(text != null);
    field(name).writeString(text);
  }

  /** Leaves the field out if there is no text. */
  void textIfThere(FieldName name, @Nullable String text) throws IOException {
    if (text != null) {
      field(name).writeString(text);
    }
  }

  void number(FieldName name, long number) throws IOException {
    field(name).writeNumber(number);
  }

  /** Leaves the field out if there is no number. */
  void numberIfThere(FieldName name, @Nullable Long number) throws IOException {
    if (number != null) {
      field(name).writeNumber(number);
    }
  }

  void bool(FieldName name, boolean value) throws IOException {
    field(name).writeBoolean(value);
  }

  /**
   * @throws IllegalArgumentException if no reader would take it
   */
  void instant(FieldName name, Instant instant) throws IOException {
    field(name).writeString(InstantText.format(Ranges.instant(instant)));
  }

  /** Leaves the field out if there is no instant. */
  void instantIfThere(FieldName name, @Nullable Instant instant) throws IOException {
    if (instant != null) {
      instant(name, instant);
    }
  }

  /**
   * @throws IllegalArgumentException if text cannot represent it
   */
  void duration(FieldName name, Duration duration) throws IOException {
    field(name).writeString(DurationText.format(duration));
  }

  void word(FieldName name, Enum<?> word) throws IOException {
    field(name).writeString(word.name().toLowerCase(Locale.ROOT));
  }

  void words(FieldName name, List<? extends Enum<?>> words) throws IOException {
    field(name).writeStartArray();
    for (Enum<?> word : words) {
      out.writeString(word.name().toLowerCase(Locale.ROOT));
    }
    out.writeEndArray();
  }

  /** A list that has to be empty. */
  void emptyList(FieldName name, List<?> list) throws IOException {
    isUnusualUnless(list.isEmpty());
    field(name).writeStartArray();
    out.writeEndArray();
  }

  /**
   * @param json one value, as these writers write it
   */
  void written(FieldName name, byte[] json) throws IOException {
    field(name).writeRawValue(""); // what stands before the value
    out.flush();
    bytes.write(json);
  }

  void value(FieldName name, @Nullable JsonNode value) throws IOException {
    field(name);
    value(value, MAX_DEPTH);
  }

  private void value(@Nullable JsonNode value, int depth) throws IOException {
    isUnusualUnless(value != null && depth >= 0);
    if (value == null || !isUsual) {
      out.writeNull();
      return;
    }
    switch (value.getNodeType()) {
      case OBJECT -> object(value, depth);
      case ARRAY -> array(value, depth);
      case STRING -> out.writeString(value.textValue());
      case NUMBER -> number(value);
      case BOOLEAN -> out.writeBoolean(value.booleanValue());
      case NULL -> out.writeNull();
      default -> {
        isUsual = false;
        out.writeNull();
      }
    }
  }

  private void object(JsonNode object, int depth) throws IOException {
    out.writeStartObject();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      out.writeFieldName(field.getKey());
      value(field.getValue(), depth - 1);
    }
    out.writeEndObject();
  }

  private void array(JsonNode array, int depth) throws IOException {
    out.writeStartArray();
    for (JsonNode element : array) {
      value(element, depth - 1);
    }
    out.writeEndArray();
  }

  private void number(JsonNode number) throws IOException {
    isUnusualUnless(number.isInt() || number.isLong() || number.isDouble());
    if (number.isDouble()) {
      out.writeNumber(number.doubleValue());
    } else {
      out.writeNumber(number.longValue());
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
    bytes.release();
  }
}
