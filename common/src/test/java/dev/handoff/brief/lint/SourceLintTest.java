package dev.handoff.brief.lint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.BriefReader;
import dev.handoff.brief.schema.BriefError;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a brief the commit cannot run. */
class SourceLintTest {

  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  private final Map<String, String> texts = new LinkedHashMap<>();
  private final Map<String, String> modes = new TreeMap<>();
  private final Map<String, String> fields = new LinkedHashMap<>();
  private final BriefReader reader = new BriefReader();

  @BeforeEach
  void aSmallRepository() {
    file("README.md", "");
    file("src/a.js", "");
    file("tools/check.sh", "");
    file("package.json", "{\"scripts\": {\"test\": \"a\", \"build\": \"b\"}}");
    file("Makefile", "all: a.o\ntest lint:\n\ttrue\nCC := cc\n");
    brief("goal", "The page says hello to everybody.");
    brief("scope", "{include: [\"src/**\"]}");
    brief("run", "{agent: codex}");
  }

  private void file(String path, String text) {
    modes.put(path, "100644");
    texts.put(path, text);
  }

  private void program(String path) {
    file(path, "");
    modes.put(path, "100755");
  }

  private void brief(String field, String value) {
    fields.put(field, value);
  }

  private void check(String command) {
    brief("checks", "[{name: it does, run: " + command + "}]");
  }

  private SourceLint.Result lint() {
    StringBuilder yaml = new StringBuilder();
    fields.forEach((name, value) -> yaml.append(name).append(": ").append(value).append('\n'));
    return SourceLint.of(
        reader.read(yaml.toString().getBytes(UTF_8)),
        new CommitFiles(modes, texts::get),
        COMMIT,
        new SourceLint.Host(
            path -> path.startsWith("ignored/"),
            Set.of("new.sh", "ignored/new.sh")::contains,
            Set.of("mytool.sh")::contains));
  }

