package dev.handoff.json.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.handoff.brief.Brief;
import dev.handoff.brief.Brief.Changes;
import dev.handoff.brief.Brief.Limits;
import dev.handoff.brief.Brief.Network;
import dev.handoff.brief.Brief.Output;
import dev.handoff.brief.Brief.Retries;
import dev.handoff.brief.Brief.RunHandler;
import dev.handoff.brief.Brief.Scope;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobResult;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Random records of the kinds that are read without databind, and damage to their JSON. */
public final class RandomRecords {

  private static final String[] PIECES = {
    "a",
    "Z",
    "0",
    " ",
    "\"",
    "\\",
    "/",
    "\n",
    "\t",
    "\b",
    "\u0001",
    "\u007f",
    "\u00e4",
    "\u20ac",
    "\u2028",
    "\ud83d\ude00",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "null"
  };
  private static final String[] VALUES = {
    "null",
    "-1",
    "0",
    "1",
    "2",
    "1.0",
    "1e2",
    "-0",
    "99999999999",
    "9223372036854775808",
    "true",
    "\"\"",
    "\"x\"",
    "[]",
    "{}",
    "[1]",
    "\"366d\"",
    "\"1h30m\"",
    "\"90\"",
    "90",
    "\"9999-12-31T24:00:00Z\"",
    "\"0000-01-01T00:00:00Z\"",
    "\"2026-12-31T23:59:60Z\"",
    "\"2026-02-30T00:00:00Z\"",
    "\"off\"",
    "\"OFF\"",
    "[\"branch\",\"patch\"]",
    "[\"other\"]",
    "{\"a\":1,\"a\":2}",
    "\"\\ud800\"",
    "\"\\u0000\"",
    "NaN"
  };

  private static final String OTHER_BYTES = "\"{}[]:,0-19eEtnu\\ .\u00ff\u00c3\u0000a";

  private final Random random;

  public RandomRecords(long seed) {
    this.random = new Random(seed);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    for (int rest = random.nextInt(12); rest > 0; rest--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }

  private <T> T mostly(T usual, Supplier<T> other) {
    return random.nextInt(4) > 0 ? usual : other.get();
  }

  private <T> T orNull(Supplier<T> value) {
    return random.nextBoolean() ? null : value.get();
  }

  /** Any value that the readers know, not deeper than that. */
  public JsonNode value(int depth) {
    return switch (random.nextInt(depth > 0 ? 9 : 7)) {
      case 0 -> NullNode.getInstance();
      case 1 -> BooleanNode.valueOf(random.nextBoolean());
      case 2 -> IntNode.valueOf(random.nextInt());
      case 3 -> LongNode.valueOf(random.nextLong() | 1L << 40);
      case 4 -> DoubleNode.valueOf(random.nextGaussian() * Math.pow(10, random.nextInt(600) - 300));
      case 5, 6 -> TextNode.valueOf(text());
      case 7 -> array(depth);
      default -> object(depth);
    };
  }

  private ArrayNode array(int depth) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (int rest = random.nextInt(4); rest > 0; rest--) {
      array.add(value(depth - 1));
    }
    return array;
  }

  private ObjectNode object(int depth) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (int rest = random.nextInt(4); rest > 0; rest--) {
      object.set(text(), value(depth - 1));
    }
    return object;
  }

  /** A brief of a handler without lists. */
  public Brief brief() {
    return new Brief(
        1,
        text(),
        text(),
        new Scope(orNull(this::text), orNull(this::text), text(), List.of(), List.of()),
        List.of(),
        List.of(),
        List.of(),
        new RunHandler(text(), value(4)),
        List.of(),
        mostly(Network.ON, () -> Network.OFF),
        List.of(),
        random.nextBoolean(),
        List.of(),
        mostly(List.of(Output.REPORT), () -> List.of(Output.BRANCH, Output.PULL_REQUEST)),
        mostly(Changes.OPTIONAL, () -> Changes.REQUIRED),
        orNull(this::duration),
        new Limits(duration(), duration(), random.nextLong(Long.MAX_VALUE), duration()),
        new Retries(random.nextInt(Integer.MAX_VALUE), duration(), List.of()),
        text(),
        orNull(this::text));
  }

  private Duration duration() {
    return mostly(
        Duration.ofHours(random.nextInt(100)),
        () -> Duration.ofMillis(random.nextLong(Duration.ofDays(365).toMillis())));
  }

  private Instant instant() {
    return mostly(
        Instant.ofEpochMilli(random.nextLong(4_000_000_000_000L)),
        () ->
            Instant.ofEpochSecond(
                random.nextLong(200_000_000_000L), random.nextInt(1_000_000_000)));
  }

  /** One of the three events. */
  public JobEvent event() {
    return switch (random.nextInt(3)) {
      case 0 ->
          new Submitted(
              instant(),
              brief(),
              orNull(this::text),
              text(),
              orNull(() -> random.nextLong(Long.MAX_VALUE)),
              orNull(this::instant),
              orNull(this::text),
              orNull(this::text));
      case 1 ->
          new Started(
              instant(),
              random.nextInt(Integer.MAX_VALUE),
              text(),
              text(),
              random.nextLong(Long.MAX_VALUE),
              orNull(this::text));
      default ->
          new Completed(
              instant(),
              random.nextInt(Integer.MAX_VALUE),
              text(),
              orNull(() -> random.nextBoolean() ? JobResult.NONE : JobResult.of(value(4))));
    };
  }

  /** A value with an integer that no long holds. */
  static JsonNode bigNumber() {
    return BigIntegerNode.valueOf(BigInteger.TWO.pow(70));
  }

  /** The same JSON with one to three pieces of damage. */
  public byte[] damaged(byte[] json) {
    String text = new String(json, StandardCharsets.ISO_8859_1);
    for (int rest = 1 + random.nextInt(3); rest > 0 && !text.isEmpty(); rest--) {
      text = random.nextInt(3) == 0 ? withOtherByte(text) : withOtherField(text);
    }
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private String withOtherByte(String text) {
    int at = random.nextInt(text.length());
    char other = OTHER_BYTES.charAt(random.nextInt(OTHER_BYTES.length()));
    return switch (random.nextInt(4)) {
      case 0 -> text.substring(0, at) + text.substring(at + 1);
      case 1 -> text.substring(0, at);
      case 2 -> text.substring(0, at) + other + text.substring(at);
      default -> text.substring(0, at) + other + text.substring(at + 1);
    };
  }

  /** Replaces, adds or takes out what follows a comma or a colon. */
  private String withOtherField(String text) {
    int at = random.nextInt(text.length());
    while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != ':') {
      at++;
    }
    if (at == text.length()) {
      return text + (random.nextBoolean() ? " " : "{}");
    }
    int end = at + 1;
    while (end < text.length() && ",}]".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    String value = VALUES[random.nextInt(VALUES.length)];
    boolean isName = text.charAt(at) == ',';
    String piece = text.substring(at, end);
    return switch (random.nextInt(4)) {
      case 0 -> text.substring(0, at) + text.substring(end);
      case 1 -> text.substring(0, end) + (isName ? piece : "") + text.substring(end);
      case 2 -> text.substring(0, end) + ",\"later\":" + value + text.substring(end);
      default ->
          text.substring(0, at + 1) + (isName ? "\"lane\":" : "") + value + text.substring(end);
    };
  }
}
