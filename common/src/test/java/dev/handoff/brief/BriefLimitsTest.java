package dev.handoff.brief;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.handoff.brief.schema.BriefText;
import dev.handoff.brief.schema.InvalidBriefException;
import dev.handoff.job.JobEvent;
import dev.handoff.json.Json;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile and broken bytes: always a readable refusal, never another exception, never a hang. */
@Timeout(60)
class BriefLimitsTest {

  private static final BriefReader READER = new BriefReader();
  private static final String VALID = "goal: g\nrun: {command: x}\n";
  private static final String BOMB =
      "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
          + "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n";

  private static String refusal(byte[] bytes) {
    return catchThrowableOfType(InvalidBriefException.class, () -> READER.read(bytes)).getMessage();
  }

  private static String refusal(String text) {
    return refusal(text.getBytes(UTF_8));
  }

  @Test
  void refusesMoreThan256KiB() {
    assertThat(refusal(VALID + "#" + "x".repeat(300 * 1024)))
        .isEqualTo("the brief: must be at most 256KiB of text, got: more");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n\t ", "\uFEFF", "---\n", "# only words\n", "null", "~"})
  void refusesNothing(String text) {
    assertThat(refusal(text)).contains("the brief: must not be empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"just words", "- a\n- b\n", "42", "[1]", "\"x\"", "true"})
  void refusesWhatIsNoMapping(String text) {
    assertThat(refusal(text)).startsWith("the brief: must be a mapping with goal and run, got: ");
  }

  @Test
  void refusesOtherEncodings() {
    assertThat(refusal("goal: \u00fc".getBytes(ISO_8859_1))).contains("must be text in UTF-8");
    assertThat(refusal(VALID.getBytes(UTF_16))).contains("must be text in UTF-8");
    assertThat(refusal(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}))
        .contains("must be text in UTF-8");
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 65, 1_000, 100_000})
  void refusesDeepNesting(int depth) {
    String open = "[".repeat(depth);
    String close = "]".repeat(depth);

    assertThat(refusal("{\"goal\":" + open + close + "}")).contains("limits of a brief");
    assertThat(refusal("goal: " + open + close)).contains("limits of a brief");
    assertThat(refusal("goal: " + open)).contains("limits of a brief");
    assertThat(refusal("{\"a\":".repeat(Math.min(depth + 1, 50_000))))
        .contains("limits of a brief");
    assertThat(refusal("- ".repeat(depth + 1))).contains("limits of a brief");
  }

  /** Else a job could be read here and its events by nobody. */
  @ParameterizedTest
  @ValueSource(strings = {"{handler: h, with: %s}", "{\"handler\":\"h\",\"with\":%s}"})
  void whatIsReadFitsIntoAnEvent(String run) {
    String deepest = "[".repeat(BriefText.MAX_DEPTH - 2) + "]".repeat(BriefText.MAX_DEPTH - 2);
    Brief deep = READER.read(("goal: g\nrun: " + String.format(run, deepest)).getBytes(UTF_8));
    JobEvent.Submitted event =
        new JobEvent.Submitted(Instant.EPOCH, deep, "ann", "standard", 1L, null, null);
    String many = "[" + "1,".repeat(100_000) + "1]";

    assertThat(Json.tolerant().read(Json.tolerant().write(event), JobEvent.Submitted.class))
        .isEqualTo(event);
    assertThat(refusal("goal: g\nrun: " + String.format(run, many))).contains("limits of a brief");
    assertThat(refusal("{\"goal\":\"g\",\"run\":" + String.format(run, many) + "}")).isNotBlank();
  }

  @Test
  void refusesAnAliasBomb() {
    assertThat(refusal(BOMB)).contains("line 1, column").contains("anchors (&name) and aliases");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "goal: &a x|anchors",
        "goal: *a|anchors",
        "&a goal: x|anchors",
        "*a : x|anchors",
        "scope: &a {dir: x}|anchors",
        "inputs: &a [x]|anchors",
        "<<: *a|anchors",
        "<<: {a: b}|<<: is not a known field",
        "goal: !!str x|tags",
        "goal: !!java.net.URL [x]|tags",
        "goal: !local x|tags",
        "scope: !x {dir: x}|tags",
        "!x goal: x|tags",
        "goal: !!binary aGVsbG8=|tags",
        "? [a, b]|must be valid YAML",
        "{goal}: x|must be valid",
      })
  void refusesWhatYamlCanDoBeyondPlainValues(String text, String problem) {
    assertThat(refusal(text)).contains(problem);
  }

  @Test
  void refusesDuplicateKeys() {
    assertThat(refusal("goal: a\nrun: {command: x}\ngoal: b")).startsWith("line 3, column");
    assertThat(refusal("{\"goal\":\"a\",\"goal\":\"b\"}")).contains("Duplicate field 'goal'");
    assertThat(refusal("goal: a\nrun: {handler: h, with: {a: 1, a: 2}}")).contains("Duplicate");
  }

  @Test
  void refusesASecondDocumentAndTrailingGarbage() {
    assertThat(refusal(VALID + "---\n" + VALID)).contains("must be the end of the only document");
    assertThat(refusal(VALID + "...\n---\nx")).contains("must be the end of the only document");
    assertThat(refusal("{\"goal\":\"a\",\"run\":{\"command\":\"x\"}} {}"))
        .contains("must be the end of the only document");
    assertThat(refusal("{\"goal\":\"a\",\"run\":{\"command\":\"x\"}} garbage"))
        .contains("must be valid JSON");
    assertThat(refusal(VALID + "]")).contains("must be valid YAML");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e999999",
        "-1.0e+999999",
        "-1e999999",
        "1e-999999",
        "NaN",
        ".nan",
        ".inf",
        "-.inf",
        "Infinity"
      })
  void refusesNumbersOutOfRange(String number) {
    assertThat(refusal("goal: g\nrun: {agent: a, budget: " + number + "}"))
        .containsAnyOf("run.budget", "line 2, column");
    assertThat(refusal("goal: g\nrun: {command: x}\nexpect: " + number))
        .containsAnyOf("expect", "line 3, column");
    assertThat(refusal("{\"goal\":\"g\",\"run\":{\"agent\":\"a\",\"turns\":" + number + "}}"))
        .isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"99999999999999999999", "0x7fffffffffffffffffff", "1_000_000_000_000_000_000_000"})
  void refusesIntegersOutOfRange(String number) {
    assertThat(refusal("goal: g\nrun: {agent: a, turns: " + number + "}")).contains("run.turns");
    assertThat(refusal(VALID + "limits: {timeout: " + number + ", log: " + number + "}"))
        .contains("limits.timeout")
        .contains("limits.log");
  }

  @Test
  void refusesANumberWithTooManyDigits() {
    assertThat(refusal("{\"goal\":" + "9".repeat(200_000) + "}")).contains("limits of a brief");
    assertThat(refusal("goal: " + "9".repeat(200_000))).isNotBlank();
  }

  @Test
  void refusesNulAndHalvesOfSurrogatePairs() {
    assertThat(refusal("goal: \"a\\0b\"\nrun: {command: x}"))
        .isEqualTo("goal: must be Unicode text without NUL, got: a\\u0000b");
    assertThat(refusal("{\"goal\":\"a\\ud800\",\"run\":{\"command\":\"x\"}}"))
        .isEqualTo("goal: must be Unicode text without NUL, got: a\\ud800");
    assertThat(refusal("{\"goal\":\"g\",\"run\":{\"handler\":\"h\",\"with\":{\"\\u0000\":1}}}"))
        .contains("run.with.\\u0000: must be Unicode text without NUL");
    assertThat(refusal("goal: a\u0000b")).isNotBlank();
    assertThat(refusal("{\u0000")).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lane: \"fast\\n\"",
        "title: \"a\\n\"",
        "title: \"a\\tb\"",
        "template: \"a\\r\"",
        "expect: \"1s\\n\"",
        "limits: {log: \"1\\n\"}",
        "scope: {ref: \"main\\n\"}",
        "scope: {dir: \"a\\n\"}",
        "scope: {dir: \"..\\n\"}",
        "scope: {repo: \"a\\x1b\"}",
        "inputs: [\"a\\n../b\"]",
        "env: [\"A\\n\"]",
        "checks: [{name: \"a\\n\", run: x}]"
      })
  void refusesControlCharactersAlsoAtTheEnd(String line) {
    assertThat(refusal(VALID + line)).contains(": must be ");
  }

  @Test
  void longValuesDoNotOverflowAnyPattern() {
    String long200k = "x".repeat(200_000);
    for (String field : new String[] {"title", "lane", "expect", "template", "goal"}) {
      assertThat(refusal("run: {command: x}\n" + field + ": " + long200k)).contains(field + ": ");
    }
    assertThat(refusal(VALID + "inputs: [" + "../".repeat(60_000) + "x]")).contains("inputs[0]");
    assertThat(refusal(VALID + "scope: {dir: " + "a/".repeat(90_000) + "}")).contains("scope.dir");
    assertThat(refusal(VALID + "env: [" + "A".repeat(200_000) + "]")).contains("env[0]");
    assertThat(refusal(VALID + "expect: " + "1".repeat(200_000) + "d")).contains("expect");
  }

  @Test
  void tenThousandErrorsAreAReadableMessage() {
    StringBuilder text = new StringBuilder(VALID);
    for (int i = 0; i < 10_000; i++) {
      text.append("field").append(i).append(": x\n");
    }

    assertThat(refusal(text.toString())).endsWith("and 9950 more").hasSizeLessThan(50 * 1_000);
  }

  @Test
  void fuzzedBriefsAreReadOrRefused() {
    long seed = Long.getLong("handoff.seed", System.nanoTime());
    System.out.println("BriefLimitsTest seed " + seed);
    Random random = new Random(seed);
    byte[] yaml = BriefReaderTest.FULL.getBytes(UTF_8);
    byte[] json = Json.strict().write(READER.read(yaml));
    int refused = 0;
    for (int i = 0; i < 6_000; i++) {
      byte[] mutated = mutate(i % 2 == 0 ? yaml : json, random);
      try {
        refused += isRefused(mutated) ? 1 : 0;
      } catch (RuntimeException | Error bug) {
        throw new AssertionError(
            "seed " + seed + ", round " + i + ": " + new String(mutated, UTF_8), bug);
      }
    }
    assertThat(refused).isBetween(1_000, 5_999);
  }

  private static boolean isRefused(byte[] bytes) {
    Brief brief;
    try {
      brief = READER.read(bytes);
    } catch (InvalidBriefException refused) {
      assertThat(refused.errors())
          .isNotEmpty()
          .allMatch(error -> error.path() != null)
          .allMatch(error -> error.rule().matches("(must|is not a known field) .*"));
      return true;
    }
    assertThat(READER.read(Json.strict().write(brief))).isEqualTo(brief);
    return false;
  }

  private static final String[] PIECES = {
    "&a ",
    "*a",
    "!!x ",
    "- ",
    ": ",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "'",
    "\n",
    "\t",
    "\u0000",
    "|\n",
    ">",
    "%YAML 9.9\n",
    "---\n",
    "...\n",
    "? ",
    "# ",
    "0x",
    "1e999",
    "null",
    "true",
    ",",
    "\\u",
    "\\ud800",
    "\u2028",
    "@",
    "`",
    "<<: ",
    "-0",
    "0o8",
    "08",
    "1_",
    "_1",
    ".",
    "+",
    "~",
    "0b2",
    "\uFEFF",
    "é",
    "😀"
  };

  private static byte[] mutate(byte[] valid, Random random) {
    byte[] bytes = valid.clone();
    for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
      int at = random.nextInt(bytes.length);
      int kind = random.nextInt(5);
      if (kind == 0) {
        bytes[at] = (byte) random.nextInt(256);
      } else if (kind == 1) {
        bytes[at] = (byte) (32 + random.nextInt(95));
      } else if (kind == 2) {
        bytes = spliced(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(8)), "");
      } else if (kind == 3) {
        bytes = spliced(bytes, at, at, PIECES[random.nextInt(PIECES.length)]);
      } else {
        int end = Math.min(bytes.length, at + random.nextInt(60));
        bytes = spliced(bytes, at, at, new String(bytes, at, end - at, ISO_8859_1));
      }
    }
    return bytes;
  }

  private static byte[] spliced(byte[] bytes, int from, int to, String piece) {
    byte[] inner = piece.getBytes(UTF_8);
    byte[] result = Arrays.copyOf(bytes, from + inner.length + bytes.length - to);
    System.arraycopy(inner, 0, result, from, inner.length);
    System.arraycopy(bytes, to, result, from + inner.length, bytes.length - to);
    return result.length == 0 ? new byte[] {' '} : result;
  }
}
