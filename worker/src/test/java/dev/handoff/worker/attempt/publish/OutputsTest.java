package dev.handoff.worker.attempt.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Brief.Output;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.PullRequestCommand;
import dev.handoff.testkit.ExecutableFile;
import dev.handoff.worker.attempt.AttemptFixture;
import dev.handoff.worker.attempt.BriefBuilder;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import dev.handoff.worker.attempt.order.OutputSettings;
import dev.handoff.worker.secret.Redactor;
import dev.handoff.worker.secret.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What leaves the worker, with a scripted gh and a bare repository behind a URL. */
class OutputsTest {

  private static final String ADDRESS = "https://example.org/team/site/pull/7";

  @TempDir Path folder;
  private AttemptFixture fixture;
  private Path network;
  private String base;

  @BeforeEach
  void makeSource() throws Exception {
    fixture = new AttemptFixture(folder);
    fixture.source.with("site/README.md", "readme\n").with(".gitignore", "shots/\n*.log\n");
    base = fixture.source.commit();
    network = folder.resolve("network.git");
    fixture.source.git("clone", "-q", "--bare", ".", network.toString());
    reachHost();
  }

  private String url() {
    return "ssh://git@host" + network;
  }

  /** Stands in for the network: what would run on the host runs here. */
  private void reachHost() throws Exception {
    Path ssh = folder.resolve("ssh");
    ExecutableFile.write(
        ssh, "#!/bin/sh\n[ \"$1\" = -G ] && exit 1\nshift $(($# - 1))\nexec sh -c \"$1\"\n");
    fixture.settings =
        fixture.settings.withEnvironment(
            Map.of("GIT_SSH_COMMAND", ssh.toString(), "PATH", System.getenv("PATH")),
            name -> false);
  }

  /** Writes down what it is told and where, then goes on as the script says. */
  private void permitPush(String script) throws Exception {
    Path gh = folder.resolve("gh");
    String witness = folder.resolve("gh.said").toString();
    ExecutableFile.write(
        gh,
        "#!/bin/sh\nprintf '%s\\n' \"$@\" >> "
            + witness
            + "\nfor word; do last=$word; done\ncat \"${last#--body-file=}\" > "
            + folder.resolve("gh.body")
            + "\n"
            + script
            + "\n");
    List<String> words = new java.util.ArrayList<>(PullRequestCommand.DEFAULT.words());
    words.set(0, gh.toString());
    fixture.settings =
        fixture.settings.withOutputs(
            OutputSettings.DEFAULT.withPush(true, new PullRequestCommand(words)));
  }

  private BriefBuilder brief() throws Exception {
    return new BriefBuilder(fixture.source, base)
        .title("--web \u001b[31m'$(touch x)")
        .output(Output.PULL_REQUEST)
        .run("echo x > site/README.md");
  }

  private String networkRefs() throws Exception {
    return fixture.source.git(
        "--git-dir", network.toString(), "for-each-ref", "--format=%(refname)", "refs/heads");
  }

  private static dev.handoff.job.JobResult.Outputs outputs(AttemptOutcome outcome) {
    assertThat(outcome).as("%s", outcome).isInstanceOf(AttemptOutcome.Completed.class);
    return outcome.result().outputs();
  }

  @Test
  void pullRequestIsOpenedForABranchThatWasPushedFirst() throws Exception {
    permitPush(
        "git --git-dir=" + network + " for-each-ref >> " + folder + "/gh.said; echo " + ADDRESS);

    AttemptOutcome outcome = fixture.run(brief().repo(url()));

    String branch = "handoff/web-31m-touch-x-" + fixture.job.suffix();
    assertThat(outputs(outcome).pullRequest()).isEqualTo(ADDRESS);
    assertThat(outputs(outcome).branch().name()).isEqualTo(branch);
    assertThat(outputs(outcome).branch().pushedTo()).isEqualTo(url());
    assertThat(folder.resolve("gh.said"))
        .content()
        .contains("pr\ncreate\n--draft\n--repo=" + url() + "\n--head=" + branch + "\n")
        .contains("--title=--web '$(touch x)\n--body-file=")
        .contains("refs/heads/" + branch);
    assertThat(folder.resolve("gh.body"))
        .content()
        .contains("## Files changed (1)")
        .doesNotContain("## Result", "git push");
    assertThat(fixture.recorder.text("report"))
        .contains("Pull request: " + ADDRESS)
        .contains("git push " + url() + " --delete " + branch);
  }

