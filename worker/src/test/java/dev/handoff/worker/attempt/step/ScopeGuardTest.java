package dev.handoff.worker.attempt.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.Reason;
import dev.handoff.testkit.ExecutableFile;
import dev.handoff.worker.attempt.AttemptFixture;
import dev.handoff.worker.attempt.BriefBuilder;
import dev.handoff.worker.attempt.child.SandboxPaths;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScopeGuardTest {

  @TempDir Path folder;
  private AttemptFixture fixture;

  @BeforeEach
  void makeSource() throws Exception {
    fixture = new AttemptFixture(folder);
    fixture
        .source
        .with("site/posts/one.md", "one\n")
        .with("site/posts/draft/two.md", "two\n")
        .with("site/check.sh", "grep -q ONE posts/one.md\n")
        .with(".gitignore", "*.tmp\nbuild/\n")
        .with("README.md", "readme\n");
  }

  private BriefBuilder brief(String script) throws Exception {
    return fixture.brief().dir("site").include("posts/**").exclude("posts/draft/").run(script);
  }

  private String violation(String script) throws Exception {
    return violation(brief(script));
  }

  private String violation(BriefBuilder brief) throws Exception {
    AttemptOutcome outcome = fixture.run(brief);
    assertThat(outcome).isInstanceOf(AttemptOutcome.Failed.class);
    AttemptOutcome.Failed failed = (AttemptOutcome.Failed) outcome;
    assertThat(failed.reason()).as(failed.message()).isEqualTo(Reason.SCOPE_VIOLATION);
    assertThat(fixture.source.git("branch", "--list", "handoff/*")).isEmpty();
    return failed.message();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          echo x > posts/one.md; echo x >> ../README.md | README.md (outside the scope)
          rm ../README.md | README.md (outside the scope)
          chmod +x check.sh | site/check.sh (outside the scope)
          echo x > other.md | site/other.md (outside the scope)
          echo x > posts/draft/two.md | site/posts/draft/two.md (outside the scope)
          mv posts/one.md ../moved.md | moved.md (outside the scope)
          ln -s /etc posts/l | site/posts/l (a link that leaves the tree)
          ln -s ../../../x posts/l | site/posts/l (a link that leaves the tree)
          ln -s ../../.git posts/l | site/posts/l (a link that leaves the tree)
          ln -s d/../../../../x posts/l | site/posts/l (a link that leaves the tree)
          git init -q posts/sub | site/posts/sub/.git (a nested repository)
          mkdir posts/s; echo 'gitdir: ../../.git' > posts/s/.git | site/posts/s/.git (a nested repository)
          echo '*' > .gitignore; echo x > hidden; echo x > posts/n | site/hidden (outside the scope)
          """)
  void whatTheBriefDoesNotAllowIsRefusedByName(String script, String named) throws Exception {
    assertThat(violation(script)).contains("\n" + named);
  }

  @Test
  void patchOfAViolationIsKeptAsEvidence() throws Exception {
    violation("echo evil >> ../README.md");

    assertThat(fixture.recorder.text("patch")).contains("+evil");
    assertThat(fixture.recorder.text("report")).contains("README.md (outside the scope)");
  }

  @Test
  void firstTwentyOfManyViolationsAreNamed() throws Exception {
    String message = violation("for i in $(seq 100 129); do echo x > ../f$i; done");

    assertThat(message).contains("f119 ").doesNotContain("f120 ").contains("and 10 more");
  }

  @Test
  void linkWithinTheTreeIsAllowed() throws Exception {
    AttemptOutcome outcome = fixture.run(brief("ln -s ../../README.md posts/l"));

    assertThat(outcome).isInstanceOf(AttemptOutcome.Completed.class);
  }

  @Test
  void onlyIgnoreRulesOfTheBaseCount() throws Exception {
    AttemptOutcome outcome =
        fixture.run(
            brief(
                "echo '!*.tmp' > posts/.gitignore; echo '*.md' >> posts/.gitignore;"
                    + " echo x > posts/new.md; echo x > posts/a.tmp; mkdir ../build;"
                    + " echo x > ../build/b; git init -q ../build/cache"));

    assertThat(outcome).isInstanceOf(AttemptOutcome.Completed.class);
    assertThat(outcome.result().changes().paths())
        .containsExactly("site/posts/.gitignore", "site/posts/new.md");
  }

  @Test
  void ignoredRepositoryIsThereAgainForTheChecks() throws Exception {
    AttemptOutcome outcome =
        fixture.run(
            brief("echo x > posts/one.md; mkdir ../build; git init -q ../build/cache")
                .check("cache is a repository", "git", "-C", "../build/cache", "rev-parse"));

    assertThat(outcome).isInstanceOf(AttemptOutcome.Completed.class);
  }

  @Test
  void jobCannotPassByEditingItsCheck() throws Exception {
    AttemptOutcome outcome =
        fixture.run(
            fixture
                .brief()
                .dir("site")
                .run("echo 'exit 0' > check.sh")
                .check("c", "sh", "check.sh"));

    assertThat(((AttemptOutcome.Failed) outcome).reason()).isEqualTo(Reason.CHECK_FAILED);
    assertThat(((AttemptOutcome.Failed) outcome).message())
        .contains("the job's changes to them were put aside first: site/check.sh\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "for each in site/*.sh; do sh $each || exit 1; done",
        "cd site && sh check.sh",
        "env SCRIPT=site/check.sh sh -c 'sh $SCRIPT'"
      })
  void jobCannotPassByEditingACheckThatIsNamedInAScript(String script) throws Exception {
    AttemptOutcome outcome =
        fixture.run(
            fixture
                .brief()
                .run("echo 'exit 0' > site/check.sh")
                .check("c", Duration.ofMinutes(1), script));

    assertThat(((AttemptOutcome.Failed) outcome).reason()).isEqualTo(Reason.CHECK_FAILED);
  }

  @Test
  void jobCannotDecideWhatGitTellsItsCheck() throws Exception {
    String hide =
        "echo x > posts/one.md; git config diff.external true; git config user.name a;"
            + " git commit -q -a -m hidden;"
            + " git replace $(git rev-parse HEAD~1) $(git rev-parse HEAD)";

    AttemptOutcome outcome =
        fixture.run(
            fixture
                .brief()
                .dir("site")
                .setup("git config alias.changed 'diff --quiet'")
                .run(hide)
                .check("nothing changed", "git", "changed", "HEAD", "--"));

    assertThat(((AttemptOutcome.Failed) outcome).reason()).isEqualTo(Reason.CHECK_FAILED);
    assertThat(((AttemptOutcome.Failed) outcome).message()).contains("ended with exit code 1");
  }

  @Test
  void checkThatTheBriefIncludesByNameRunsAsTheJobLeftIt() throws Exception {
    AttemptOutcome outcome =
        fixture.run(
            fixture
                .brief()
                .dir("site")
                .include("check.sh")
                .run("echo 'exit 0' > check.sh")
                .check("c", "sh", "check.sh"));

    assertThat(outcome).isInstanceOf(AttemptOutcome.Completed.class);
  }

  @Test
  void whatChecksWriteIsDropped() throws Exception {
    AttemptOutcome outcome =
        fixture.run(
            fixture
                .brief()
                .run("echo x > README.md")
                .check("writes", "sh", "-c", "echo by check > README.md; echo y > new"));

    assertThat(outcome).isInstanceOf(AttemptOutcome.Completed.class);
    assertThat(fixture.recorder.text("patch")).contains("+x").doesNotContain("by check");
  }

  @Test
  void configurationOfTheJobsRepositoryRunsNothingOfTheWorkers() throws Exception {
    // Open to the job and to the worker alike, as what it plants must be able to run for both.
    Path open = Files.createDirectory(folder.resolve("open"));
    fixture.settings =
        fixture.settings.withSandbox(new SandboxPaths(List.of(), List.of(open), List.of()));
    Path witness = open.resolve("witness");
    Path plant = open.resolve("plant.sh");
    ExecutableFile.write(plant, "#!/bin/sh\necho $$ >> " + witness + "\ncat\n");
    String config =
        "git config core.fsmonitor P; git config diff.external P; git config core.hooksPath H;"
            + " git config filter.f.clean P; git config filter.f.smudge P; git config diff.f.textconv P;"
            + " git config core.pager P; git config core.sshCommand P; git config filter.f.required true;";
    String script =
        config
            + "printf '* filter=f diff=f\\n' > .gitattributes; cp .gitattributes .git/info/attributes;"
            + "mkdir -p sub; git init -q sub; cd sub;"
            + config
            + "cd ..; echo x > README.md; git status; test -s "
            + witness
            + " && echo it would run; rm -f "
            + witness;

    AttemptOutcome outcome =
        fixture.run(
            fixture
                .brief()
                .exclude("none")
                .run(script.replace("P;", plant + ";").replace("H;", folder + ";")));

    assertThat(((AttemptOutcome.Failed) outcome).reason()).isEqualTo(Reason.SCOPE_VIOLATION);
    assertThat(fixture.recorder.text("log")).contains("it would run");
    assertThat(witness).doesNotExist();
    assertThat(fixture.recorder.text("patch")).contains("+x");
  }

  @ParameterizedTest
  @CsvSource({
    "a/l, ../b, false",
    "a/l, b/c, false",
    "a/l, ./../b, false",
    "l, .., true",
    "a/l, .., false",
    "a/l, ../.., true",
    "a/l, /, true",
    "a/l, b/../c, true",
    "a/l, ../.GIT/config, true"
  })
  void linkLeavesTheTreeByItsText(String path, String target, boolean leaves) {
    assertThat(ScopeGuard.leaves(path, target)).isEqualTo(leaves);
  }
}
