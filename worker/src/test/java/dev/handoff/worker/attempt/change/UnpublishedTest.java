package dev.handoff.worker.attempt.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.Reason;
import dev.handoff.testkit.TestRepository;
import dev.handoff.worker.attempt.AttemptFixture;
import dev.handoff.worker.attempt.BriefBuilder;
import dev.handoff.worker.attempt.child.Isolation;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import dev.handoff.worker.attempt.order.OutputSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a job did in a way that its result cannot have, or only if the job says so to git. */
class UnpublishedTest {

  private static final String SECRET = "pl4nted-Secret/42";

  @TempDir Path folder;
  private AttemptFixture fixture;

  @BeforeEach
  void makeSource() throws Exception {
    fixture = new AttemptFixture(folder);
    fixture
        .source
        .with("src/m", "one\n")
        .with("other", "other\n")
        .with(".gitignore", "build/\nlocal*\n.env\n");
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("NPM_TOKEN", SECRET);
    fixture.settings = fixture.settings.withEnvironment(environment, "NPM_TOKEN"::equals);
  }

  private BriefBuilder brief(String script) throws Exception {
    return fixture.brief().include("src/**", "build/ok/**").run(script);
  }

  private static List<String> paths(AttemptOutcome outcome) {
    assertThat(outcome).as("%s", outcome).isInstanceOf(AttemptOutcome.Completed.class);
    return outcome.result().changes().paths();
  }

  private static String failed(AttemptOutcome outcome, Reason reason) {
    assertThat(outcome).isInstanceOf(AttemptOutcome.Failed.class);
    AttemptOutcome.Failed failed = (AttemptOutcome.Failed) outcome;
    assertThat(failed.reason()).as(failed.message()).isEqualTo(reason);
    return failed.message();
  }

  private String noChange(String script) throws Exception {
    return failed(fixture.run(brief(script)), Reason.NO_CHANGE);
  }

  private static List<String> artifacts(AttemptOutcome outcome) {
    return outcome.result().outputs().artifacts().stream().map(Artifact::name).toList();
  }

  private void apply(String artifact) throws Exception {
    Path patch = folder.resolve(artifact);
    Files.write(patch, fixture.recorder.bytes(artifact));
    fixture.source.git("apply", patch.toString());
  }

  private String read(String file) throws Exception {
    return Files.readString(fixture.source.path().resolve(file));
  }

