package dev.handoff.worker.attempt.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.brief.Brief.Network;
import dev.handoff.brief.policy.Policy;
import dev.handoff.job.Reason;
import dev.handoff.worker.attempt.AttemptFixture;
import dev.handoff.worker.attempt.child.SandboxPaths;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import dev.handoff.worker.attempt.order.AttemptSettings;
import dev.handoff.worker.secret.Redactor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a job may not carry out of the worker, and what a policy takes from a brief. */
class SecretScanTest {

  private static final String SECRET = "pl4nted-Secret/42";
  private static final List<String> ALL = List.of("**");

  @TempDir Path folder;
  private AttemptFixture fixture;

  @BeforeEach
  void makeSource() throws Exception {
    fixture = new AttemptFixture(folder);
    fixture.source.with("README.md", "readme\n").with("ops/run.sh", "true\n");
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("NPM_TOKEN", SECRET);
    fixture.settings =
        fixture
            .settings
            .withPolicy(policy(List.of(), ALL, Network.ON))
            .withEnvironment(environment, "NPM_TOKEN"::equals);
  }

  private static Policy policy(List<String> paths, List<String> branches, Network network) {
    return new Policy(
        ALL, paths, ALL, ALL, network, List.of("NPM_TOKEN"), branches, false, List.of(), false);
  }

  private AttemptOutcome.Failed secretFound(String script) throws Exception {
    AttemptOutcome outcome = fixture.run(fixture.brief().env("NPM_TOKEN").run(script));

    assertThat(outcome).isInstanceOf(AttemptOutcome.Failed.class);
    AttemptOutcome.Failed failed = (AttemptOutcome.Failed) outcome;
    assertThat(failed.reason()).as(failed.message()).isEqualTo(Reason.SECRET_FOUND);
    assertThat(failed.message()).contains("NPM_TOKEN in ").doesNotContain(SECRET);
    assertThat(outcome.result().outputs().patch()).isNull();
    assertThat(outcome.result().outputs().branch()).isNull();
    assertThat(fixture.recorder.artifacts()).doesNotContainKey("patch");
    assertThat(fixture.source.git("branch", "--list", "handoff/*")).isEmpty();
    assertThat(fixture.recorder.text("report")).contains("No patch was published");
    assertThat(failed.message()).contains(" on " + HostName.ofThisHost() + " ", "" + withheld());
    assertThat(withheld()).isRegularFile();
    return failed;
  }

  private Path withheld() {
    return fixture.settings.folder().resolve("withheld").resolve(fixture.job + "-1.patch");
  }

