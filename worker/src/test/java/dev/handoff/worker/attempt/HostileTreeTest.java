package dev.handoff.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.Reason;
import dev.handoff.worker.attempt.child.Isolation;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import dev.handoff.worker.attempt.order.OutputSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trees that a job leaves to get something past the guard, or to make the worker stumble. */
class HostileTreeTest {

  @TempDir Path folder;
  private AttemptFixture fixture;

  @BeforeEach
  void makeSource() throws Exception {
    fixture = new AttemptFixture(folder);
    fixture
        .source
        .with("docs/one.md", "one\n")
        .with("README.md", "readme\n")
        .with(".gitignore", "*.tmp\nbuild/\n");
  }

  private AttemptOutcome.Failed failed(BriefBuilder brief) throws Exception {
    AttemptOutcome outcome = fixture.run(brief);
    assertThat(outcome).isInstanceOf(AttemptOutcome.Failed.class);
    assertThat(fixture.source.git("branch", "--list", "handoff/*")).isEmpty();
    assertThat(fixture.remains()).isEmpty();
    return (AttemptOutcome.Failed) outcome;
  }

  private static List<String> paths(AttemptOutcome outcome) {
    assertThat(outcome).as("%s", outcome).isInstanceOf(AttemptOutcome.Completed.class);
    return outcome.result().changes().paths();
  }

  private static final String HOSTILE =
      """
      echo x >> docs/one.md
      mkdir .GIT; echo x > .GIT/config
      mkdir -p docs/.Git/hooks; echo x > docs/.Git/hooks/h
      mkdir git~1; echo x > git~1/config
      mkdir '.git '; echo x > '.git /config'
      mkdir "$(printf '.g\\342\\200\\214it')"; echo x > "$(printf '.g\\342\\200\\214it/invisible')"
      echo x > 'docs\\.git\\config'
      ln -s README.md .gitmodules
      echo x > readme.md
      echo x > DOCS
      mkdir Docs; echo x > Docs/two.md
      echo x > new; echo x > NEW
      echo a > "$(printf '\\303\\244')"; echo b > "$(printf 'a\\314\\210')"
      ln -s /etc/passwd docs/absolute
      ln -s ../.git/config docs/into
      git init -q sub; git -C sub -c user.name=a -c user.email=b commit -q --allow-empty -m x
      """;

  @Test
  void bareRepositoryIsNoPartOfAResult() throws Exception {
    AttemptOutcome.Failed outcome =
        failed(
            fixture
                .brief()
                .run("git init -q --bare sub; touch sub/objects/x sub/refs/x; echo a > other"));

    assertThat(outcome.reason()).isEqualTo(Reason.SCOPE_VIOLATION);
    assertThat(outcome.message())
        .contains("sub/HEAD (part of a bare repository", "sub/config (part of a bare repository")
        .doesNotContain("other");
  }

  /** As HFS+ reads the name. */
  @Test
  void bareRepositoryWithInvisibleLettersInItsNamesIsNoPartOfAResult() throws Exception {
    AttemptOutcome.Failed outcome =
        failed(
            fixture
                .brief()
                .run(
                    "mkdir -p sub/objects sub/refs; touch sub/objects/x sub/refs/x;"
                        + " echo 'ref: refs/heads/a' > \"$(printf 'sub/H\\342\\200\\214EAD')\""));

    assertThat(outcome.message()).contains("sub/objects/x (part of a bare repository");
  }

  @Test
  void whatNoResultMayHaveIsRefusedByName() throws Exception {
    AttemptOutcome.Failed outcome = failed(fixture.brief().run(HOSTILE));

    assertThat(outcome.reason()).as(outcome.message()).isEqualTo(Reason.SCOPE_VIOLATION);
    assertThat(outcome.message().lines())
        .contains(
            ".GIT/config (a name that git refuses)",
            "docs/.Git (a nested repository)",
            "git~1/config (a name that git refuses)",
            ".git /config (a name that git refuses)",
            ".git/invisible (a name that git refuses)",
            "docs\\.git\\config (a name that git refuses)",
            ".gitmodules (a name that git refuses)",
            "readme.md (the same as README.md but for its case)",
            "DOCS (the same as Docs but for its case)",
            "Docs/two.md (the same as DOCS but for its case)",
            "new (the same as NEW but for its case)",
            "NEW (the same as new but for its case)",
            "\u00e4 (the same as a\u0308 but for its case)",
            "docs/absolute (a link that leaves the tree)",
            "docs/into (a link that leaves the tree)",
            "sub/.git (a nested repository)");
    assertThat(outcome.message()).doesNotContain("docs/one.md");
    assertThat(fixture.recorder.text("patch")).contains("docs/one.md", "/etc/passwd");
  }

