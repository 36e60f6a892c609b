package dev.handoff.brief;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.handoff.brief.Brief.Changes;
import dev.handoff.brief.Brief.Check;
import dev.handoff.brief.Brief.Limits;
import dev.handoff.brief.Brief.Network;
import dev.handoff.brief.Brief.Output;
import dev.handoff.brief.Brief.Retries;
import dev.handoff.brief.Brief.RunAgent;
import dev.handoff.brief.Brief.RunCommand;
import dev.handoff.brief.Brief.RunHandler;
import dev.handoff.brief.Brief.Scope;
import dev.handoff.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BriefReaderTest {

  /** The example of the design, word for word. */
  static final String FULL =
      """
      brief: 1                          # schema version
      title: Migrate category structure on all posts        # default: first 72 characters of the goal
      goal: Every post uses the categories of content/categories.json.
      scope:
        repo: .                         # URL, or path relative to the brief file
        ref: HEAD                       # pinned to a commit at submit
        dir: examples/migrate-categories     # where commands run
        include: ["content/posts/**"]   # .gitignore-style globs; default: everything under dir
        exclude: []
      constraints: [Post bodies stay as they are]
      inputs: [content/categories.json] # must exist at the base commit
      setup: []                         # commands before run (npm ci)
      run: {command: [sh, migrate.sh]}  # or {agent: codex, …}, or {handler: name, with: {…}}
      env: [NODE_ENV=test, NPM_TOKEN]   # NAME=value, or NAME
      network: on
      checks:
        - {name: no post loses a category, run: [sh, check-categories.sh], timeout: 10m}
      baseline: false                   # run the checks before the job too
      artifacts: ["shots/*.png"]
      output: [branch, patch, report]   # also pull_request
      changes: required                 # or optional: an empty result is no failure
      expect: 20m                       # how long you think it takes
      limits: {timeout: 2h, idle: 0, log: 64MiB, queue: 3d}      # these are the defaults
      retries: {attempts: 1, backoff: 1m, on: []}
      lane: standard
      template: migration               # where the brief came from
      """;

  private final BriefReader reader = new BriefReader();

  private Brief read(String text) {
    return reader.read(text.getBytes(UTF_8));
  }

  @Test
  void readsTheFullExample() {
    assertThat(read(FULL))
        .isEqualTo(
            new Brief(
                1,
                "Migrate category structure on all posts",
                "Every post uses the categories of content/categories.json.",
                new Scope(
                    ".",
                    "HEAD",
                    "examples/migrate-categories",
                    List.of("content/posts/**"),
                    List.of()),
                List.of("Post bodies stay as they are"),
                List.of("content/categories.json"),
                List.of(),
                new RunCommand(Command.of("sh", "migrate.sh")),
                List.of("NODE_ENV=test", "NPM_TOKEN"),
                Network.ON,
                List.of(
                    new Check(
                        "no post loses a category",
                        Command.of("sh", "check-categories.sh"),
                        Duration.ofMinutes(10))),
                false,
                List.of("shots/*.png"),
                List.of(Output.BRANCH, Output.PATCH, Output.REPORT),
                Changes.REQUIRED,
                Duration.ofMinutes(20),
                new Limits(Duration.ofHours(2), Duration.ZERO, 64L << 20, Duration.ofDays(3)),
                new Retries(1, Duration.ofMinutes(1), List.of()),
                "standard",
                "migration"));
  }

  @Test
  void fillsInEveryDefault() {
    Brief brief = read("goal: Tidy up.\nrun: {command: make tidy}\n");

    assertThat(brief)
        .isEqualTo(
            new Brief(
                1,
                "Tidy up.",
                "Tidy up.",
                new Scope(null, "HEAD", "", List.of(), List.of()),
                List.of(),
                List.of(),
                List.of(),
                new RunCommand(Command.of("sh", "-c", "make tidy")),
                List.of(),
                Network.ON,
                List.of(),
                false,
                List.of(),
                List.of(Output.BRANCH, Output.PATCH, Output.REPORT),
                Changes.REQUIRED,
                null,
                new Limits(Duration.ofHours(2), Duration.ZERO, 64L << 20, Duration.ofDays(3)),
                new Retries(1, Duration.ofMinutes(1), List.of()),
                "standard",
                null));
  }

  @Test
  void agentIsIdleAfterTwentyMinutesUnlessTheBriefSaysOtherwise() {
    Brief brief = read("goal: g\nrun: {agent: codex, turns: 60, budget: 5}");

    assertThat(brief.run()).isEqualTo(new RunAgent("codex", null, null, 60, 5.0));
    assertThat(brief.limits().idle()).isEqualTo(Duration.ofMinutes(20));
    assertThat(read("goal: g\nrun: {agent: codex}\nlimits: {idle: 0}").limits().idle())
        .isEqualTo(Duration.ZERO);
  }

  @Test
  void handlerWithoutScopeWantsOnlyAReportAndNoChange() {
    Brief brief = read("goal: g\nrun: {handler: resize}");

    assertThat(brief.run()).isEqualTo(new RunHandler("resize", NullNode.getInstance()));
    assertThat(brief.output()).containsExactly(Output.REPORT);
    assertThat(brief.changes()).isEqualTo(Changes.OPTIONAL);
  }

  @Test
  void keepsTheInputOfAHandlerAsItIs() {
    Brief brief =
        read("{\"goal\":\"g\",\"run\":{\"handler\":\"h\",\"with\":{\"a\":null,\"b\":[1,null]}}}");

    assertThat(((RunHandler) brief.run()).with()).hasToString("{\"a\":null,\"b\":[1,null]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Every post has a category | Every post has a category
          Every post of the old site has a category of the new list that categories.json has | Every post of the old site has a category of the new list that…
          The old names are gone and nothing else has changed in the documentation | The old names are gone and nothing else has changed in the documentation
          """)
  void titleIsTheGoalsFirstLineCutAtAWord(String line, String title) {
    Brief brief = read("goal: |\n  " + line + "\n  second\nrun: {command: x}");

    assertThat(brief.title()).isEqualTo(title);
  }

  @Test
  void titleOfOneLongWordIsCutBetweenCharacters() {
    Brief brief = read("goal: " + "é".repeat(70) + "😀tail\nrun: {command: x}");

    assertThat(brief.title()).isEqualTo("é".repeat(70) + "😀…");
  }

  @ParameterizedTest
  @ValueSource(strings = {"network: off", "network: \"off\"", "network: 'off'"})
  void readsOffAsAWord(String line) {
    assertThat(read("goal: g\nrun: {command: x}\n" + line).network()).isEqualTo(Network.OFF);
  }

  @Test
  void protectedGlobsAreKeptAndNoneAreLeftOut() {
    assertThat(read("goal: g\nrun: {command: x}\nprotect: [Makefile, 'ci/**']").protectedGlobs())
        .containsExactly("Makefile", "ci/**");
    assertThat(read("goal: g\nrun: {command: x}").protect()).isNull();
    assertThat(Json.strict().text(read("goal: g\nrun: {command: x}"))).doesNotContain("protect");
  }

  @Test
  void carriedGlobsAreKeptAndNoneAreLeftOut() {
    assertThat(
            read("goal: g\nrun: {command: x}\nscope: {carry: [.env, 'data/**']}")
                .withSource("/r", "abc")
                .withSources(Sources.NONE)
                .scope()
                .carriedGlobs())
        .containsExactly(".env", "data/**");
    assertThat(read("goal: g\nrun: {command: x}").scope().carry()).isNull();
    assertThat(Json.strict().text(read("goal: g\nrun: {command: x}"))).doesNotContain("carr");
  }

  @Test
  void aHandlerGetsNoFilesCarried() {
    assertThatThrownBy(() -> read("goal: g\nrun: {handler: x}\nscope: {repo: /r, carry: [.env]}"))
        .hasMessageContaining("must be left out where a handler runs");
  }

  @Test
  void carriedGlobsStayInTheRepository() {
    assertThatThrownBy(() -> read("goal: g\nrun: {command: x}\nscope: {carry: [../.env]}"))
        .hasMessageContaining("scope.carry");
  }

  @Test
  void aRefFloatsIfTheBriefSaysSo() {
    Brief brief =
        read(
            "goal: g\nrun: {command: x}\n"
                + "scope: {repo: 'https://example.org/r', ref: main, sources: {floating: true}}");

    assertThat(brief.scope().floats()).isTrue();
    assertThat(read(Json.strict().text(brief.asWritten()))).isEqualTo(brief);
    assertThat(PlainBrief.isValid(brief)).isFalse();
    assertThat(Json.strict().text(brief.withSources(Sources.NONE))).doesNotContain("floating");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run: {command: x}\nscope: {sources: {floating: true}}",
        "run: {command: x}\nscope: {repo: /srv/r, sources: {floating: true}}",
        "run: {command: x}\nscope: {repo: 'file:///srv/r', sources: {floating: true}}",
        "run: {handler: x}\nscope: {repo: 'https://h/r', sources: {floating: true}}",
        "run: {command: x}\nscope: {repo: 'https://h/r', sources: {floating: yes please}}",
        "run: {command: x}\nscope: {repo: 'https://h/r', sources: {remotes: ['https://h/s']}}"
      })
  void onlyARefOfAUrlFloats(String rest) {
    assertThatThrownBy(() -> read("goal: g\n" + rest)).hasMessageContaining("scope.sources");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "refs/pull/1/head",
        "a..b",
        "main@{1}",
        "a/-b",
        "x.lock",
        "0123456789012345678901234567890123456789"
      })
  void onlyABranchOrATagFloats(String ref) {
    assertThatThrownBy(
            () ->
                read(
                    "goal: g\nrun: {command: x}\nscope: {repo: 'https://h/r', ref: '"
                        + ref
                        + "', sources: {floating: true}}"))
        .hasMessageContaining("scope.ref: must be HEAD, a branch or a tag");
  }

  @Test
  void protectedGlobsStayInTheRepository() {
    assertThatThrownBy(() -> read("goal: g\nrun: {command: x}\nprotect: [../Makefile]"))
        .hasMessageContaining("protect");
  }

  @Test
  void keepsWordsThatYamlTakesForBooleansAsText() {
    Brief brief =
        read(
            "goal: yes\nrun: {command: [echo, on, off, yes, no, y, n, 'true']}\n"
                + "retries: {on: [check_failed]}");

    assertThat(((RunCommand) brief.run()).command().argv())
        .containsExactly("echo", "on", "off", "yes", "no", "y", "n", "true");
    assertThat(brief.retries().on()).containsExactly("check_failed");
  }

  @Test
  void readsABareNumberAsSecondsAndAsBytes() {
    Brief brief =
        read("goal: g\nrun: {command: x}\nlimits: {timeout: 30, log: 1024}\nexpect: '90'");

    assertThat(brief.limits().timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(brief.limits().log()).isEqualTo(1024);
    assertThat(brief.expect()).isEqualTo(Duration.ofSeconds(90));
  }

  @Test
  void takesAFieldWithoutAValueForLeftOut() {
    Brief brief =
        read("goal: g\nrun: {command: x}\nsetup:\nchecks:\nscope:\n  include:\ntitle: ~\n");

    assertThat(brief).isEqualTo(read("goal: g\nrun: {command: x}\nscope: {}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "scope: {repo: 'https://example.org/a.git', ref: v1.2^0, dir: ./a/b/}",
        "scope: {include: ['*.md', '!draft/**', 'a..b/c', '...']}",
        "env: ['A=', 'A_1=x=y', _X]",
        "lane: team-a",
        "output: []",
        "output: [pull_request]",
        "limits: {timeout: 1h30m, log: 10KiB}",
        "checks: [{name: a, run: x}, {name: b, run: [x], timeout: 500ms}]",
        "setup: [npm ci, [sh, -c, 'x y']]",
        "title: Ünïcode — 中文 😀",
      })
  void accepts(String more) {
    Brief brief = read("goal: g\nrun: {command: x}\n" + more);

    assertThat(reader.read(Json.strict().write(brief))).isEqualTo(brief);
  }

  @Test
  void readsCrLfAByteOrderMarkAndSpaceBeforeTheBrace() {
    Brief brief = read("goal: g\nrun: {command: x}");

    assertThat(read("\uFEFFgoal: g\r\nrun: {command: x}\r\n")).isEqualTo(brief);
    assertThat(read("\uFEFF\n {\"goal\":\"g\",\"run\":{\"command\":\"x\"}}\n")).isEqualTo(brief);
    assertThat(read("---\n# comment\ngoal: g\nrun: {command: x}\n...\n")).isEqualTo(brief);
  }

  @Test
  void readsAFile(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("brief.yaml"), FULL);

    assertThat(reader.read(file)).isEqualTo(read(FULL));
  }

  @Test
  void readsWhatItsJsonSays() {
    for (String text :
        List.of(
            FULL,
            "goal: g\nrun: {command: x}",
            "goal: g\nrun: {agent: a, model: m, effort: high, turns: 3, budget: 0.5}",
            "goal: g\nrun: {handler: h, with: {a: [1, x, null, 2.5]}}")) {
      Brief brief = read(text);

      assertThat(reader.read(Json.strict().write(brief))).isEqualTo(brief);
      assertThat(Json.strict().read(Json.strict().write(brief), Brief.class)).isEqualTo(brief);
    }
  }

  @Test
  void aBriefWithoutALaneGetsTheReadersAndOneWithALaneKeepsIt() {
    BriefReader reader = new BriefReader("gpu");

    assertThat(reader.read("goal: a\nrun: {command: b}\n".getBytes(UTF_8)).lane()).isEqualTo("gpu");
    assertThat(reader.read("goal: a\nrun: {command: b}\nlane: quick\n".getBytes(UTF_8)).lane())
        .isEqualTo("quick");
  }
}