  @Test
  void thePatchThatIsWithheldCanBeApplied() throws Exception {
    secretFound("echo \"$NPM_TOKEN\" > a.txt; printf '\\0%s' \"$NPM_TOKEN\" > a.bin");

    fixture.source.git("apply", withheld().toString());
    assertThat(fixture.source.path().resolve("a.txt")).hasContent(SECRET + "\n");
    assertThat(fixture.source.path().resolve("a.bin")).hasContent("\0" + SECRET);
    assertThat(Files.getPosixFilePermissions(withheld()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void noJobSeesAPatchThatIsWithheld() throws Exception {
    assumeTrue(fixture.isolation.hidesTheHost());
    secretFound("echo \"$NPM_TOKEN\" > a.txt");
    AttemptSettings open =
        fixture.settings.withSandbox(
            new SandboxPaths(List.of(fixture.folder), List.of(), List.of()));
    AttemptFixture second = new AttemptFixture(fixture.folder.resolve("second"));
    second.settings = open;
    second.source.with("README.md", "readme\n");

    second.run(second.brief().run("ls -R " + open.folder() + "; cat " + withheld()));

    assertThat(second.recorder.text("log")).contains("No such file").doesNotContain(".patch\n");
  }

  @Test
  void aPatchThatCannotBeWithheldIsSaidToBeLost() throws Exception {
    Files.createDirectories(fixture.settings.folder());
    Files.writeString(fixture.settings.folder().resolve("withheld"), "no folder");

    AttemptOutcome outcome =
        fixture.run(fixture.brief().env("NPM_TOKEN").run("echo \"$NPM_TOKEN\" > a.txt"));

    assertThat(outcome).isInstanceOf(AttemptOutcome.Failed.class);
    assertThat(((AttemptOutcome.Failed) outcome).message())
        .contains("NPM_TOKEN in a.txt:1", "could not be kept on the worker", "is no folder");
  }

  @Test
  void aChangeWithASecretFailsTheJobAndIsNotPublished() throws Exception {
    AttemptOutcome.Failed failed = secretFound("echo \"token = $NPM_TOKEN\" > conf.ini");

    assertThat(failed.message()).contains("NPM_TOKEN in conf.ini");
  }

  private AttemptOutcome.Completed completed(String script) throws Exception {
    AttemptOutcome outcome = fixture.run(fixture.brief().env("NPM_TOKEN").run(script));

    assertThat(outcome).as(outcome.toString()).isInstanceOf(AttemptOutcome.Completed.class);
    assertThat(outcome.result().outputs().patch()).isNotNull();
    return (AttemptOutcome.Completed) outcome;
  }

  @Test
  void theMessageNamesTheLines() throws Exception {
    fixture.source.with("conf.ini", "a\nb\nc\n");

    AttemptOutcome.Failed failed =
        secretFound(
            "{ printf 'x\\r\\n%s\\r\\n' $NPM_TOKEN; cat; echo $NPM_TOKEN; } < conf.ini > c; mv c conf.ini");

    assertThat(failed.message()).contains("NPM_TOKEN in conf.ini:2,6.");
  }

  @Test
  void removingASecretThatStoodAtTheBaseIsNoLeak() throws Exception {
    fixture.source.with("app.py", "import os\nkey = '" + SECRET + "'\nrun(key)\n");

    completed("sed -i \"s|'.*'|os.environ['NPM_TOKEN']|\" app.py");
  }

  @Test
  void aChangeBesideOneIsNoLeak() throws Exception {
    fixture.source.with("app.py", "import os\nkey = '" + SECRET + "'\nrun(key)\n");

    completed("echo 'stop()' >> app.py");
  }

  @Test
  void movingOneWithinItsFileIsNoLeak() throws Exception {
    fixture.source.with("app.py", "import os\nkey = '" + SECRET + "'\nrun(key)\n");

    completed("{ echo 'if True:'; sed 's/^/    /' app.py; } > b; mv b app.py");
  }

  @Test
  void renamingOrRemovingItsFileIsNoLeak() throws Exception {
    String code = "line of code\n".repeat(20);
    fixture.source.with("app.py", code + "key = '" + SECRET + "'\n").with("old.py", SECRET + "\n");

    completed("mkdir src; mv app.py src/main.py; echo more >> src/main.py; rm old.py");
  }

  @Test
  void whatAnotherFileOfTheBaseHoldsIsNoExcuse() throws Exception {
    fixture.source.with("app.py", "key = '" + SECRET + "'\n");

    AttemptOutcome.Failed failed = secretFound("cat app.py README.md > copy.py");

    assertThat(failed.message()).contains("NPM_TOKEN in copy.py:1.");
  }

  @Test
  void anotherFormOfItAtTheBaseIsNoExcuse() throws Exception {
    fixture.source.with("app.py", "key = '" + SECRET + "'\n");

    secretFound("printf %s $NPM_TOKEN | base64 >> app.py");
  }

  @Test
  void aSecretThatIsPutTogetherOfOldAndNewLinesIsFound() throws Exception {
    String base64 = Base64.getEncoder().encodeToString(SECRET.getBytes(UTF_8));
    fixture.source.with("a.txt", base64.substring(0, 12) + "\nx\n");

    secretFound("{ head -n 1 a.txt; printf %s $NPM_TOKEN | base64 | cut -c 13-; } > b; mv b a.txt");
  }

  @Test
  void aSecretWhoseHalvesMeetWhenALineIsRemovedIsFound() throws Exception {
    String base64 = Base64.getEncoder().encodeToString(SECRET.getBytes(UTF_8));
    fixture.source.with("a.txt", base64.substring(0, 12) + "\n - \n" + base64.substring(12) + "\n");

    secretFound("sed -i 2d a.txt");
  }

  @Test
  void alsoOneInHexadecimalDigitsOnALineOfManyMegabytes() throws Exception {
    secretFound(
        "head -c 9000000 /dev/zero | tr '\\0' x > a.js; printf %s $NPM_TOKEN | od -An -tx1 | tr -d ' \\n' >> a.js");
  }

  @Test
  void alsoOneInTheNameOfAFileOrAFolder() throws Exception {
    fixture.source.with("a-known-name/x", "x\n");

    AttemptOutcome.Failed failed =
        secretFound("mkdir -p \"$NPM_TOKEN\"; echo x > \"$NPM_TOKEN/y\"");

    assertThat(failed.message()).contains("NPM_TOKEN in the name of ***");
    assertThat(fixture.recorder.text("log")).doesNotContain(SECRET);
  }

  @Test
  void aNameThatTheBaseHasIsNoLeak() throws Exception {
    fixture.source.with(SECRET + "/x", "x\n").with(SECRET + "2", "some lines\n".repeat(9));

    completed("echo more >> \"$NPM_TOKEN/x\"; echo new > \"$NPM_TOKEN/y\"");
  }

  @Test
  void alsoOneInALinkAndInAFileThatTakesThePlaceOfALink() throws Exception {
    Files.createSymbolicLink(fixture.source.path().resolve("link"), Path.of("README.md"));

    AttemptOutcome.Failed failed =
        secretFound("ln -s \"$NPM_TOKEN\" new; rm link; printf '\\0%s' \"$NPM_TOKEN\" > link");

    assertThat(failed.message()).contains("NPM_TOKEN in link; ", "NPM_TOKEN in new:1.");
  }

  @Test
  void whatLooksLikeATokenIsToldInTheReportAndFailsNothing() throws Exception {
    String token = "gh" + "p_" + "0aB1".repeat(10);
    fixture.source.with("old.txt", "old\n" + token + "x\n");

    completed(
        "sed -i 1d old.txt; printf 'x\\n%s%s\\n' gh p_0aB10aB10aB10aB10aB10aB10aB10aB10aB10aB1 > new.txt");

    for (String told : List.of("report", "log")) {
      assertThat(fixture.recorder.text(told))
          .contains("looks like GitHub token in new.txt:2. Look at it")
          .doesNotContain(token, "old.txt:");
    }
  }

  @Test
  void alsoForAWorkerThatKnowsNoSecret() throws Exception {
    fixture.settings = fixture.settings.withRedactor(Redactor.NONE);

    completed("printf 'AK%sIA%s' '' 0A1B2C3D4E5F6G7H > new.txt");

    assertThat(fixture.recorder.text("report")).contains("looks like AWS access key in new.txt:1.");
  }

  @Test
  void anArtifactWhoseNameHoldsASecretIsLeftOut() throws Exception {
    fixture.source.with(".gitignore", "out/\n");

    fixture.run(
        fixture
            .brief()
            .env("NPM_TOKEN")
            .artifacts("out/**")
            .run(
                "mkdir -p \"out/$NPM_TOKEN\"; echo x > \"out/$NPM_TOKEN/y\"; echo x > out/pl4nted-; echo x > a"));

    assertThat(fixture.recorder.artifacts().keySet())
        .contains("artifacts/out/pl4nted-")
        .noneMatch(name -> name.contains(SECRET));
    assertThat(fixture.recorder.text("report"))
        .contains("1 files that artifacts match are left out, as their names hold", "out/***/y")
        .doesNotContain(SECRET);
  }

  @Test
  void aTitleWithASecretIsInNoCommitAndNoBranch() throws Exception {
    AttemptOutcome outcome =
        fixture.run(fixture.brief().title("Use " + SECRET + " now").run("echo x > a"));

    String branch = outcome.result().outputs().branch().name();
    assertThat(branch).doesNotContain("pl4nted");
    assertThat(fixture.source.git("log", "-1", "--format=%B", branch))
        .startsWith("Use *** now")
        .doesNotContain(SECRET);
  }

  @Test
  void manyFilesAreCounted() throws Exception {
    AttemptOutcome.Failed failed =
        secretFound("for i in $(seq 100 111); do echo $NPM_TOKEN > $i; done");

    assertThat(failed.message()).contains("NPM_TOKEN in 109:1; and in 2 more files");
  }

  @Test
  void alsoOneThatIsEncodedAndGoesOverSeveralLines() throws Exception {
    secretFound("printf 'user:%s:and more' \"$NPM_TOKEN\" | base64 -w 20 > auth.txt");
  }

  @Test
  void alsoOneInHexadecimalDigitsThatGoOverSeveralLines() throws Exception {
    secretFound("printf 'user:%s' $NPM_TOKEN | od -An -v -tx1 | tr -d ' ' > auth.txt");
  }

  @Test
  void alsoOneInABinaryFile() throws Exception {
    AttemptOutcome.Failed failed = secretFound("printf 'x\\0%s\\0' \"$NPM_TOKEN\" > cache.bin");

    assertThat(failed.message()).contains("cache.bin");
  }

  @Test
  void alsoOfAJobThatFailedBefore() throws Exception {
    AttemptOutcome.Failed failed = secretFound("echo \"$NPM_TOKEN\" > a.txt; exit 7");

    assertThat(failed.message()).contains("a.txt", "exit code 7");
  }

  @Test
  void whatAJobPrintsIsRedactedBeforeItIsCut() throws Exception {
    AttemptOutcome outcome =
        fixture.run(
            fixture
                .brief()
                .env("NPM_TOKEN")
                .run("echo x > a.txt; printf 'a pl4nted'; sleep 0.3; echo '-Secret/42 b'")
                .check("tells", "sh", "-c", "echo \"$NPM_TOKEN\""));

    assertThat(outcome).isInstanceOf(AttemptOutcome.Completed.class);
    assertThat(fixture.recorder.text("log")).contains("a *** b\n").doesNotContain("pl4nted");
    assertThat(outcome.result().checks().get(0).tail()).isEqualTo("***");
  }

  @Test
  void filesThatThePolicyDoesNotPermitAreOutsideOfEveryScope() throws Exception {
    fixture.settings = fixture.settings.withPolicy(policy(List.of("!ops/"), ALL, Network.ON));

    AttemptOutcome outcome =
        fixture.run(fixture.brief().run("echo x > README.md; echo x > ops/run.sh"));

    AttemptOutcome.Failed failed = (AttemptOutcome.Failed) outcome;
    assertThat(failed.reason()).isEqualTo(Reason.SCOPE_VIOLATION);
    assertThat(failed.message()).contains("ops/run.sh (outside what this worker's policy.paths");
    assertThat(failed.message()).doesNotContain("README.md");

    fixture.settings =
        fixture.settings.withPolicy(policy(List.of("*.md", "ops/**", "!*.sh"), ALL, Network.ON));
    failed =
        (AttemptOutcome.Failed)
            fixture.run(fixture.brief().run("touch ops/a.txt ops/b.sh c.md c.txt"));
    assertThat(failed.message())
        .contains("ops/b.sh (outside", "c.txt (outside")
        .doesNotContain("ops/a.txt", "c.md");
  }

  @Test
  void aBranchThatThePolicyDoesNotPermitIsNotMade() throws Exception {
    fixture.settings =
        fixture.settings.withPolicy(policy(List.of(), List.of("team/**"), Network.ON));

    AttemptOutcome outcome = fixture.run(fixture.brief().run("echo x > README.md"));

    assertThat(outcome).isInstanceOf(AttemptOutcome.Completed.class);
    assertThat(outcome.result().outputs().branch()).isNull();
    assertThat(outcome.result().outputs().patch()).isNotNull();
    assertThat(fixture.recorder.text("report")).contains("policy.branches");
    assertThat(fixture.source.git("branch", "--list", "handoff/*")).isEmpty();
  }

  @Test
  void aPolicyWithoutNetworkCutsItWhateverTheBriefSays() throws Exception {
    fixture.settings = fixture.settings.withPolicy(policy(List.of(), ALL, Network.OFF));

    fixture.run(fixture.brief().run("ls /sys/class/net > a.txt; cat /proc/net/dev; echo end"));

    // Without a network there is the loopback alone, or the isolation cannot do it and says so.
    String log = fixture.recorder.text("log");
    assertThat(log.lines().filter(line -> line.contains(":")).count())
        .as(log)
        .isLessThanOrEqualTo(1);
    assertThat(log.contains("end")).isEqualTo(fixture.isolation.canCutNetwork());
  }
}
