package dev.handoff.worker.attempt.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Sources;
import dev.handoff.brief.Sources.Bundle;
import dev.handoff.job.Reason;
import dev.handoff.testkit.ExecutableFile;
import dev.handoff.testkit.TestRepository;
import dev.handoff.worker.attempt.AttemptFixture;
import dev.handoff.worker.attempt.BriefBuilder;
import dev.handoff.worker.attempt.child.StopSignal.Why;
import dev.handoff.worker.attempt.git.Refs;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What git says in a job of tags, branches and origin, beside what it says in the user's clone. */
class CommitRefsTest {

  private static final String LOOK =
      "git describe; git describe --tags; git tag -l; git branch --show-current;"
          + " git for-each-ref --format='%(objectname) %(refname)'; git fsck --connectivity-only";

  @TempDir Path folder;
  private AttemptFixture fixture;
  private TestRepository source;
  private String first;
  private String base;

  /** Two commits with tags, and another branch that has one. */
  @BeforeEach
  void makeSource() throws Exception {
    fixture = new AttemptFixture(folder);
    source = fixture.source;
    first = source.with("README.md", "first\n").commit();
    source.git("tag", "-a", "-m", "one", "v1");
    source.with("README.md", "second\n").commit();
    source.git("tag", "light");
    base = source.with("README.md", "third\n").commit();
    source.git("checkout", "-q", "-b", "other");
    source.with("README.md", "other\n").commit();
    source.git("tag", "-a", "-m", "other", "elsewhere");
    source.git("checkout", "-q", "main");
  }

  private Sources on(String branch, String upstream) {
    return Sources.NONE.withBranch(branch, upstream);
  }

  private BriefBuilder brief(String script) {
    return new BriefBuilder(source, base).run(script).changesOptional();
  }

  /** What the job's run wrote, and the notes of the worker. */
  private String log(BriefBuilder brief) throws Exception {
    AttemptOutcome outcome = fixture.run(brief);
    assertThat(outcome).as(outcome.toString()).isInstanceOf(AttemptOutcome.Completed.class);
    return fixture.recorder.text("log");
  }

  private void originIs(String main) {
    source.git("update-ref", "refs/remotes/origin/main", main);
    source.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main");
  }

  @Test
  void aJobDescribesItsCommitAsTheUsersCloneDoes() throws Exception {
    String log = log(brief(LOOK).sources(on("main", null)));

    assertThat(log.lines())
        .contains(source.git("describe"), source.git("describe", "--tags"), "main")
        .contains(source.git("rev-parse", "v1") + " refs/tags/v1", base + " refs/heads/main");
    assertThat(log).doesNotContain("elsewhere", "error:", "missing", "other");
  }

  @Test
  void aBranchWithSlashesHasItsName() throws Exception {
    assertThat(log(brief(LOOK).sources(on("feature/über-1", null))).lines())
        .contains("feature/über-1", base + " refs/heads/feature/über-1");
  }

  @Test
  void aCommitThatWasNoBranchHasOneToWorkOn() throws Exception {
    assertThat(log(brief(LOOK)).lines()).contains("work", base + " refs/heads/work");
  }