  @Test
  void pullRequestHasNoSecret() throws Exception {
    permitPush("echo " + ADDRESS);
    String secret = "s3cr3t-value";
    fixture.settings =
        fixture.settings.withRedactor(Redactor.of(List.of(new Secret("NPM_TOKEN", secret))));

    fixture.run(brief().repo(url()).title("Use " + secret));

    assertThat(folder.resolve("gh.said"))
        .content()
        .contains("--title=Use ***")
        .doesNotContain(secret);
    assertThat(folder.resolve("gh.body")).content().contains("# Use").doesNotContain(secret);
    assertThat(fixture.source.git("--git-dir", network.toString(), "log", "--all", "--format=%B"))
        .contains("Use ***")
        .doesNotContain(secret);
  }

  @Test
  void repositoryOnThisDiskGetsTheBranchAndSoDoesItsOrigin() throws Exception {
    permitPush("echo " + ADDRESS);
    fixture.source.git("remote", "add", "origin", url());

    AttemptOutcome outcome = fixture.run(brief());

    String ref = "refs/heads/" + outputs(outcome).branch().name();
    assertThat(outputs(outcome).pullRequest()).isEqualTo(ADDRESS);
    assertThat(outputs(outcome).branch().pushedTo()).isEqualTo(fixture.source.path().toString());
    assertThat(fixture.source.git("for-each-ref", "--format=%(refname)", "refs/heads"))
        .contains(ref);
    assertThat(networkRefs()).contains(ref);
  }

  @Test
  void withoutPermissionNothingLeavesAndTheReportSaysWhatToDo() throws Exception {
    AttemptOutcome outcome = fixture.run(brief().repo(url()));

    assertThat(outputs(outcome).pullRequest()).isNull();
    assertThat(outputs(outcome).branch().pushedTo()).isNull();
    assertThat(networkRefs()).isEqualTo("refs/heads/main");
    assertThat(fixture.recorder.text("report"))
        .contains("> No pull request: this worker's policy does not permit pushes");
    assertThat(outputs(outcome).undelivered())
        .singleElement()
        .asString()
        .startsWith("No pull request");
    assertThat(fixture.recorder.text("report"))
        .contains("handoff apply --pull-request " + fixture.job);
  }

  @Test
  void jobWhosePullRequestFailsIsCompletedAndSaysSo() throws Exception {
    permitPush("printf 'no \\033[31mscopes\\n' >&2; exit 4");

    AttemptOutcome outcome = fixture.run(brief().repo(url()));

    assertThat(outputs(outcome).pullRequest()).isNull();
    assertThat(fixture.recorder.text("report"))
        .contains("was pushed to " + url() + ", but ")
        .contains("gh ended with 4: no scopes")
        .contains("handoff apply --pull-request " + fixture.job);
  }

  @Test
  void repositoryWithABranchThatIsCalledHandoffGetsTheResultUnderAFlatName() throws Exception {
    fixture.source.git("branch", "handoff");

    AttemptOutcome outcome = fixture.run(fixture.brief().run("echo x > a"));

    assertThat(outputs(outcome).branch().name()).startsWith("handoff-change-the-posts-");
    assertThat(fixture.source.git("branch", "--list", "handoff-*"))
        .contains(outputs(outcome).branch().name());
    assertThat(outputs(outcome).undelivered()).isNull();
  }

  @Test
  void networkRepositoryWithSuchABranchDoesToo() throws Exception {
    permitPush("echo " + ADDRESS);
    fixture.source.git("push", "-q", network.toString(), "HEAD:refs/heads/handoff");

    AttemptOutcome outcome = fixture.run(brief().repo(url()));

    assertThat(outputs(outcome).branch().name()).startsWith("handoff-web-");
    assertThat(networkRefs()).contains(outputs(outcome).branch().name());
  }

  @Test
  void branchThatARepositoryDoesNotTakeIsToldWithWhatMakesIt() throws Exception {
    fixture.source.git("branch", "handoff");
    fixture.source.git("branch", "handoff-change-the-posts-" + fixture.job.suffix());

    AttemptOutcome outcome = fixture.run(fixture.brief().run("echo x > a"));

    assertThat(outcome).isInstanceOf(AttemptOutcome.Completed.class);
    assertThat(outputs(outcome).branch().pushedTo()).isNull();
    assertThat(outputs(outcome).undelivered())
        .singleElement()
        .asString()
        .contains("did not take the branch", "handoff apply --branch " + fixture.job);
    assertThat(fixture.recorder.text("report"))
        .contains("> The repository did not take the branch");
  }

  @Test
  void commandThatDoesNotEndIsEnded() throws Exception {
    permitPush("sleep 600");
    OutputSettings slow = fixture.settings.outputs();
    fixture.settings =
        fixture.settings.withOutputs(
            new OutputSettings(true, slow.pullRequest(), Duration.ofSeconds(1), 1000, 10, 1000));

    AttemptOutcome outcome = fixture.run(brief().repo(url()));

    assertThat(outputs(outcome).pullRequest()).isNull();
    assertThat(fixture.recorder.text("report")).contains("took longer than 1 s");
  }

