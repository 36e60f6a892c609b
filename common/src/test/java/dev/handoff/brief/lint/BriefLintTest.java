package dev.handoff.brief.lint;

import static dev.handoff.brief.lint.LintWarning.Severity.ADVICE;
import static dev.handoff.brief.lint.LintWarning.Severity.NOTE;
import static dev.handoff.brief.lint.LintWarning.Severity.WARNING;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.brief.lint.LintWarning.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every rule, with briefs that it is about and briefs that it leaves alone. */
class BriefLintTest {

  private static final Map<String, String> GOOD = new LinkedHashMap<>();

  static {
    GOOD.put("goal", "Every post uses the categories of content/categories.json.");
    GOOD.put("scope", "{include: [\"content/posts/**\"]}");
    GOOD.put("constraints", "[Post bodies stay as they are]");
    GOOD.put("run", "{command: [sh, migrate.sh]}");
    GOOD.put("checks", "[{name: none is lost, run: [sh, check.sh]}]");
    GOOD.put("output", "[branch, patch, report]");
    GOOD.put("expect", "20m");
  }

  private final BriefReader reader = new BriefReader();

  private List<LintWarning> findings(String... changed) {
    Map<String, String> fields = new LinkedHashMap<>(GOOD);
    for (int i = 0; i < changed.length; i += 2) {
      fields.put(changed[i], changed[i + 1]);
    }
    String yaml =
        fields.entrySet().stream()
            .map(field -> field.getKey() + ": " + field.getValue())
            .collect(Collectors.joining("\n"));
    Brief brief = reader.read(yaml.getBytes(UTF_8));
    return BriefLint.findings(brief, BriefLint.usesRepository(brief));
  }

  private void assertFound(Severity severity, String path, String... changed) {
    assertThat(findings(changed))
        .filteredOn(finding -> finding.path().equals(path))
        .singleElement()
        .extracting(LintWarning::severity)
        .isEqualTo(severity);
  }

  private void assertNothingAbout(String path, String... changed) {
    assertThat(findings(changed)).extracting(LintWarning::path).doesNotContain(path);
  }

  @Test
  void aGoodBriefGetsANoteAndNothingElse() {
    assertThat(findings())
        .containsExactly(
            new LintWarning(NOTE, "expect", "20m is in the sweet spot of 5 to 30 minutes", null));
  }

  @Test
  void warningsComeFirst() {
    assertThat(findings("expect", "3m", "checks", "[]"))
        .extracting(LintWarning::severity)
        .containsExactly(WARNING, ADVICE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Improve the code of the search page.",
        "The code base is improved and cleaned up a bit.",
        "Please clean up the build scripts of the project.",
        "Fix things in the login form that are broken.",
        "Fix bugs in the parser of the configuration file.",
        "Make the start page of the shop faster.",
        "Rename the classes in the parser as needed.",
        "Translate headings, captions, buttons, etc into German.",
        "Optimise the queries of the report page.",
        "FILL IN what shall be true when the job is done.",
        "Tidy.",
        "Fix the bug",
        "Übersetze alles",
        "築地"
      })
  void aGoalThatLeavesOpenWhenItIsReachedIsAWarning(String goal) {
    assertFound(WARNING, "goal", "goal", '\'' + goal + '\'');
  }