  @Tag("faults")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "../../hooks/x",
        "a..b",
        "-x",
        "a.lock",
        ".git",
        "a b",
        "a\nb",
        "a/",
        "HEAD@{1}"
      })
  void aBranchThatGitDoesNotTakeIsRefused(String name) throws Exception {
    for (Sources each : List.of(on(name, null), on(null, name))) {
      AttemptOutcome outcome = fixture.run(brief("true").sources(each));

      assertThat(outcome).isInstanceOf(AttemptOutcome.Failed.class);
      assertThat(((AttemptOutcome.Failed) outcome).reason()).isEqualTo(Reason.INVALID_BRIEF);
    }
  }

  @Test
  void originIsWhereItIsInTheUsersClone() throws Exception {
    source.git("update-ref", "refs/remotes/origin/old", first);
    originIs(source.git("rev-parse", "other"));

    String log =
        log(
            brief(
                LOOK
                    + "; echo fork $(git merge-base HEAD origin/main)"
                    + "; echo ahead $(git rev-list --count HEAD..origin/HEAD)"));

    assertThat(log.lines()).contains("fork " + base, "ahead 1", first + " refs/remotes/origin/old");
    // Its tag does not reach the base.
    assertThat(log).doesNotContain("elsewhere", "error:", "missing");
  }

  @Test
  void theUpstreamOfTheBranchIsThereAlsoWhenItHasGoneOn() throws Exception {
    String gone = source.git("rev-parse", "other");
    source.git("update-ref", "refs/remotes/origin/feature", gone);
    source.git("update-ref", "refs/remotes/origin/others", gone);

    String log = log(brief(LOOK).sources(on("feature", "origin/feature")));

    assertThat(log.lines()).contains(gone + " refs/remotes/origin/feature");
    assertThat(log).doesNotContain("origin/others", "error:", "missing");
  }

  @Test
  void aTagThatIsAddedBetweenTwoJobsIsSeenByTheSecond() throws Exception {
    String before = log(brief("git describe --exact-match || echo none"));
    source.git("tag", "-a", "-m", "two", "v2");

    assertThat(before.lines()).contains("none");
    assertThat(log(brief("git describe --exact-match")).lines()).contains("v2");
  }

  @Test
  void thereIsNoRemoteToFetchFromOrPushTo() throws Exception {
    originIs(first);
    String before = source.git("for-each-ref");

    String log =
        log(
            brief(
                "git push; echo push $?; git push origin HEAD:x; echo named $?;"
                    + " git fetch origin; echo fetch $?; git remote"));

    assertThat(log)
        .contains("push 128", "No configured push destination", "named 128", "fetch 128")
        .contains("'origin' does not appear to be a git repository");
    assertThat(source.git("for-each-ref").lines())
        .filteredOn(ref -> !ref.contains("handoff/"))
        .containsExactlyElementsOf(before.lines().toList());
  }

  @Test
  void whatAJobDoesToItsRefsChangesNeitherTheResultNorTheChecks() throws Exception {
    originIs(first);
    BriefBuilder brief =
        brief(
                "echo new > README.md; git tag -d v1; git tag v1 HEAD; git update-ref -d"
                    + " refs/remotes/origin/main; git commit -qam x; git checkout -q --orphan y;"
                    + " rm -f .git/packed-refs")
            .check("tags", "sh", "-c", "git describe && git merge-base HEAD origin/main")
            .sources(on("main", null));

    AttemptOutcome outcome = fixture.run(brief);

    assertThat(outcome).as(outcome.toString()).isInstanceOf(AttemptOutcome.Completed.class);
    String branch = outcome.result().outputs().branch().name();
    assertThat(source.git("rev-parse", branch + "^")).isEqualTo(base);
    assertThat(source.git("diff", "--name-only", base, branch)).isEqualTo("README.md");
    assertThat(fixture.recorder.text("log").lines()).contains(source.git("describe", base), first);
  }

  @Test
  void namesThatCouldHarmAToolAreLeftOut() throws Exception {
    String longName = "n".repeat(4000);
    List<String> hostile = List.of("-x", "a\u0007b", "x/.git", "x/.gi\u200ct", longName, "a/-rf");
    List<String> kept = new ArrayList<>(List.of("V1", "dir", "dir/below", "größe"));
    List<String> names = new ArrayList<>(hostile);
    names.addAll(kept);
    StringBuilder lines = new StringBuilder();
    names.forEach(name -> lines.append(first).append(" refs/tags/").append(name).append('\n'));
    lines.append(first).append(" refs/remotes/origin/-y\n");
    Files.writeString(source.path().resolve(".git/packed-refs"), lines);

    String log =
        log(brief("git for-each-ref --format='%(refname)'; find .git/refs -type f | sort"));

    kept.add("v1");
    kept.add("light");
    assertThat(log.lines().filter(line -> line.startsWith("refs/tags/")))
        .containsExactlyInAnyOrderElementsOf(kept.stream().map("refs/tags/"::concat).toList());
    // No name has become a file.
    assertThat(log).doesNotContain(".git/refs/", "origin/-y");
  }

  @Tag("faults")
  @ParameterizedTest
  @ValueSource(strings = {"refs/tags/../../escaped", ""})
  void refsThatGitCannotReadCostTheJobItsTagsAlone(String name) throws Exception {
    Files.writeString(source.path().resolve(".git/packed-refs"), first + " " + name + "\n");

    String log = log(brief("git tag -l; find .. -name escaped | sed s/^/found:/"));

    assertThat(log).contains("has no tags and no branches of origin: git for-each-ref failed");
    assertThat(log).doesNotContain("found:");
  }

  @Test
  void aCancelledJobDoesNotWaitForARefThatIsAPipe() throws Exception {
    log(brief("true"));
    source.shell("mkfifo .git/refs/tags/pipe");
    CompletableFuture<Void> cancel =
        CompletableFuture.runAsync(
            () -> {
              Awaitility.await()
                  .atMost(Duration.ofSeconds(30))
                  .until(() -> ProcessHandle.current().children().anyMatch(CommitRefsTest::lists));
              fixture.stop.raise(Why.CANCELLED);
            });

    AttemptOutcome outcome = fixture.run(brief("true"));

    cancel.join();
    assertThat(outcome).isInstanceOf(AttemptOutcome.Stopped.class);
  }

  private static boolean lists(ProcessHandle process) {
    return process.info().arguments().stream().flatMap(Stream::of).anyMatch("for-each-ref"::equals);
  }

  @Test
  void aRefOfNothingOrOfAFileIsLeftOut() throws Exception {
    source.git("tag", "blob", base + ":README.md");
    String none = "1".repeat(40);
    Files.writeString(
        source.path().resolve(".git/packed-refs"),
        none + " refs/tags/none\n" + none + " refs/remotes/origin/main\n");

    String log = log(brief(LOOK));

    assertThat(log.lines()).contains(source.git("describe"));
    assertThat(log).doesNotContain("refs/tags/blob", "refs/tags/none", "error:");
  }

  @Test
  void moreRefsThanTheWorkerReadsCostTheJobItsTagsAlone() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int number = 0; lines.length() <= 8 << 20; number++) {
      lines.append(first).append(" refs/tags/many/").append(number).append('\n');
    }
    Files.writeString(source.path().resolve(".git/packed-refs"), lines);

    String log = log(brief("git tag -l"));

    assertThat(log)
        .contains("has no tags and no branches of origin: it has more refs than this worker reads")
        .doesNotContain("many/");
  }

  @Test
  void ofManyTagsTheNewestAreGiven() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int number = 0; number < Refs.MAX; number++) {
      lines.append(first).append(" refs/tags/many/").append(number).append('\n');
    }
    Files.writeString(source.path().resolve(".git/packed-refs"), lines);
    source.shell("GIT_COMMITTER_DATE=2099-01-01T00:00:00Z git tag -a -m new newest " + base);

    String log = log(brief("git describe; git tag -l | wc -l"));

    assertThat(log.lines()).contains("newest", String.valueOf(Refs.MAX));
  }

  @Test
  void aNetworkRemoteTellsItsTagsAndBranchesWithTheCommitAndNotAgain() throws Exception {
    Path asked = folder.resolve("asked");
    sshIs("echo $* >> " + asked + "\nshift $(($# - 1))\nexec sh -c \"$1\"\n");
    String url = "ssh://git@host" + source.path();
    source.git("branch", "old", first);
    Sources sources = new Sources(List.of(url), null, null, "main", "origin/other");

    String log = log(brief(LOOK).repo(folder.resolve("gone").toString()).sources(sources));
    List<String> calls = Files.readAllLines(asked);
    String again = log(brief(LOOK).repo(folder.resolve("gone").toString()).sources(sources));

    String other = source.git("rev-parse", "other");
    for (String each : List.of(log, again)) {
      assertThat(each.lines())
          .contains(source.git("describe"), source.git("describe", "--tags"), "main")
          .contains(base + " refs/remotes/origin/main", first + " refs/remotes/origin/old")
          .contains(other + " refs/remotes/origin/other");
      assertThat(each).doesNotContain("elsewhere", "error:", "missing");
    }
    assertThat(Files.readAllLines(asked)).isEqualTo(calls);
  }

  @Test
  void aRemoteThatTellsNoRefsCostsTheJobItsTagsAloneAndIsAskedAgain() throws Exception {
    Path asked = folder.resolve("asked");
    sshIs(
        "echo >> %s\n[ $(wc -l <%s) -eq 2 ] && { echo away >&2; exit 255; }\n"
                .formatted(asked, asked)
            + "shift $(($# - 1))\nexec sh -c \"$1\"\n");
    String url = "ssh://git@host" + source.path();
    BriefBuilder brief =
        brief("git tag -l")
            .repo(folder.resolve("gone").toString())
            .sources(new Sources(List.of(url), null, null));

    String log = log(brief);

    assertThat(log).contains("has no tags and no branches of origin: remote " + url, "away");
    assertThat(log(brief).lines()).contains("v1", "light");
  }

  @Test
  void aBundleBringsItsTagsAndBranchesOfOrigin() throws Exception {
    originIs(first);
    Path file = bundle("refs/tags/v1", "refs/tags/light", "refs/remotes/origin/main");

    String log = log(brief(LOOK).repo(folder.resolve("gone").toString()).sources(of(file)));

    assertThat(log.lines())
        .contains(source.git("describe"), source.git("describe", "--tags"))
        .contains(first + " refs/remotes/origin/main");
    assertThat(log).doesNotContain("error:", "missing");
  }

  @Test
  void aBundleBringsNoRefIntoTheCacheUnderANameOfItsOwn() throws Exception {
    source.git("update-ref", "refs/handoff/" + first, base);
    source.git("update-ref", "refs/heads/x", base);
    Path file = bundle("refs/handoff/" + first, "refs/heads/x", "refs/tags/elsewhere");

    String log = log(brief(LOOK).repo(folder.resolve("gone").toString()).sources(of(file)));

    assertThat(log).doesNotContain("elsewhere");
    Path cache;
    try (var repositories = Files.list(fixture.settings.folder().resolve("repos"))) {
      cache = repositories.filter(each -> each.toString().endsWith(".git")).findFirst().get();
    }
    assertThat(cache.resolve("refs/handoff/" + first)).doesNotExist();
    assertThat(cache.resolve("refs/heads/x")).doesNotExist();
  }

  private Sources of(Path file) throws IOException {
    return new Sources(List.of(), null, new Bundle(Files.size(file), "sha", 0));
  }

  private Path bundle(String... refs) throws Exception {
    Path file = folder.resolve("sent.bundle");
    String ref = "refs/handoff/" + base;
    source.git("update-ref", ref, base);
    List<String> words = new ArrayList<>(List.of("bundle", "create", file.toString(), ref));
    words.addAll(List.of(refs));
    source.git(words.toArray(String[]::new));
    source.git("update-ref", "-d", ref);
    fixture.recorder.bundle(file);
    return file;
  }

  /** Runs as git's ssh, with the command for the far end as its last word. */
  private void sshIs(String script) throws IOException {
    Path ssh = folder.resolve("stand-in");
    ExecutableFile.write(ssh, "#!/bin/sh\n[ \"$1\" = -G ] && exit 1\n" + script);
    fixture.settings =
        fixture.settings.withEnvironment(
            Map.of("GIT_SSH_COMMAND", ssh.toString(), "PATH", System.getenv("PATH")),
            name -> false);
  }
}