  @Test
  void artifactsAreFilesOfTheTreeAlsoIgnoredOnes() throws Exception {
    AttemptOutcome outcome =
        fixture.run(
            fixture
                .brief()
                .dir("site")
                .artifacts("shots/*.png", "*.log", "!b.log")
                .run(
                    "echo x > README.md; mkdir -p shots/deep; printf '\\0\\1' > shots/a.png;"
                        + " echo p > shots/a.jpg; echo d > shots/deep/d.png; echo out > ../out.log;"
                        + " echo b > b.log")
                .check("writes too", "sh", "-c", "echo c > c.log"));

    assertThat(outputs(outcome).artifacts())
        .extracting(Artifact::name)
        .containsExactly("artifacts/c.log", "artifacts/shots/a.png");
    assertThat(fixture.recorder.bytes("artifacts/shots/a.png")).containsExactly(0, 1);
    assertThat(outcome.result().changes().paths()).containsExactly("site/README.md");
    assertThat(fixture.recorder.text("report"))
        .contains("## Artifacts (2)\n\n- `c.log` 2 bytes\n- `shots/a.png` 2 bytes\n")
        .contains("handoff result " + fixture.job + " --output artifacts --to " + fixture.job);
  }

  @Test
  void artifactsThatMakeABareRepositoryAreLeftOut() throws Exception {
    AttemptOutcome outcome =
        fixture.run(
            new BriefBuilder(fixture.source, base)
                .changesOptional()
                .artifacts("*.log", "r.log/**")
                .run(
                    "git init -q --bare r.log; touch r.log/objects/x r.log/refs/x; echo a > kept.log"));

    assertThat(outputs(outcome).artifacts())
        .extracting(Artifact::name)
        .contains("artifacts/kept.log")
        .doesNotContain("artifacts/r.log/HEAD", "artifacts/r.log/config");
    assertThat(fixture.recorder.text("report")).contains("make a bare git repository: r.log/");
  }

  @Test
  void failedJobKeepsItsArtifacts() throws Exception {
    AttemptOutcome outcome =
        fixture.run(fixture.brief().artifacts("*.log").run("echo x > a.log; exit 3"));

    assertThat(outcome.result().outputs().artifacts()).hasSize(1);
  }

  @Test
  void noLinkLeadsAnArtifactOutOfTheTree() throws Exception {
    Path secrets = Files.createDirectories(folder.resolve("secrets"));
    Files.writeString(secrets.resolve("key"), "s3cret");

    AttemptOutcome outcome =
        fixture.run(
            fixture
                .brief()
                .dir("site")
                .artifacts("**")
                .run(
                    "cd ..; rm -rf site; ln -s '%s' site; mkdir x; ln -s '%s' x/l; ln -s '%s/key' key; mkfifo p"
                        .formatted(secrets, secrets, secrets)));

    assertThat(outcome.result().outputs().artifacts()).isEmpty();
    AttemptOutcome inside =
        fixture.run(
            fixture
                .brief()
                .artifacts("shots")
                .changesOptional()
                .run(
                    "mkdir shots; ln -s '%s' shots/l; ln -s '%s/key' shots/key; ln .git/HEAD shots/head"
                        .formatted(secrets, secrets)));
    assertThat(outputs(inside).artifacts())
        .extracting(Artifact::name)
        .containsExactly("artifacts/shots/head");
  }

  @Test
  void artifactsOverTheLimitsAreLeftOutAndTold() throws Exception {
    fixture.settings =
        fixture.settings.withOutputs(OutputSettings.DEFAULT.withLimits(100_000, 2, 10));

    AttemptOutcome outcome =
        fixture.run(
            fixture
                .brief()
                .artifacts("*.log")
                .run(
                    "echo x > README.md; echo 1 > a.log; seq 1 100 > b.log; echo 3 > c.log;"
                        + " echo 4 > d.log"));

    assertThat(outputs(outcome).artifacts())
        .extracting(Artifact::name)
        .containsExactly("artifacts/a.log", "artifacts/c.log");
    assertThat(fixture.recorder.text("report"))
        .contains("> 2 files that artifacts match are left out")
        .contains("at most 2 files and 10 bytes: b.log, d.log.");
  }

  @Test
  void reportNamesTheVersionsThatMadeIt() throws Exception {
    fixture.run(fixture.brief().run("echo x > a"));

    assertThat(fixture.recorder.text("report"))
        .containsPattern(
            "`\\. Began 20.*Z, took [0-9]+s\\. Handoff .*, git version [0-9].*, isolation [a-z-]+\\.\n");
  }
}
