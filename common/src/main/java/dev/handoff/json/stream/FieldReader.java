package dev.handoff.json.stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.handoff.brief.DurationText;
import dev.handoff.json.InstantText;
import dev.handoff.json.Ranges;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of a JSON document in the order in which they are written. The first that is
 * missing, unknown, out of place or of another type makes the document an unusual one; what is read
 * then has no meaning.
 */
final class FieldReader implements AutoCloseable {

  /** Longer ones are seldom, and databind has limits of its own for them. */
  private static final int MAX_BYTES = 64 * 1024;

  /** Of a handler's input or result; databind allows 64 for the whole document. */
  private static final int MAX_DEPTH = 40;

  private static final JsonFactory FACTORY = new JsonFactory();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final JsonParser in;
  private @Nullable JsonToken token;
  private boolean isUsual = true;

  /** Whether the token was looked at to find out whether a field is there. */
  private boolean isAhead;

  private FieldReader(JsonParser in) {
    this.in = in;
  }

  /** Null if these bytes are unusual already. */
  static @Nullable FieldReader of(byte[] json) throws IOException {
    // A mark of byte order, or UTF-16, begins otherwise.
    boolean isUsual =
        json.length > 1 && json.length <= MAX_BYTES && json[0] == '{' && json[1] == '"';
    if (!isUsual) {
      return null;
    }
    FieldReader reader = new FieldReader(FACTORY.createParser(json));
    reader.begin();
    return reader;
  }

  /** Moves to the next token. */
  private void next() throws IOException {
    if (isAhead) {
      isAhead = false;
    } else {
      token = in.nextToken();
    }
  }

  private boolean is(JsonToken wanted) {
    isUsual &= token == wanted;
    return isUsual;
  }

  /** Begins the object that is the value of the field that was asked for. */
  void begin() throws IOException {
    next();
    is(JsonToken.START_OBJECT);
  }

  /** Ends the current object. */
  void end() throws IOException {
    next();
    is(JsonToken.END_OBJECT);
  }

  /** Whether all was usual, and nothing is left. */
  boolean isUsualToTheEnd() throws IOException {
    next();
    return isUsual && token == null;
  }

  /** Whether the next field is this one. */
  boolean has(FieldName name) throws IOException {
    if (isAhead) {
      return isUsual
          && token == JsonToken.FIELD_NAME
          && name.encoded().getValue().equals(in.currentName());
    }
    boolean isNext = in.nextFieldName(name.encoded());
    token = in.currentToken();
    isAhead = true;
    return isUsual && isNext;
  }

  /** The offset of the next field's value. */
  int offsetOf(FieldName name) throws IOException {
    field(name);
    next();
    isAhead = true;
    return (int) in.currentTokenLocation().getByteOffset();
  }

  /** The offset behind the object that has just been ended. */
  int offsetOfEnd() {
    return (int) in.currentLocation().getByteOffset();
  }

  private void field(FieldName name) throws IOException {
    isUsual &= has(name);
    isAhead = false;
  }

  /** Begins an object. */
  void object(FieldName name) throws IOException {
    field(name);
    begin();
  }

  String text(FieldName name) throws IOException {
    field(name);
    next();
    return is(JsonToken.VALUE_STRING) ? in.getText() : "";
  }

  /** Null if the field is left out. */
  @Nullable String textIfThere(FieldName name) throws IOException {
    return has(name) ? text(name) : null;
  }

  /** Skips a text. */
  void skipText(FieldName name) throws IOException {
    field(name);
    next();
    is(JsonToken.VALUE_STRING);
  }

  /** A number of zero or more. */
  int number(FieldName name) throws IOException {
    long number = longNumber(name);
    isUsual &= number <= Integer.MAX_VALUE;
    return (int) number;
  }

  /** A number of zero or more. */
  long longNumber(FieldName name) throws IOException {
    field(name);
    next();
    long number = 0;
    if (is(JsonToken.VALUE_NUMBER_INT)) {
      isUsual = in.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
      number = isUsual ? in.getLongValue() : 0;
      isUsual &= number >= 0;
    }
    return number;
  }

  /** Null if the field is left out. */
  @Nullable Long longNumberIfThere(FieldName name) throws IOException {
    return has(name) ? (Long) longNumber(name) : null;
  }