  @Test
  void aVagueWordIsNamedAlsoInAShortGoal() {
    assertThat(findings("goal", "Improve it"))
        .first()
        .extracting(LintWarning::text)
        .asString()
        .contains("\"Improve\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Every method of Order has a test.",
        "The link \"Improve this page\" is on every page of the manual.",
        "Improve the p99 latency of /search to 50 ms.",
        "Reduce and improve the size of the image: at most 80 MB.",
        "The improvised parser is gone from the code.",
        "The methods of OrderRepository are fetched lazily.",
        "Remove UnusedOrderRepositoryAdapter",
        "築地の記事を全て直すこと"
      })
  void aGoalThatCanBeReachedIsNotMentioned(String goal) {
    assertNothingAbout("goal", "goal", '\'' + goal + '\'');
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{include: [\"**\"]}",
        "{include: [\"*\"]}",
        "{include: [docs/a.md, \"./**/*\"]}",
        "{dir: ., include: []}",
        "{exclude: [docs/a.md]}"
      })
  void aScopeOfEverythingIsAWarning(String scope) {
    assertFound(WARNING, "scope", "scope", scope);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{dir: docs}", "{include: [\"*.md\"]}", "{dir: docs, include: [\"**\"]}"})
  void aScopeOfAPartIsNotMentioned(String scope) {
    assertNothingAbout("scope", "scope", scope);
  }

  @Test
  void aJobThatChangesNothingMayReadEverything() {
    assertNothingAbout(
        "scope", "scope", "{}", "output", "[report]", "changes", "optional", "constraints", "[]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{dir: docs}", "{include: [\"**/*.java\"]}"})
  void aWideScopeWithoutConstraintsIsAdvisedAgainst(String scope) {
    assertFound(ADVICE, "constraints", "scope", scope, "constraints", "[]");
    assertNothingAbout("constraints", "scope", scope);
  }

  @Test
  void aNarrowScopeNeedsNoConstraints() {
    assertNothingAbout("constraints", "constraints", "[]");
  }

  @Test
  void aChangeWithoutChecksIsAWarning() {
    assertFound(WARNING, "checks", "checks", "[]");
  }

  @Test
  void aReportWithoutChecksIsOnlyAdvisedAgainst() {
    assertFound(ADVICE, "checks", "checks", "[]", "output", "[report]", "changes", "optional");
  }

  @Test
  void aHandlerWithoutRepositoryNeedsNeitherScopeNorChecks() {
    Brief brief =
        reader.read("goal: Send the report of the week.\nrun: {handler: mail}\n".getBytes(UTF_8));

    assertThat(BriefLint.usesRepository(brief)).isFalse();
    assertThat(BriefLint.findings(brief, false))
        .extracting(LintWarning::path)
        .containsExactly("expect");
  }

  @Test
  void aHandlerOnARepositoryNeedsChecks() {
    assertFound(
        WARNING, "checks", "checks", "[]", "run", "{handler: h}", "scope", "{repo: ., dir: a}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'true'",
        "[/bin/true]",
        "[echo, done]",
        "':'",
        "exit 0",
        "echo done && true",
        "mvn verify || true",
        "mvn verify || echo failed",
        "mvn verify; echo done",
        "\"mvn verify\\necho done\"",
        "\"mvn verify # don't\\necho 'exit 1'\"",
        "mvn verify | tee verify.log",
        "[bash, -c, mvn verify | tail -n 5]",
        "[sh, -ec, mvn verify || true]",
        "';'"
      })
  void aCheckThatCannotFailIsAWarning(String command) {
    assertFound(WARNING, "checks[0].run", "checks", checkOf(command));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[sh, check.sh]",
        "mvn -q verify",
        "'! grep -rn colour docs'",
        "test -s AUDIT.md",
        "echo done && mvn verify",
        "mvn verify && echo done",
        "mvn verify || exit 1",
        "set -e; mvn verify; echo done",
        "if ! mvn verify; then exit 3; fi; echo done",
        "[sh, -ec, mvn verify; echo done]",
        "set -o pipefail; mvn verify | tee verify.log",
        "grep -q 'a; true' docs/a.md",
        "git log | grep -q done",
        "cat docs/a.md | grep -q b",
        "cat docs/a.md"
      })
  void aCheckThatCanFailIsNotMentioned(String command) {
    assertNothingAbout("checks[0].run", "checks", checkOf(command));
  }

  private static String checkOf(String command) {
    return "[{name: holds, run: " + command + "}]";
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "\\\""})
  void aLongQuotedTextIsReadToItsEnd(String character) {
    String script = "test -n \"" + character.repeat(20_000) + "\" || true";

    assertFound(WARNING, "checks[0].run", "checks", checkOf("'" + script + "'"));
  }

