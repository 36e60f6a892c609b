package dev.handoff.brief;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.handoff.brief.schema.BriefError;
import dev.handoff.brief.schema.InvalidBriefException;
import dev.handoff.job.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InvalidBriefTest {

  private static final BriefReader READER = new BriefReader();

  private static List<String> errors(String text) {
    InvalidBriefException refused =
        catchThrowableOfType(InvalidBriefException.class, () -> READER.read(text.getBytes(UTF_8)));
    return refused.errors().stream().map(BriefError::toString).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "scope: {include: [/etc/passwd]}"
            + "|scope.include[0]: must be a relative path without .., got: /etc/passwd",
        "scope: {include: [a, ../b]}"
            + "|scope.include[1]: must be a relative path without .., got: ../b",
        "scope: {dir: a/..}|scope.dir: must be a relative path without .., got: a/..",
        "inputs: [a/../../b]|inputs[0]: must be a relative path without .., got: a/../../b",
        "scope: {repo: --upload-pack=x}"
            + "|scope.repo: must be a URL or a path that does not begin with -, got: --upload-pack=x",
        "scope: {repo: 'ext::sh -c x'}"
            + "|scope.repo: must be a URL or a path that does not begin with -, got: ext::sh -c x",
        "scope: {ref: -x}"
            + "|scope.ref: must be a branch, tag or commit that does not begin with -, got: -x",
        "Goal: x|Goal: is not a known field (did you mean goal?)",
        "chekcs: []|chekcs: is not a known field (did you mean checks?)",
        "checks: [{name: a, run: x, timeuot: 1}]"
            + "|checks[0].timeuot: is not a known field (did you mean timeout?)",
        "limits: {timeout: soon}|limits.timeout: must be a duration such as 500ms, 30s, 10m, 2h,"
            + " 3d or 1h30m (a bare number is seconds), got: soon",
        "limits: {timeout: -5}|limits.timeout: must be at least 0, got: -5",
        "limits: {timeout: 0}|limits.timeout: must be more than 0, got: 0",
        "limits: {queue: 366d}|limits.queue: must be at most 365d, got: 366d",
        "limits: {idle: 99999999999999999999d}"
            + "|limits.idle: must be at most 365d, got: 99999999999999999999d",
        "limits: {log: 64MB}|limits.log: must be a size such as 10KiB, 64MiB or 1GiB"
            + " (a bare number is bytes), got: 64MB",
        "limits: {log: 99999999999GiB}"
            + "|limits.log: must be less than 8 million TiB, got: 99999999999GiB",
        "expect: 1.5|expect: must be a duration such as 500ms, 30s, 10m, 2h,"
            + " 3d or 1h30m (a bare number is seconds), got: 1.5",
        "network: maybe|network: must be one of on, off, got: maybe",
        "network: true|network: must be one of on, off, got: true",
        "baseline: yes|baseline: must be true or false, got: yes",
        "output: [zip]"
            + "|output[0]: must be one of branch, patch, report, pull_request, got: zip",
        "output: [patch, patch]|output: must not name anything twice, got: a list",
        "title: 2024|title: must be one line of text, not blank, got: 2024",
        "lane: Fast|lane: must be 1 to 64 of a-z, 0-9 and -, not beginning with -, got: Fast",
        "brief: 0|brief: must be 1, the schema version, got: 0",
        "brief: 2|brief: must be 1, the schema version that this build knows: a later one needs a"
            + " later Handoff, got: 2",
        "constraints: none|constraints: must be a list, got: none",
        "constraints: [{a: b}]|constraints[0]: must be text (in quotes if it looks like something"
            + " else), got: a mapping",
        "constraints: [null]|constraints[0]: must be text (in quotes if it looks like something"
            + " else), got: null",
        "scope: here|scope: must be a mapping, got: here",
        "env: [NPM_TOKEN: x]|env[0]: must be NAME=value or NAME (letters, digits and _),"
            + " got: a mapping",
        "env: [npm-token=secret]|env[0]: must be NAME=value or NAME (letters, digits and _),"
            + " got: npm-token=…",
        "env: [A=1, B, A]|env[2]: must not name a variable again, got: A",
        "checks: [npm test]|checks[0]: must be a mapping with name and run, got: npm test",
        "checks: [{run: x}]|checks[0].name: must be given",
        "checks: [{name: a}]|checks[0].run: must be given",
        "checks: [{name: a, run: []}]|checks[0].run: must not be empty, got: an empty list",
        "checks: [{name: a, run: x}, {name: a, run: y}]"
            + "|checks[1].name: must differ from the name of every other check, got: a",
        "setup: [[sleep, 5]]|setup[0][1]: must be text (put it in quotes), got: 5",
        "retries: {attempts: 0}|retries.attempts: must be at least 1, got: 0",
        "retries: {attempts: 1.5}|retries.attempts: must be a whole number, got: 1.5",
      })
  void names(String more, String error) {
    assertThat(errors("goal: g\nrun: {command: x}\n" + more)).containsExactly(error);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sh x|run: must have exactly one of command, agent or handler, as in"
            + " {command: [sh, run.sh]}, got: sh x",
        "{}|run: must have exactly one of command, agent or handler, as in"
            + " {command: [sh, run.sh]}, got: an empty mapping",
        "{comand: x}|run: must have exactly one of command, agent or handler, as in"
            + " {command: [sh, run.sh]}, got: {comand}",
        "{command: x, agent: codex}|run: must have exactly one of command, agent or handler, as in"
            + " {command: [sh, run.sh]}, got: {command, agent}",
        "{command: 5}|run.command: must be a command: a list of texts such as [sh, check.sh],"
            + " or one text for sh -c, got: 5",
        "{command: [5]}|run.command[0]: must name a program as text (quote it if it looks like"
            + " something else), got: 5",
        "{command: [sleep, 5]}|run.command[1]: must be text (put it in quotes), got: 5",
        "{command: x, model: gpt}|run.model: is not a known field (known: command)",
        "{agent: codex, trns: 5}|run.trns: is not a known field (did you mean turns?)",
        "{agent: codex, turns: 0}|run.turns: must be at least 1, got: 0",
        "{agent: codex, budget: -1}|run.budget: must be more than 0, got: -1",
        "{agent: -x}|run.agent: must be 1 to 64 letters, digits, dots, _ or -, beginning with a"
            + " letter or digit, got: -x",
        "{handler: ../x}|run.handler: must be 1 to 64 letters, digits, dots, _ or -, beginning"
            + " with a letter or digit, got: ../x",
      })
  void saysOneThingAboutRun(String run, String error) {
    assertThat(errors("goal: g\nrun: " + run)).containsExactly(error);
  }

  @Test
  void namesEveryErrorAtOnce() {
    assertThat(errors("gaol: g\nlane: A B\nchecks: [{name: a}]\nlimits: {timeout: 0}"))
        .containsExactlyInAnyOrder(
            "goal: must be given",
            "run: must be given",
            "gaol: is not a known field (did you mean goal?)",
            "lane: must be 1 to 64 of a-z, 0-9 and -, not beginning with -, got: A B",
            "checks[0].run: must be given",
            "limits.timeout: must be more than 0, got: 0");
  }

  @Test
  void cutsAndEscapesWhatItShows() {
    assertThat(
            errors("goal: g\nrun: {command: x}\nlane: \"\\e[31m\\n\\u202E" + "x".repeat(99) + '"'))
        .singleElement()
        .asString()
        .endsWith("got: \\u001b[31m\\n\\u202e" + "x".repeat(61) + "…");
  }

  @Test
  void unknownFieldWithoutAValueIsRefusedToo() {
    assertThat(errors("goal: g\nrun: {command: x}\nstuff:"))
        .singleElement()
        .asString()
        .startsWith("stuff: is not a known field");
  }

  @Test
  void syntaxErrorNamesLineAndColumn() {
    assertThat(errors("goal: g\nrun: {command: [x}\n"))
        .containsExactly(
            "line 2, column 18: must be valid YAML, got: expected ',' or ']', but got }");
    assertThat(errors("{\"goal\": \"g\",\n \"run\": }"))
        .singleElement()
        .asString()
        .startsWith("line 2, column 9: must be valid JSON, got: Unexpected character");
  }

  @Test
  void retriesOnEveryReasonThatARetryCanMend() throws Exception {
    JsonNode schema =
        new JsonMapper().readTree(BriefReader.class.getResourceAsStream("brief.schema.json"));
    List<String> words = new ArrayList<>();
    schema
        .at("/$defs/retries/properties/on/items/enum")
        .forEach(word -> words.add(word.textValue()));

    assertThat(words)
        .containsExactlyElementsOf(
            Stream.of(Reason.values())
                .filter(reason -> reason.fault() == Reason.Fault.JOB)
                .filter(reason -> reason != Reason.INVALID_BRIEF && reason != Reason.POLICY_REFUSED)
                .map(Reason::label)
                .toList());
  }
}