  @Test
  void folderThatBecameALinkIsRefused() throws Exception {
    AttemptOutcome.Failed outcome = failed(fixture.brief().run("rm -r docs; ln -s /etc docs"));

    assertThat(outcome.message()).contains("\ndocs (a link that leaves the tree)");
  }

  @Test
  void namesThatDifferByMoreThanCaseDoNotClash() throws Exception {
    AttemptOutcome outcome =
        fixture.run(
            fixture
                .brief()
                .run(
                    "mv README.md readme.md; echo x > docs/One;"
                        + " echo l > \"$(printf 'l\\344')\"; echo l > \"$(printf 'l\\345')\""));

    assertThat(paths(outcome)).contains("README.md", "readme.md", "docs/One").hasSize(5);
  }

  @Test
  void pipesAndUnreadableFilesStopNobody() throws Exception {
    AttemptOutcome outcome =
        fixture.run(
            fixture
                .brief()
                .run(
                    "rm README.md; mkfifo README.md pipe docs/pipe; echo x > closed; chmod 0 closed;"
                        + " mkdir shut; echo y > shut/in; chmod 0 shut"));

    assertThat(paths(outcome)).containsExactly("README.md", "closed", "shut/in");
    assertThat(fixture.recorder.text("patch")).contains("deleted file mode 100644", "+x", "+y");
  }

  private static String treeBecomesALinkTo(Path place) {
    return "t=$PWD; cd /; rm -rf \"$t\"; ln -s '%s' \"$t\"".formatted(place);
  }

  @Test
  void treeThatIsALinkToElsewhereIsNeitherReadNorWritten() throws Exception {
    fixture.isolation = Isolation.PROCESS_GROUP; // where a job can write beside its tree
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere/.git/deep"));
    Files.writeString(elsewhere.resolve("../../secret"), "s");

    AttemptOutcome.Failed outcome =
        failed(
            fixture
                .brief()
                .run(treeBecomesALinkTo(folder.resolve("elsewhere")))
                .artifacts("**")
                .check("c", "sh", "README.md"));

    assertThat(outcome.reason()).isEqualTo(Reason.SCOPE_VIOLATION);
    assertThat(outcome.message()).contains("its own working tree");
    assertThat(fixture.recorder.artifacts()).containsOnlyKeys("log", "report");
    assertThat(elsewhere).exists();
    assertThat(folder.resolve("elsewhere/README.md")).doesNotExist();
  }

  @Test
  void failedJobWhoseTreeIsALinkIsNotReadEither() throws Exception {
    fixture.isolation = Isolation.PROCESS_GROUP; // where a job can write beside its tree
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere/.git/deep"));

    AttemptOutcome.Failed outcome =
        failed(fixture.brief().run(treeBecomesALinkTo(folder.resolve("elsewhere")) + "; exit 3"));

    assertThat(outcome.reason()).isEqualTo(Reason.RUN_FAILED);
    assertThat(fixture.recorder.artifacts()).containsOnlyKeys("log", "report");
    assertThat(elsewhere).exists();
  }

