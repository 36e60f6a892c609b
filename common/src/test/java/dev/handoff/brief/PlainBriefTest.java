package dev.handoff.brief;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.handoff.brief.Brief.Changes;
import dev.handoff.brief.Brief.Check;
import dev.handoff.brief.Brief.Limits;
import dev.handoff.brief.Brief.Network;
import dev.handoff.brief.Brief.Output;
import dev.handoff.brief.Brief.Retries;
import dev.handoff.brief.Brief.Run;
import dev.handoff.brief.Brief.RunAgent;
import dev.handoff.brief.Brief.RunCommand;
import dev.handoff.brief.Brief.RunHandler;
import dev.handoff.brief.Brief.Scope;
import dev.handoff.json.Json;
import dev.handoff.json.stream.RandomRecords;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is accepted without the schema is accepted with it too. */
class PlainBriefTest {

  private static final BriefReader READER = new BriefReader();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "goal: g\nrun: {handler: h}",
        "goal: \"two\\nlines\"\ntitle: t\nrun: {handler: a.B_c-1, with: {a: [1, -2.5, null, true], b: x}}",
        "goal: g\nrun: {handler: h}\nlane: quick\nlimits: {timeout: 10ms, idle: 1m}\nretries: {attempts: 5}",
        "goal: g\nrun: {command: [sh, x.sh]}\nscope: {repo: ., include: ['a/**'], dir: ./b/}\nenv: [A=b, C]",
        "goal: g\nrun: {command: 'a | b'}\nchecks: [{name: it does, run: [grep, x, y], timeout: 5m}]",
        "goal: g\nrun: {agent: codex, model: a/b-1, turns: 5, budget: 2.5}\ninputs: [a/b.json]"
      })
  void whatPeopleWriteIsAccepted(String written) {
    Brief brief = READER.read(written.getBytes(StandardCharsets.UTF_8));

    assertThat(PlainBrief.isValid(brief)).isTrue();
  }

  @Test
  void whatIsAcceptedIsReadBackTheSame() {
    Random random = new Random(1);
    RandomRecords records = new RandomRecords(2);
    int accepted = 0;
    int refused = 0;
    for (int i = 0; i < 8_000; i++) {
      Brief brief = brief(random, records);
      if (PlainBrief.isValid(brief)) {
        accepted++;
        byte[] json = Json.strict().write(brief);
        READER.requireValid(json);
        assertThat(Json.strict().text(READER.read(json))).isEqualTo(Json.strict().text(brief));
      } else {
        refused++;
      }
    }

    assertThat(accepted).isGreaterThan(300);
    assertThat(refused).isGreaterThan(300);
  }

  /** Most parts are valid ones; each has values at and beyond the edges of its rule. */
  private static Brief brief(Random random, RandomRecords records) {
    return new Brief(
        seldom(random, 1, () -> random.nextInt(4) - 1),
        seldom(random, "title", () -> text(random, 199, 200, 201)),
        seldom(random, "goal", () -> text(random, 16_383, 16_384, 16_385)),
        seldom(random, new Scope(null, "HEAD", "", List.of(), List.of()), () -> scope(random)),
        texts(random, 4_096),
        texts(random, 1_024),
        seldom(random, List.of(), () -> List.of(command(random))),
        run(random, records),
        seldom(random, List.of("A=b", "C"), () -> List.of(text(random, 5) + "=x", "C")),
        seldom(random, Network.ON, () -> Network.OFF),
        seldom(random, List.of(), () -> checks(random)),
        random.nextBoolean(),
        texts(random, 1_024),
        seldom(random, List.of(Output.REPORT), () -> List.of(Output.BRANCH, Output.BRANCH)),
        seldom(random, Changes.OPTIONAL, () -> Changes.REQUIRED),
        random.nextBoolean() ? null : duration(random),
        new Limits(
            duration(random),
            duration(random),
            seldom(random, 64L, () -> random.nextBoolean() ? Long.MAX_VALUE : -1),
            duration(random)),
        new Retries(
            seldom(random, 1, () -> random.nextInt(103) - 1),
            duration(random),
            seldom(random, List.of(), () -> List.of("timed_out", "whatever"))),
        seldom(random, "standard", () -> text(random, 63, 64, 65)),
        seldom(random, null, () -> text(random, 199, 200, 201)),
        seldom(random, null, () -> texts(random, 1_024)));
  }

  private static Scope scope(Random random) {
    return new Scope(
        seldom(random, "/a/b", () -> text(random, 2_048, 2_049)),
        seldom(random, "0a1b", () -> text(random, 255, 256)),
        seldom(random, "x/y", () -> text(random, 1_024, 1_025)),
        texts(random, 1_024),
        texts(random, 1_024),
        null,
        seldom(random, null, () -> texts(random, 1_024)));
  }

  private static List<Check> checks(Random random) {
    return Stream.generate(
            () -> new Check(text(random, 99, 100, 101), command(random), duration(random)))
        .limit(1 + random.nextInt(2))
        .toList();
  }

  private static Command command(Random random) {
    return new Command(List.of(text(random, 4_096, 4_097), text(random)));
  }

  private static List<String> texts(Random random, int longest) {
    return seldom(
        random,
        List.of(),
        () -> seldom(random, List.of("a"), () -> List.of(text(random, longest, longest + 1))));
  }

  private static Run run(Random random, RandomRecords records) {
    return switch (random.nextInt(3)) {
      case 0 ->
          new RunHandler(
              seldom(random, "handler", () -> text(random, 63, 64, 65)),
              seldom(random, NullNode.getInstance(), () -> records.value(4)));
      case 1 -> new RunCommand(command(random));
      default ->
          new RunAgent(
              seldom(random, "agent", () -> text(random, 64, 65)),
              seldom(random, null, () -> text(random, 100, 101)),
              seldom(random, null, () -> text(random, 100, 101)),
              seldom(random, null, () -> random.nextInt(3) * 50_001),
              seldom(random, null, () -> random.nextInt(3) * 500_000.5));
    };
  }

  private static Duration duration(Random random) {
    return seldom(
        random,
        Duration.ofHours(1),
        () ->
            List.of(
                    Duration.ZERO,
                    Duration.ofMillis(1),
                    Duration.ofDays(365),
                    Duration.ofDays(365).plusMillis(1))
                .get(random.nextInt(4)));
  }

  private static String text(Random random, int... lengths) {
    List<String> texts =
        new ArrayList<>(List.of("", " ", "-a", ".", "a b", "\n", "x\ny", "A", "\u00e4"));
    texts.addAll(List.of("/a", "a/..", "../a", "a/", "./a", "a..b", "ext::x", "a ", "A=b", "B"));
    for (int length : lengths) {
      texts.add("a".repeat(length));
    }
    texts.addAll(List.of("a\u0000", "a\u007f", "a\tb", "\ud800", "a-._", "\u2028", "a\u0085"));
    return texts.get(random.nextInt(texts.size()));
  }

  private static <T> T seldom(Random random, T usual, Supplier<T> other) {
    return random.nextInt(12) > 0 ? usual : other.get();
  }

  @Test
  void anInputAtTheEdgeIsAcceptedByBoth() {
    assertThat(isPlain(nested(40))).isTrue();
    assertThat(isPlain(TextNode.valueOf("x".repeat(64 * 1024 - 10)))).isTrue();
    assertThat(isPlain(TextNode.valueOf("\n\"".repeat(32 * 1024 - 10)))).isTrue();
    assertThat(isPlain(DoubleNode.valueOf(-Double.MAX_VALUE))).isTrue();
  }

  @Test
  void anInputBeyondTheEdgeIsLeftToTheSchema() {
    assertThat(isPlain(nested(41))).isFalse();
    assertThat(isPlain(TextNode.valueOf("x".repeat(64 * 1024)))).isFalse();
    assertThat(isPlain(DoubleNode.valueOf(Double.NaN))).isFalse();
    assertThat(isPlain(new POJONode("x"))).isFalse();
    assertThat(isPlain(TextNode.valueOf("\u0000"))).isFalse();
    assertThat(isPlain(JsonNodeFactory.instance.objectNode().put("n".repeat(1_000), 1))).isFalse();
    assertThat(isPlain(null)).isFalse();
  }

  private static JsonNode nested(int depth) {
    JsonNode value = NullNode.getInstance();
    for (int i = 0; i < depth; i++) {
      value = JsonNodeFactory.instance.arrayNode().add(value);
    }
    return value;
  }

  /** Whether it is accepted as an input; then the schema has to accept it too. */
  private static boolean isPlain(JsonNode with) {
    Brief usual = READER.read("goal: g\nrun: {handler: h}".getBytes(StandardCharsets.UTF_8));
    Brief brief =
        new Brief(
            1,
            usual.title(),
            usual.goal(),
            usual.scope(),
            List.of(),
            List.of(),
            List.of(),
            new RunHandler("h", with),
            List.of(),
            usual.network(),
            List.of(),
            false,
            List.of(),
            usual.output(),
            usual.changes(),
            null,
            usual.limits(),
            usual.retries(),
            usual.lane(),
            null);
    boolean isPlain = PlainBrief.isValid(brief);
    if (isPlain) {
      READER.requireValid(Json.strict().write(brief));
    }
    return isPlain;
  }
}