  @Test
  void aCheckThatIsTheJobsOwnCommandIsAWarning() {
    assertFound(WARNING, "checks[0].run", "run", "{command: make}", "checks", checkOf("make"));
    assertNothingAbout("checks[0].run", "run", "{command: make}", "checks", checkOf("make test"));
  }

  @Test
  void noOutputIsAWarning() {
    assertFound(WARNING, "output", "output", "[]");
    assertNothingAbout("output", "output", "[patch]");
  }

  @Test
  void aRequiredChangeThatNobodyGetsIsAWarning() {
    assertFound(WARNING, "output", "output", "[report]");
    assertNothingAbout("output", "output", "[report]", "changes", "optional");
  }

  @ParameterizedTest
  @CsvSource({
    "4m59s, ADVICE, do it yourself",
    "5m, NOTE,",
    "30m, NOTE,",
    "30m1s, ADVICE, watch the scope",
    "2h, ADVICE, watch the scope",
    "2h1s, ADVICE, break it up"
  })
  void theExpectedDurationGetsAdvice(String expect, Severity severity, String remedy) {
    LintWarning found =
        findings("expect", expect, "limits", "{timeout: 3h}").stream()
            .filter(finding -> finding.path().equals("expect"))
            .findFirst()
            .orElseThrow();

    assertThat(found.severity()).isEqualTo(severity);
    if (remedy == null) {
      assertThat(found.remedy()).isNull();
      assertThat(found.text()).contains("sweet spot");
    } else {
      assertThat(found.remedy()).startsWith(remedy);
    }
  }

  @Test
  void anUnknownDurationIsAskedFor() {
    assertFound(ADVICE, "expect", "expect", "");
  }

  @ParameterizedTest
  @CsvSource({"30m, 29m59s, true", "30m, 30m, false", "3h,, true", "2h,, false"})
  void aTimeoutShorterThanExpectIsAWarning(String expect, String timeout, boolean isFound) {
    String limits = timeout == null ? "{}" : "{timeout: " + timeout + "}";
    if (isFound) {
      assertFound(WARNING, "limits.timeout", "expect", expect, "limits", limits);
    } else {
      assertNothingAbout("limits.timeout", "expect", expect, "limits", limits);
    }
  }

  @Test
  void anAgentWithoutIdleLimitIsAdvisedAgainst() {
    assertFound(ADVICE, "limits.idle", "run", "{agent: codex}", "limits", "{idle: 0}");
    assertNothingAbout("limits.idle", "run", "{agent: codex}");
    assertNothingAbout("limits.idle", "limits", "{idle: 0}");
  }

  @Test
  void aSecretInTheBriefIsAWarningThatDoesNotShowIt() {
    List<LintWarning> found = findings("env", "[A=1, NPM_TOKEN=hunter2]");

    assertThat(found).extracting(LintWarning::path).contains("env[1]").doesNotContain("env[0]");
    assertThat(found.toString()).contains("NPM_TOKEN").doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[NPM_TOKEN]", "[NPM_TOKEN=]", "[NODE_ENV=test]"})
  void aVariableWithoutSecretIsNotMentioned(String env) {
    assertNothingAbout("env[0]", "env", env);
  }

  @Test
  void findingsCannotGiveOrdersToATerminal() {
    List<LintWarning> found =
        findings("goal", "\"Up \\e[31m\"", "checks", checkOf("\"true || \\e[2J\""));

    assertThat(found.toString()).doesNotContain("\u001b");
  }

  @Test
  void credentialsOfProductionAreNotCarriedInSilence() {
    assertFound(WARNING, "scope.carry[0]", "scope", "{include: [a/**], carry: [.env.production]}");
    assertNothingAbout("scope.carry[0]", "scope", "{include: [a/**], carry: [.env]}");
  }
}