  @Tag("faults")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "git add -f build/ok/a",
        "git add -f build/ok/a && git commit -q -m a",
        "git add -f build/ok/a && git checkout -q -b side && git commit -q -m a"
      })
  void ignoredFileThatTheJobForcesIsAChange(String force) throws Exception {
    AttemptOutcome outcome =
        fixture.run(brief("mkdir -p build/ok; echo x > build/ok/a; echo y > build/b; " + force));

    assertThat(paths(outcome)).containsExactly("build/ok/a");
    assertThat(fixture.recorder.text("log"))
        .contains("not in the result: 1 file that the repository's .gitignore ignores: build/ (1");
  }

  @Test
  void ignoredFileThatTheJobForcesOutsideOfTheScopeIsAViolation() throws Exception {
    String message =
        failed(
            fixture.run(brief("echo x >> src/m; echo y > local; git add -f local")),
            Reason.SCOPE_VIOLATION);

    assertThat(message).contains("local (outside the scope)");
  }

  @Test
  void fileThatTheJobForcesInAFolderThatIgnoresItselfBringsAllOfItToLight() throws Exception {
    String message =
        failed(
            fixture.run(
                brief(
                    "echo x >> src/m; mkdir gen; echo '*' > gen/.gitignore; echo x > gen/x;"
                        + " echo y > gen/y; git add -f gen/x")),
            Reason.SCOPE_VIOLATION);

    assertThat(message).contains("gen/.gitignore (out", "gen/x (out", "gen/y (out");
  }

  @Test
  void repositoryThatTheJobForcesIsAViolation() throws Exception {
    String message =
        failed(
            fixture.run(
                brief(
                    "echo x >> src/m; git init -q build/sub; cd build/sub; git -c user.name=a -c"
                        + " user.email=b commit -q --allow-empty -m x; cd ../..; git add -f build/sub")),
            Reason.SCOPE_VIOLATION);

    assertThat(message).contains("build/sub/.git (a nested repository)");
  }

  @Test
  void whatSetupForcesOrIgnoresIsNothingOfTheJobs() throws Exception {
    AttemptOutcome outcome =
        fixture.run(
            brief("true")
                .setup(
                    "echo x > local; git add -f local; mkdir build; echo x > build/a; git branch side"
                        + " $(echo x | git commit-tree HEAD^{tree} -p HEAD); echo y >> other; git stash -q")
                .baseline()
                .check("c", "sh", "-c", "echo by check > build/check"));

    assertThat(failed(outcome, Reason.NO_CHANGE))
        .startsWith("the command succeeded and changed nothing; if that is no failure");
    assertThat(artifacts(outcome)).isEmpty();
  }

  @Test
  void jobThatChangedAnIgnoredFileOfSetupDidSomething() throws Exception {
    AttemptOutcome outcome =
        fixture.run(brief("echo xx > local").setup("echo x > local; echo y > local2"));

    assertThat(failed(outcome, Reason.NO_CHANGE)).contains(".gitignore ignores: local\n");
  }

  @Test
  void goalThatIsAnIgnoredFileIsNamedAndKept() throws Exception {
    AttemptOutcome outcome =
        fixture.run(
            brief("echo goal > local.ini; mkdir -p build/x; printf '\\0\\377' > build/x/b"));

    assertThat(failed(outcome, Reason.NO_CHANGE))
        .startsWith(
            "the command succeeded and changed no file that counts; what it did is not in the"
                + " result: 2 files that the repository's .gitignore ignores: build/ (1 file),"
                + " local.ini\n")
        .contains("git add -f", "changes: optional");
    assertThat(artifacts(outcome)).containsExactly("ignored.patch");
    assertThat(fixture.recorder.text("report"))
        .contains("> Kept as the artifact ignored.patch: the ignored files.")
        .contains("No changes, so no branch and no patch. The log:")
        .contains("--output artifacts --to " + fixture.job);
    apply("ignored.patch");
    assertThat(read("local.ini")).isEqualTo("goal\n");
    assertThat(Files.readAllBytes(fixture.source.path().resolve("build/x/b")))
        .containsExactly(0, 0xff);
  }

  @Test
  void ignoredFileWhoseNameIsNoTextIsNamedAndNotKept() throws Exception {
    String odd = "$(printf 'local\\377')";
    AttemptOutcome outcome = fixture.run(brief("echo x > \"" + odd + "\"").setup("echo y > local"));
    AttemptOutcome forced = fixture.run(brief("echo x > \"" + odd + "\"; git add -f ."));

    assertThat(failed(outcome, Reason.NO_CHANGE)).contains(".gitignore ignores: local\ufffd\n");
    assertThat(artifacts(outcome)).isEmpty();
    assertThat(failed(forced, Reason.SCOPE_VIOLATION)).contains("local\ufffd (outside the scope)");
  }

  @Test
  void ignoredFilesBesideAResultAreNamedAndNotKept() throws Exception {
    AttemptOutcome outcome =
        fixture.run(brief("echo x >> src/m; mkdir build; touch build/a build/b"));

    assertThat(paths(outcome)).containsExactly("src/m");
    assertThat(artifacts(outcome)).isEmpty();
    assertThat(fixture.recorder.text("report"))
        .contains(
            "> Not in the result: 2 files that the repository's .gitignore ignores: build/ (2");
  }

  @Tag("faults")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo KEY=1 > .env",
        "mkdir build; echo x > build/server.pem",
        "mkdir -p build/.ssh; echo x > build/.ssh/id_rsa",
        "echo '{}' > local-credentials.json",
        "echo \"$NPM_TOKEN\" > local",
        "printf 'x\\0%s\\0' \"$NPM_TOKEN\" > local",
        "echo '-----BEGIN OPENSSH PRIVATE KEY-----' > local"
      })
  void whatLooksLikeASecretIsNamedAndNotKept(String write) throws Exception {
    AttemptOutcome ignored = fixture.run(brief(write).env("NPM_TOKEN"));
    AttemptOutcome stashed =
        fixture.run(brief(write + "; git add -f .; git stash -q").env("NPM_TOKEN"));

    assertThat(failed(ignored, Reason.NO_CHANGE)).contains("1 file that the repository's");
    assertThat(failed(stashed, Reason.NO_CHANGE)).contains("1 stash\n");
    assertThat(artifacts(ignored)).isEmpty();
    assertThat(artifacts(stashed)).isEmpty();
    assertThat(fixture.recorder.artifacts()).containsOnlyKeys("log", "report");
    assertThat(fixture.recorder.text("report")).contains("> Not kept: stash 1, since ");
  }

  @Test
  void whatIsOverTheLimitsIsNamedAndNotKept() throws Exception {
    fixture.settings =
        fixture.settings.withOutputs(OutputSettings.DEFAULT.withLimits(100_000, 2, 1000));
    String commit = "git checkout -q -b %1$s work; echo %1$s > src/m; git commit -q -a -m x; ";

    AttemptOutcome many = fixture.run(brief("touch local1 local2 local3"));
    AttemptOutcome large = fixture.run(brief("seq 1 1000 > local"));
    AttemptOutcome branches =
        fixture.run(
            brief(
                commit.formatted("a")
                    + commit.formatted("b")
                    + commit.formatted("c")
                    + "seq 1 1000 > src/m; git stash -q; git checkout -q work"));

    assertThat(artifacts(many)).isEmpty();
    assertThat(artifacts(large)).isEmpty();
    assertThat(artifacts(branches)).containsExactly("branch-1.patch", "branch-2.patch");
    assertThat(fixture.recorder.text("report"))
        .contains("Not kept: branch c, since that is more than artifacts may have.")
        .contains("Not kept: stash 1, since that is more than artifacts may have.");
  }

  @Test
  void commitsOnAnotherBranchAreNamedAndKept() throws Exception {
    AttemptOutcome outcome =
        fixture.run(
            brief(
                "git checkout -q -b 'feature/x'; echo two > src/m; printf '\\0\\1\\377' > src/b;"
                    + " git add .; git commit -q -m one; echo three > src/m; git commit -q -a -m two;"
                    + " git pack-refs --all; git gc -q; git checkout -q work"));

    assertThat(failed(outcome, Reason.NO_CHANGE))
        .contains("commits that are not checked out: branch feature/x (2 commits)\n");
    assertThat(artifacts(outcome)).containsExactly("branch-1.patch");
    apply("branch-1.patch");
    assertThat(read("src/m")).isEqualTo("three\n");
    assertThat(Files.readAllBytes(fixture.source.path().resolve("src/b")))
        .containsExactly(0, 1, 0xff);
  }

  @Test
  void stashesAreNamedAndKeptAlsoWithWhatWasUntracked() throws Exception {
    AttemptOutcome outcome =
        fixture.run(
            brief(
                "echo two > src/m; git stash -q; echo three > src/m; echo n > src/new;"
                    + " git stash -q -u; echo four > src/m"));

    assertThat(paths(outcome)).containsExactly("src/m");
    assertThat(artifacts(outcome)).containsExactly("stash-1.patch", "stash-2.patch");
    assertThat(fixture.recorder.text("report"))
        .contains("> Not in the result: 2 stashes.")
        .contains("> Kept as the artifact stash-2.patch: stash 2.");
    assertThat(fixture.recorder.text("log")).contains("[handoff] not in the result: 2 stashes\n");
    apply("stash-2.patch");
    assertThat(read("src/m")).isEqualTo("three\n");
    assertThat(read("src/new")).isEqualTo("n\n");
  }

  @Test
  void commitsOfWhatIsCheckedOutAreTheResult() throws Exception {
    AttemptOutcome outcome =
        fixture.run(
            brief(
                "echo two > src/m; git commit -q -a -m two; git branch old; git checkout -q -b new;"
                    + " echo three > src/m; git commit -q -a -m three"));

    assertThat(paths(outcome)).containsExactly("src/m");
    assertThat(artifacts(outcome)).isEmpty();
    assertThat(fixture.recorder.text("log")).doesNotContain("not in the result");
  }

  @Test
  void failedJobKeepsItsCommitsToo() throws Exception {
    AttemptOutcome outcome =
        fixture.run(
            brief(
                "git checkout -q -b side; echo two > src/m; git commit -q -a -m two;"
                    + " git checkout -q work; exit 3"));

    failed(outcome, Reason.RUN_FAILED);
    assertThat(artifacts(outcome)).containsExactly("branch-1.patch");
  }

  @Test
  void cachesOfToolsAloneAreSaidToBeThere() throws Exception {
    assertThat(noChange("mkdir .cache; echo '*' > .cache/.gitignore"))
        .contains("changed no file that counts", ".cache/ (1 file)");
  }

  @Tag("faults")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "rm -rf .git",
        "mv .git /tmp/git; ln -s /tmp/git .git",
        "rm -rf .git; mkfifo .git",
        "rm .git/index; mkfifo .git/index; touch local",
        "echo broken > .git/index; touch local",
        "ln -sf /etc/passwd .git/index; touch local",
        "rm -rf .git/refs; ln -s / .git/refs",
        "mkfifo .git/refs/heads/pipe; printf 'x' > .git/refs/heads/short",
        "rm -rf .git/objects; ln -s / .git/objects; git rev-parse HEAD~9 > .git/refs/heads/b",
        "echo 1111111111111111111111111111111111111111 > .git/refs/heads/none",
        "git hash-object -w src/m > .git/refs/heads/blob",
        "mkdir -p .git/logs/refs; mkfifo .git/logs/refs/stash",
        "echo ref: refs/heads/none > .git/HEAD",
        "chmod 0 .git/objects .git/refs",
        "printf 'ref: refs/heads/a' > .git/refs/heads/b; echo x > .git/packed-refs"
      })
  void repositoryThatIsNoneStopsNobody(String harm) throws Exception {
    AttemptOutcome outcome = fixture.run(brief("echo two > src/m; (" + harm + ") || true"));

    assertThat(paths(outcome)).containsExactly("src/m");
    assertThat(artifacts(outcome)).isEmpty();
  }

  @Tag("faults")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "mkdir -p .git/objects/info; echo OTHER > .git/objects/info/alternates",
        "rm -rf .git/objects; ln -s OTHER .git/objects",
        "for each in OTHERS; do rm -rf .git/objects/$each; ln -s OTHER/$each .git/objects/$each; done",
        "for each in OTHERS; do mkdir -p .git/objects/$each; ln -s OTHER/$each/* .git/objects/$each;"
            + " chmod 111 .git/objects/$each; done",
      })
  void nothingOfAnotherRepositoryOfTheHostIsKept(String lead) throws Exception {
    fixture.isolation = Isolation.PROCESS_GROUP; // where a link can lead there
    TestRepository other = TestRepository.in(folder.resolve("other")).with("private", "private!\n");
    String commit = other.commit();
    Path objects = other.path().resolve(".git/objects");
    List<String> names;
    try (var all = Files.list(objects)) {
      names = all.map(each -> each.getFileName().toString()).filter(n -> n.length() == 2).toList();
    }
    String script = lead.replace("OTHERS", String.join(" ", names)).replace("OTHER", "" + objects);

    AttemptOutcome outcome =
        fixture.run(
            brief(
                "echo two > src/m; %s; echo %s > .git/refs/heads/side".formatted(script, commit)));

    assertThat(paths(outcome)).containsExactly("src/m");
    assertThat(artifacts(outcome)).isEmpty();
    assertThat(fixture.recorder.artifacts().keySet())
        .allSatisfy(each -> assertThat(fixture.recorder.text(each)).doesNotContain("private!"));
  }

  @Test
  void commitThatChangesNothingIsNamedAndNotKept() throws Exception {
    String message = noChange("git branch none $(echo x | git commit-tree HEAD^{tree} -p HEAD)");

    assertThat(message).contains("branch none (1 commit)");
    assertThat(fixture.recorder.artifacts()).containsOnlyKeys("log", "report");
    assertThat(fixture.recorder.text("report"))
        .contains("> Not kept: branch none, since it is as the base commit.");
  }

  @Test
  void nameOfABranchDoesNothingButToBeRead() throws Exception {
    String message =
        noChange(
            "c=$(echo x | git commit-tree HEAD:src -p HEAD);"
                + " for i in $(seq 1 30); do echo $c > \".git/refs/heads/<b>$i$(printf '\\033')[31m\"; done");

    assertThat(message).contains("and 20 more");
    assertThat(fixture.recorder.text("report"))
        .doesNotContainPattern("(?<!\\\\)<b>")
        .doesNotContain("\u001b")
        .contains("branch-20.patch", "> Not kept: 10 more branches and stashes.")
        .doesNotContain("branch-21.patch");
  }
}