  boolean bool(FieldName name) throws IOException {
    field(name);
    next();
    boolean value = token == JsonToken.VALUE_TRUE;
    isUsual &= value || token == JsonToken.VALUE_FALSE;
    return value;
  }

  Instant instant(FieldName name) throws IOException {
    String text = text(name);
    try {
      return isUsual ? Ranges.instant(InstantText.parse(text)) : Instant.EPOCH;
    } catch (DateTimeException | IllegalArgumentException unusual) {
      isUsual = false;
      return Instant.EPOCH;
    }
  }

  /** Null if the field is left out. */
  @Nullable Instant instantIfThere(FieldName name) throws IOException {
    return has(name) ? instant(name) : null;
  }

  Duration duration(FieldName name) throws IOException {
    String text = text(name);
    try {
      return isUsual ? Ranges.duration(DurationText.parse("duration", text)) : Duration.ZERO;
    } catch (IllegalArgumentException unusual) {
      isUsual = false;
      return Duration.ZERO;
    }
  }

  /** A number that has to be this one. */
  void constant(FieldName name, int wanted) throws IOException {
    int number = number(name);
    isUsual &= number == wanted;
  }

  /** One of these values, each written as its name in lower case. */
  <E extends Enum<E>> E word(FieldName name, E[] values) throws IOException {
    return valueOf(text(name), values);
  }

  private <E extends Enum<E>> E valueOf(String text, E[] values) {
    for (E value : values) {
      if (value.name().toLowerCase(Locale.ROOT).equals(text)) {
        return value;
      }
    }
    isUsual = false;
    return values[0];
  }

  /** A list of such values. */
  <E extends Enum<E>> List<E> words(FieldName name, E[] values) throws IOException {
    List<E> words = new ArrayList<>(2);
    beginList(name);
    while (isUsual && token == JsonToken.VALUE_STRING) {
      words.add(valueOf(in.getText(), values));
      next();
    }
    is(JsonToken.END_ARRAY);
    return words;
  }

  /** Lists that have to be empty. */
  void emptyLists(FieldName... names) throws IOException {
    for (FieldName name : names) {
      beginList(name);
      is(JsonToken.END_ARRAY);
    }
  }

  /** Moves to the first element of a list, or to its end. */
  private void beginList(FieldName name) throws IOException {
    field(name);
    next();
    is(JsonToken.START_ARRAY);
    next();
  }

  /** Any value. */
  JsonNode value(FieldName name) throws IOException {
    field(name);
    next();
    return isUsual ? value(MAX_DEPTH) : NullNode.getInstance();
  }

  /** The value that begins with the current token. */
  private JsonNode value(int depth) throws IOException {
    return switch (token == null ? JsonToken.NOT_AVAILABLE : token) {
      case START_OBJECT -> objectNode(depth);
      case START_ARRAY -> arrayNode(depth);
      case VALUE_STRING -> TextNode.valueOf(in.getText());
      case VALUE_NUMBER_INT -> integerNode();
      case VALUE_NUMBER_FLOAT -> DoubleNode.valueOf(in.getDoubleValue());
      case VALUE_TRUE -> BooleanNode.TRUE;
      case VALUE_FALSE -> BooleanNode.FALSE;
      case VALUE_NULL -> NullNode.getInstance();
      default -> unusual();
    };
  }

  private JsonNode integerNode() throws IOException {
    return switch (in.getNumberType()) {
      case INT -> IntNode.valueOf(in.getIntValue());
      case LONG -> LongNode.valueOf(in.getLongValue());
      default -> unusual();
    };
  }

  private JsonNode unusual() {
    isUsual = false;
    return NullNode.getInstance();
  }

  private JsonNode objectNode(int depth) throws IOException {
    ObjectNode object = NODES.objectNode();
    next();
    while (isUsual && token == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      next();
      isUsual = depth > 0 && !object.has(name);
      if (isUsual) {
        object.set(name, value(depth - 1));
        next();
      }
    }
    is(JsonToken.END_OBJECT);
    return object;
  }

  private JsonNode arrayNode(int depth) throws IOException {
    ArrayNode array = NODES.arrayNode();
    next();
    while (isUsual && token != JsonToken.END_ARRAY) {
      isUsual = depth > 0;
      if (isUsual) {
        array.add(value(depth - 1));
        next();
      }
    }
    return array;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