  private void assertRefused(String path, String... words) {
    assertThat(lint().errors())
        .as("%s", lint().findings())
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error.path()).isEqualTo(path);
              assertThat(error.toString()).contains(words);
            });
  }

  private void assertWarned(String path, String... words) {
    assertThat(lint().errors()).isEmpty();
    assertThat(lint().findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.path()).isEqualTo(path);
              assertThat(finding.text() + "; " + finding.remedy()).contains(words);
            });
  }

  private void assertNothing() {
    assertThat(lint().errors()).isEmpty();
    assertThat(lint().findings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[sh, check.sh]|runs check.sh, which commit 0123456789 does not have|run: [sh, tools/check.sh]",
        "sh check.sh|runs check.sh|run: sh tools/check.sh",
        "[./run-all]|runs ./run-all|commit run-all, or name a command that is there",
        "[python3, tools/x.py]|runs tools/x.py|commit tools/x.py",
        "[tools/chekc.sh]|runs tools/chekc.sh|run: [tools/check.sh]",
        "cd tools && sh chck.sh|runs chck.sh|run: cd tools && sh check.sh",
        "cd src/ && sh ../check.sh|runs ../check.sh|name tools/check.sh of the repository",
        "[npm, run, biuld]|runs the script biuld, which package.json of|run: [npm, run, build]",
        "npm run lint|runs the script lint|add it to package.json and commit that, or name one of: build, test",
        "[make, tset]|makes tset, which is no target of Makefile|run: [make, test]",
        "[sh, my check.sh]|runs my check.sh|commit my check.sh",
      })
  void aCheckOfWhatNobodyCanMakeIsRefused(String command, String text, String remedy) {
    check(command);

    assertRefused("checks[0].run", text, remedy);
  }

  @Test
  void aNameWithoutAnEndingMayBeAProgramOfTheWorker() {
    check("[sh, check]");

    assertWarned("checks[0].run", "runs check", "or name a command that is there");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[sh, tools/check.sh]",
        "[sh, ./tools/../tools/check.sh]",
        "[sh, mytool.sh]",
        "[sh, ignored/x.sh]",
        "[sh, ../../x.sh]",
        "[sh, .git/hooks/x.sh]",
        "[sh, $VAR/x.sh]",
        "[node_modules/.bin/jest]",
        "[.venv/bin/python, -m, pytest]",
        "[target/release/app]",
        "'[ -f x.sh ] && sh x.sh'",
        "'curl -so x.sh https://example.org/x.sh && sh x.sh'",
        "[npm, test]",
        "[make, all]",
        "[make, README.md]",
        "[make, src]",
        "[python3, src]",
        "'sh -c \"$(cat x)\"'",
        "'python3 -m venv env && env/bin/python -m x'",
        "'make && ./build/app'",
        "'echo true > x.sh; chmod +x x.sh; ./x.sh'",
      })
  void aCheckOfWhatIsThereOrMayBeThereIsFine(String command) {
    check(command);

    assertNothing();
  }

  @Test
  void whatAnEarlierCheckMayBuildIsNoRefusal() {
    brief("checks", "[{name: a, run: [make, test]}, {name: b, run: [./app]}]");
    assertWarned("checks[1].run", "runs ./app");

    brief("checks", "[{name: a, run: [cc, -o, app, a.c]}, {name: b, run: [./app]}]");
    assertNothing();

    brief("checks", "[{name: a, run: [./app]}, {name: b, run: [./app, twice]}]");
    assertRefused("checks[0].run", "runs ./app");
  }

  @Test
  void whatTheJobIsToMakeIsFineAfterASetupToo() {
    brief("setup", "[[npm, ci]]");
    brief("goal", "The script hello.sh prints hello.");
    brief("scope", "{}");
    check("[sh, hello.sh]");

    assertNothing();
  }

  @Test
  void whatTheJobMayMakeIsAWarning() {
    check("[sh, src/check.sh]");
    assertWarned("checks[0].run", "src/check.sh");

    brief("scope", "{}");
    check("[sh, check.sh]");
    assertWarned("checks[0].run", "check.sh", "run: [sh, tools/check.sh]");
  }

  @Test
  void whatTheJobIsToMakeIsFine() {
    brief("goal", "The script hello.sh prints hello.");
    brief("scope", "{}");
    check("[sh, hello.sh]");
    assertNothing();

    brief("goal", "There is a script that prints hello.");
    brief("scope", "{include: [hello.sh]}");
    assertNothing();

    brief("run", "{command: [cp, template.sh, hello.sh]}");
    brief("scope", "{}");
    assertNothing();
  }

  @Test
  void aGoalThatNamesAFileOutsideOfTheScopeMakesNone() {
    brief("goal", "The program check.sh passes with the new page.");
    check("[sh, check.sh]");

    assertRefused("checks[0].run", "check.sh");
  }

  @Test
  void whatIsExcludedTheJobCannotMake() {
    brief("scope", "{exclude: [\"*.sh\"]}");
    check("[sh, run.sh]");

    assertRefused("checks[0].run", "run.sh");
  }

  @Test
  void whatSetupMayMakeIsAWarningAndWhatItNamesIsFine() {
    brief("setup", "[[npm, ci]]");
    check("[sh, run.sh]");
    assertWarned("checks[0].run", "run.sh");

    brief("setup", "['curl -so run.sh https://example.org/run.sh']");
    assertNothing();
  }

  @Test
  void theJobsOwnCommandAndItsSetupAreLookedAtToo() {
    brief("run", "{command: [sh, work.sh]}");
    assertRefused("run.command", "work.sh");

    brief("run", "{agent: codex}");
    brief("setup", "[[sh, first.sh], [sh, second.sh]]");
    SourceLint.Result result = lint();
    assertThat(result.errors()).extracting(BriefError::path).containsExactly("setup[0]");
    assertThat(result.findings()).extracting(LintWarning::path).containsExactly("setup[1]");
  }

  @Test
  void whatIsOnlyNotCommittedIsAnAdvice() {
    check("[sh, new.sh]");

    assertThat(lint().errors()).isEmpty();
    assertThat(lint().findings())
        .containsExactly(
            new LintWarning(
                LintWarning.Severity.ADVICE,
                "checks[0].run",
                "runs new.sh, which is not committed",
                "commit it, or submit with --dirty"));
    brief("run", "{command: [sh, ignored/new.sh]}");
    check("[sh, tools/check.sh]");
    assertRefused("run.command", "ignored/new.sh");
  }

  @Test
  void whatAnEarlierCommandOfTheSameScriptBuildsIsFine() {
    brief("run", "{command: 'make && ./build/app'}");
    assertNothing();

    brief("run", "{command: [./build/app]}");
    assertRefused("run.command", "./build/app");
  }

  @Test
  void namesThatDifferByCaseAloneAreAWarning() {
    check("[sh, Tools/Check.sh]");

    assertWarned("checks[0].run", "Tools/Check.sh");
  }

  @Test
  void aProgramWithoutItsModeIsAWarning() {
    check("[tools/check.sh]");
    assertWarned("checks[0].run", "not executable", "git update-index --chmod=+x tools/check.sh");

    check("'chmod +x tools/check.sh && tools/check.sh'");
    assertNothing();

    check("[tools/check.sh]");
    modes.put("tools/check.sh", "100755");
    assertNothing();
  }

  @Test
  void whatLiesBehindALinkOrInASubmoduleIsNotKnown() {
    modes.put("link", "120000");
    modes.put("module", "160000");
    check("'sh link/x.sh && module/x && sh link'");

    assertNothing();
  }

  @Test
  void everythingIsRelativeToTheFolderOfTheBrief() {
    brief("scope", "{dir: tools, include: [\"src/**\"]}");
    check("[sh, check.sh]");
    assertNothing();

    check("[npm, run, build]");
    assertNothing();

    check("[sh, tools/check.sh]");
    assertRefused("checks[0].run", "run: [sh, check.sh]");

    check("[make, test]");
    assertRefused("checks[0].run", "needs tools/Makefile");

    brief("scope", "{dir: tols}");
    assertRefused("scope.dir", "no such folder, got: tols");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "include rules.mk\n",
        "-include $(DEPS)\n",
        "%: %.c\n",
        "$(NAMES):\n\ttrue\n",
        ".DEFAULT:\n\ttrue\n",
        "$(eval x:)\n",
        ".c.o:\n\tcc\n",
      })
  void aMakefileThatDoesNotSpellItsTargetsMayHaveAny(String text) {
    file("Makefile", text);
    check("[make, anything]");

    assertNothing();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "3"})
  void aManifestThatCannotBeReadMayHaveAnyScript(String text) {
    file("package.json", text);
    check("[npm, run, anything]");

    assertThat(lint().errors()).isEmpty();
  }

  @Test
  void aScriptThatTheJobMayAddIsAWarning() {
    brief("scope", "{include: [package.json]}");
    check("[npm, run, lint]");
    assertWarned("checks[0].run", "lint");

    brief("goal", "package.json has a script lint that runs eslint on src.");
    assertNothing();
  }

  @Test
  void aFolderThatIsSpelledAlmostAsItIsIsAWarning() {
    file("tests/a.js", "");
    brief("scope", "{include: [\"src/**\", \"test/**\", \"new/**\", \"*.md\"]}");
    assertWarned("scope.include[1]", "test/** matches nothing", "\"tests/**\"");

    brief("goal", "There are tests of the page in test/page.");
    assertNothing();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'grep -q hello README.md'",
        "[grep, -q, hello, README.md]",
        "'! grep hello ./README.md'",
        "'[ \"$(grep -c hello README.md)\" = 1 ]'",
        "'test -s README.md'",
      })
  void aCheckOfTheFileThatTheJobChangesIsAWarning(String command) {
    brief("scope", "{}");
    check(command);

    assertWarned(
        "checks[0].run",
        "README.md, so it sees that file as commit",
        "scope: {include: ['README.md']}");
  }

  @Test
  void theLineThatMendsItIsAGlobOfThatFileAlone() {
    file("src/[id].js", "");
    brief("scope", "{dir: src}");
    check("[grep, -q, hello, './[id].js']");

    assertWarned("checks[0].run", "names [id].js", "scope: {include: ['\\[id\\].js']}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[diff, README.md, src/a.js]",
        "'sh tools/check.sh README.md'",
        "[grep, -q, -f, README.md, out.txt]",
        "'cat README.md src/a.js'",
        "[cmp, README.md, out]",
        "'grep -rq hello src'",
        "[grep, -q, hello, new.md]",
        "'grep -q hello ../README.md'",
      })
  void aFileToCompareWithOrOfNobodysWorkIsFine(String command) {
    brief("scope", "{dir: \"\"}");
    check(command);

    assertNothing();
  }

  @Test
  void soIsAnyCheckOfAFileThatTheWorkNames() {
    brief("scope", "{}");
    check("[markdownlint, README.md]");
    assertNothing();

    brief("goal", "README.md says hello to everybody.");
    assertWarned("checks[0].run", "names README.md");

    brief("goal", "The start page says hello to everybody.");
    brief("run", "{command: \"echo hello >> README.md\"}");
    assertWarned("checks[0].run", "names README.md");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bash greet.sh",
        "[./greet.sh]",
        "'./greet.sh | grep -qx hello'",
        "'test \"$(./greet.sh)\" = hello'",
        "'sh greet.sh && true'",
      })
  void aCheckThatRunsTheVeryFileThatTheGoalChangesIsAWarning(String command) {
    program("greet.sh");
    brief("scope", "{}");
    check(command);
    for (String goal :
        new String[] {
          "Fix the typo in greet.sh.", "greet.sh says hello.", "`./greet.sh` greets in English"
        }) {
      brief("goal", "'" + goal + "'");
      assertWarned("checks[0].run", "names greet.sh, so it sees", "scope: {include: ['greet.sh']}");
    }
  }

  @Test
  void soIsOneThatTheCommandOfTheJobIsGiven() {
    program("greet.sh");
    brief("scope", "{}");
    check("'./greet.sh | grep -qx hello'");
    brief("run", "{command: \"sed -i s/helo/hello/ greet.sh\"}");

    assertWarned("checks[0].run", "names greet.sh", "scope: {include: ['greet.sh']}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Format the docs with tools/format.sh.",
        "Make it so that format.sh passes.",
        "The docs are clean: `tools/format.sh` exits with 0.",
        "Run tools/format.sh and commit what it does.",
        "format.shell is documented.",
      })
  void aScriptThatTheGoalOnlyUsesIsFine(String goal) {
    program("tools/format.sh");
    brief("scope", "{}");
    brief("goal", "'" + goal + "'");
    check("tools/format.sh --check");

    assertNothing();
  }

  @ParameterizedTest
  @ValueSource(strings = {"check.sh", "test_docs.sh", "verify", "gradlew", "lint-all.sh"})
  void aScriptThatJudgesIsFineThoughTheGoalNamesIt(String name) {
    file("tools/" + name, "");
    brief("scope", "{}");
    brief("goal", "tools/" + name + " finds no fault in the docs.");
    check("sh tools/" + name);

    assertNothing();
  }

  @Test
  void aScriptThatTheJobRunsAndTheCheckRunsTooIsFine() {
    program("generate.sh");
    brief("scope", "{}");
    brief("run", "{command: ./generate.sh}");
    check("'./generate.sh --dry-run | grep -q nothing'");

    assertNothing();
  }

  @Test
  void aFileThatTheScopeNamesIsSeenAsTheJobLeftIt() {
    check("'grep -q hello README.md'");
    brief("goal", "README.md says hello to everybody.");
    for (String include : new String[] {"README.md", "\"*.md\"", "\"**\"", "\"src/**\""}) {
      brief("scope", "{include: [" + include + "]}");
      assertNothing();
    }
  }

  @Test
  void aFolderOfTestsThatTheScopeDoesNotNameIsSeenAsItIsNow() {
    file("tests/unit/a.py", "");
    brief("scope", "{exclude: [doc]}");
    check("pytest -q ./tests/unit");

    assertWarned("checks[0].run", "names the folder ./tests/unit", "scope: {include: [");
  }

  @Test
  void aFolderOfTestsIsFineWhereTheScopeIsNamed() {
    file("tests/unit/a.py", "");
    check("pytest -q tests");

    assertThat(lint().findings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"**\"", "\"Make*\"", "\"*\""})
  void aFileThatSaysWhatIsCheckedAndMayBeChangedIsNamed(String include) {
    brief("scope", "{include: [" + include + "]}");
    check("make -s test");

    assertWarned("checks[0].run", "reads Makefile", "protect: [\"Makefile\"]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Makefile", "\"**/Makefile\""})
  void aFileThatTheScopeNamesIsMeantToBeChanged(String include) {
    brief("scope", "{include: [" + include + "]}");
    check("make -s test");

    assertThat(lint().findings()).isEmpty();
  }

  @Test
  void aFileThatIsProtectedMayBeInTheScope() {
    brief("scope", "{include: [\"**\"]}");
    brief("protect", "[Makefile]");
    check("make -s test");

    assertThat(lint().findings()).isEmpty();
  }

  @Test
  void aHandlerRunsNothingOfTheCommit() {
    brief("run", "{handler: one}");
    check("[sh, nothing.sh]");

    assertNothing();
  }

  @Test
  void aCarriedGlobThatMatchesWhatTheCommitHasIsNamed() {
    brief("scope", "{include: [\"src/**\"], carry: [.env, \"*.json\"]}");

    assertThat(lint().findings())
        .filteredOn(finding -> finding.path().startsWith("scope.carry"))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.path()).isEqualTo("scope.carry[1]");
              assertThat(finding.text()).contains("package.json");
            });
  }

  @Test
  void whatIsCarriedIsThereForCommands() {
    brief("setup", "[sh local/up.sh]");
    assertRefused("setup[0]", "local/up.sh");

    brief("scope", "{include: [\"src/**\"], carry: [local/]}");
    assertThat(lint().errors()).isEmpty();
  }
}
