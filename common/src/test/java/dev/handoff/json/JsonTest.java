package dev.handoff.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.handoff.brief.Brief;
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
import dev.handoff.brief.Command;
import dev.handoff.job.JobResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  record Sample(int count, Boolean flag, String text, Double ratio, Instant at, JsonNode any) {}

  static Brief brief(Run run) {
    return new Brief(
        1,
        "t",
        "g",
        new Scope("https://example.org/r.git", "main", "d", List.of("a/**"), List.of("b")),
        List.of("c"),
        List.of("i"),
        List.of(Command.shell("npm ci")),
        run,
        List.of("A=b", "C"),
        Network.OFF,
        List.of(new Check("n", Command.of("x", "-y"), Duration.ofMillis(90_500))),
        true,
        List.of("*.png"),
        List.of(Output.PULL_REQUEST, Output.REPORT),
        Changes.OPTIONAL,
        Duration.ofMinutes(90),
        new Limits(Duration.ofHours(2), Duration.ZERO, 5, Duration.ofDays(3)),
        new Retries(2, Duration.ofSeconds(1), List.of("run_failed")),
        "gpu",
        "tpl");
  }

  static List<Run> runs() {
    return List.of(
        new RunCommand(Command.of("a", "b c")),
        new RunAgent("codex", "m", "high", 60, 0.5),
        new RunAgent("codex", null, null, null, null),
        new RunHandler("h", NullNode.getInstance()),
        new RunHandler("h", JsonNodeFactory.instance.objectNode().put("a", 1).putNull("b")));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void readsBackTheBriefThatItWrote(Run run) {
    Brief brief = brief(run);

    assertThat(Json.strict().read(Json.strict().write(brief), Brief.class)).isEqualTo(brief);
    assertThat(Json.tolerant().read(Json.tolerant().text(brief), Brief.class)).isEqualTo(brief);
  }

  @Test
  void writesABriefAsPeopleWriteIt() {
    assertThat(Json.strict().text(brief(new RunCommand(Command.shell("make")))))
        .isEqualTo(
            """
            {'brief':1,'title':'t','goal':'g','scope':{'repo':'https://example.org/r.git',
            'ref':'main','dir':'d','include':['a/**'],'exclude':['b']},
            'constraints':['c'],'inputs':['i'],'setup':[['sh','-c','npm ci']],
            'run':{'command':['sh','-c','make']},'env':['A=b','C'],'network':'off',
            'checks':[{'name':'n','run':['x','-y'],'timeout':'1m30s500ms'}],
            'baseline':true,'artifacts':['*.png'],'output':['pull_request','report'],
            'changes':'optional','expect':'1h30m',
            'limits':{'timeout':'2h','idle':'0','log':5,'queue':'3d'},
            'retries':{'attempts':2,'backoff':'1s','on':['run_failed']},
            'lane':'gpu','template':'tpl'}"""
                .replace("\n", "")
                .replace('\'', '"'));
  }

  @Test
  void writesInstantsInUtcAndLeavesNullsOut() {
    Sample sample = new Sample(1, null, null, null, Instant.parse("2026-11-21T10:00:00.5Z"), null);

    assertThat(Json.strict().text(sample))
        .isEqualTo("{\"count\":1,\"at\":\"2026-11-21T10:00:00.500Z\"}");
  }

  @Test
  void keepsTheDifferenceBetweenNoValueAndNull() {
    for (JsonNode value : new JsonNode[] {null, NullNode.getInstance(), IntNode.valueOf(3)}) {
      JobResult result = JobResult.of(value);

      assertThat(Json.tolerant().read(Json.tolerant().write(result), JobResult.class))
          .isEqualTo(result);
    }
  }

  @Test
  void readsACommandGivenAsText() {
    assertThat(Json.strict().read("\"a b\"", Command.class)).isEqualTo(Command.shell("a b"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"count\":1,\"count\":2}",
        "{\"any\":{\"a\":1,\"a\":2},\"count\":1}",
        "{\"count\":1} garbage",
        "{\"count\":1}{}",
        "{\"count\":\"12\"}",
        "{\"count\":1.5}",
        "{\"count\":null}",
        "{}",
        "{\"count\":true}",
        "{\"count\":1,\"text\":5}",
        "{\"count\":1,\"text\":true}",
        "{\"count\":1,\"text\":1.5}",
        "{\"count\":1,\"flag\":\"true\"}",
        "{\"count\":1,\"flag\":1}",
        "{\"count\":1,\"ratio\":\"1\"}",
        "{\"count\":1,\"at\":0}",
        "{\"count\":1,\"at\":\"now\"}",
        "{\"count\":99999999999}",
        "[]",
        "null",
        "",
        "5",
        "\u0000",
      })
  void refuses(String json) {
    for (Json flavour : new Json[] {Json.strict(), Json.tolerant()}) {
      assertThatExceptionOfType(InvalidJsonException.class)
          .isThrownBy(() -> flavour.read(json, Sample.class))
          .withMessageStartingWith("Sample must ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"ON\"", "\"On\"", "0", "\"\"", "\"maybe\"", "true"})
  void readsEnumsOnlyAsTheyAreWritten(String json) {
    assertThatExceptionOfType(InvalidJsonException.class)
        .isThrownBy(() -> Json.tolerant().read(json, Network.class));
  }

  @Test
  void writesEnumsInLowerCase() {
    assertThat(Json.strict().text(JobResult.CheckVerdict.COULD_NOT_RUN))
        .isEqualTo("\"could_not_run\"");
    assertThat(Json.strict().read("\"could_not_run\"", JobResult.CheckVerdict.class))
        .isEqualTo(JobResult.CheckVerdict.COULD_NOT_RUN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"command\":[]}",
        "{\"command\":[5]}",
        "{\"command\":[null]}",
        "5",
        "\"x\"",
        "[]",
        "{\"command\":[\"x\"],\"agent\":\"a\"}",
        "{\"agent\":5}",
        "{\"command\":[\"x\"],\"b\":1}"
      })
  void refusesARunThatIsNone(String run) {
    assertThatExceptionOfType(InvalidJsonException.class)
        .isThrownBy(() -> Json.strict().read(run, Run.class));
  }

  @Test
  void strictRefusesUnknownFieldsAndTolerantIgnoresThem() {
    String json = "{\"count\":1,\"later\":{\"x\":[1]}}";

    assertThat(Json.tolerant().read(json, Sample.class).count()).isEqualTo(1);
    assertThatExceptionOfType(InvalidJsonException.class)
        .isThrownBy(() -> Json.strict().read(json, Sample.class))
        .withMessageContaining("later");
  }

  @Test
  void refusesWhatIsBeyondItsLimits() {
    String deep = "{\"count\":1,\"any\":" + "[".repeat(64) + "]".repeat(64) + "}";
    String longText = "{\"count\":1,\"text\":\"" + "x".repeat(300_000) + "\"}";
    String manyTokens = "{\"count\":1,\"any\":[" + "1,".repeat(100_000) + "1]}";
    String large = "{\"count\":1}" + " ".repeat(Json.MAX_BYTES);

    for (String json : List.of(deep, longText, manyTokens, large)) {
      assertThatExceptionOfType(InvalidJsonException.class)
          .isThrownBy(() -> Json.tolerant().read(json, Sample.class));
    }
  }

  @Test
  void doesNotWriteWhatItWouldNotRead() {
    JsonNode deep = IntNode.valueOf(1);
    for (int i = 0; i < 70; i++) {
      deep = JsonNodeFactory.instance.arrayNode().add(deep);
    }
    Sample tooDeep = new Sample(1, null, null, null, null, deep);
    Sample tooLarge = new Sample(1, null, "x".repeat(Json.MAX_BYTES), null, null, null);

    for (Sample sample : List.of(tooDeep, tooLarge)) {
      assertThatExceptionOfType(InvalidJsonException.class)
          .isThrownBy(() -> Json.strict().write(sample));
    }
  }
}