  @Test
  void checkThatPutsALinkInPlaceOfTheTreeIsWrittenNowhereElse() throws Exception {
    fixture.isolation = Isolation.PROCESS_GROUP; // where a job can write beside its tree
    fixture.source.with("check.sh", "exit 0\n");
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    String swap = treeBecomesALinkTo(elsewhere);

    AttemptOutcome.Failed outcome =
        failed(
            fixture
                .brief()
                .run("echo x > README.md")
                .check("swaps", "sh", "-c", swap)
                .check("next", "sh", "check.sh"));

    assertThat(outcome.reason()).isEqualTo(Reason.CHECK_FAILED);
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void resultThatIsTooLargeFailsAndKeepsNoPatch() throws Exception {
    fixture.settings =
        fixture.settings.withOutputs(OutputSettings.DEFAULT.withLimits(1000, 10, 1000));

    AttemptOutcome.Failed outcome = failed(fixture.brief().run("seq 1 1000 > README.md"));

    assertThat(outcome.reason()).isEqualTo(Reason.OUTPUT_TOO_LARGE);
    assertThat(outcome.message()).contains("3893 bytes", "may have 1000");
    assertThat(fixture.recorder.artifacts()).containsOnlyKeys("log", "report");
    assertThat(fixture.recorder.text("report")).contains("No patch is published: README.md");
  }

  @Test
  void restOfAResultThatIsTooLargeIsKept() throws Exception {
    fixture.settings =
        fixture.settings.withOutputs(OutputSettings.DEFAULT.withLimits(1000, 10, 1000));

    AttemptOutcome.Failed outcome =
        failed(fixture.brief().run("seq 1 1000 > big; seq 1 2000 > check.sh; echo small > small"));

    assertThat(outcome.reason()).isEqualTo(Reason.OUTPUT_TOO_LARGE);
    assertThat(outcome.message()).contains("has the rest, without: check.sh, big");
    assertThat(fixture.recorder.text("patch"))
        .contains("+small")
        .doesNotContain("check.sh", "b/big");
    assertThat(outcome.result().changes().paths()).containsExactly("small");
    assertThat(outcome.result().outputs().undelivered()).singleElement().asString().contains("big");
  }

  @Test
  void fileThatIsTooLargeIsHeldAgainstTheScopeToo() throws Exception {
    fixture.settings =
        fixture.settings.withOutputs(OutputSettings.DEFAULT.withLimits(1000, 10, 1000));

    AttemptOutcome.Failed outcome =
        failed(
            fixture.brief().include("src/**").run("mkdir src; echo x > src/a; seq 1 1000 > big"));

    assertThat(outcome.reason()).isEqualTo(Reason.SCOPE_VIOLATION);
    assertThat(outcome.message()).contains("big (outside the scope)");
  }

  @Test
  void namesBeyondTheReachOfOnePathStopNobody() throws Exception {
    String name = "d".repeat(200);
    AttemptOutcome.Failed outcome =
        failed(
            fixture
                .brief()
                .run(
                    "for i in $(seq 1 30); do mkdir "
                        + name
                        + "; cd "
                        + name
                        + "; done; echo x > f"));

    assertThat(outcome.reason()).as(outcome.message()).isEqualTo(Reason.SCOPE_VIOLATION);
    assertThat(outcome.message()).contains("(a path that is too long)");
  }

  @Test
  void filesInTheFolderOfASubmoduleAreNotLostInSilence() throws Exception {
    String commit = fixture.source.commit();
    fixture.source.git("update-index", "--add", "--cacheinfo", "160000," + commit + ",sub");
    fixture.source.git("commit", "-q", "-m", "a submodule");
    String base = fixture.source.git("rev-parse", "HEAD");
    AttemptOutcome.Failed filled =
        failed(new BriefBuilder(fixture.source, base).run("echo x > sub/file; echo x > a"));
    AttemptOutcome.Failed gone =
        failed(new BriefBuilder(fixture.source, base).run("rmdir sub; echo x > a"));

    AttemptOutcome untouched =
        fixture.run(new BriefBuilder(fixture.source, base).run("echo x > a"));

    assertThat(filled.message()).contains("\nsub (a change in a submodule)");
    assertThat(gone.message()).contains("\nsub (a submodule)");
    assertThat(paths(untouched)).containsExactly("a");
  }

  @Test
  void repositoriesThatSetupLeftAreNothingOfTheJobs() throws Exception {
    AttemptOutcome outcome =
        fixture.run(
            fixture
                .brief()
                .setup("git init -q vendor/lib; echo x > vendor/lib/file")
                .run("git -C vendor/lib rev-parse && echo x > README.md")
                .check("still there", "git", "-C", "vendor/lib", "rev-parse", "--git-dir"));

    assertThat(paths(outcome)).containsExactly("README.md");
  }
}
