package dev.handoff.worker.attempt.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Sources;
import dev.handoff.brief.Sources.Bundle;
import dev.handoff.job.JobId;
import dev.handoff.job.Reason;
import dev.handoff.testkit.ExecutableFile;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import dev.handoff.testkit.TestRepository;
import dev.handoff.worker.attempt.AttemptFixture;
import dev.handoff.worker.attempt.AttemptRunner;
import dev.handoff.worker.attempt.BriefBuilder;
import dev.handoff.worker.attempt.Recorder;
import dev.handoff.worker.attempt.child.StopSignal;
import dev.handoff.worker.attempt.child.StopSignal.Why;
import dev.handoff.worker.attempt.folder.WorkFolder;
import dev.handoff.worker.attempt.order.AttemptOrder;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where an attempt gets its commit from, with real repositories, bundles and a stand-in for ssh.
 */
class SourcingTest {

  private static final String UNKNOWN = "0123456789012345678901234567890123456789";

  @TempDir Path folder;
  private AttemptFixture fixture;
  private String commit;

  @BeforeEach
  void makeSource() throws Exception {
    fixture = new AttemptFixture(folder);
    fixture.source.with("README.md", "readme\n");
    commit = fixture.source.commit();
  }

  private void forbidPaths() {
    fixture.settings = fixture.settings.withPolicy(AttemptFixture.permitting("ssh:**"));
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

  private BriefBuilder brief(String repo, String of) {
    return new BriefBuilder(repo, of).run("cat README.md > copy");
  }

  private Sources remote(String url) {
    return new Sources(List.of(url), null, null);
  }

  private Sources bundle(Path file, String needs) throws IOException {
    return new Sources(List.of(), needs, new Bundle(Files.size(file), "sha", 0));
  }

  /** As a submit makes it. */
  private Path bundleOf(String named, String of, String... without) throws Exception {
    Path file = folder.resolve(of + ".bundle");
    String ref = "refs/handoff/" + named;
    fixture.source.git("update-ref", ref, of);
    String[] arguments = new String[3 + 1 + without.length];
    System.arraycopy(new String[] {"bundle", "create", file.toString(), ref}, 0, arguments, 0, 4);
    System.arraycopy(without, 0, arguments, 4, without.length);
    fixture.source.git(arguments);
    fixture.source.git("update-ref", "-d", ref);
    fixture.recorder.bundle(file);
    return file;
  }

  private String failure(BriefBuilder brief) throws Exception {
    AttemptOutcome outcome = fixture.run(brief);
    assertThat(outcome).isInstanceOf(AttemptOutcome.Failed.class);
    AttemptOutcome.Failed failed = (AttemptOutcome.Failed) outcome;
    assertThat(failed.reason()).isEqualTo(Reason.SOURCE_UNAVAILABLE);
    return failed.message();
  }

  @Test
  void aCommitThatIsNowhereTellsEachPlaceThatWasTriedAndWhy() throws Exception {
    sshIs("echo no such host >&2; exit 255\n");
    String elsewhere = folder.resolve("elsewhere").toString();

    String message =
        failure(
            brief(elsewhere, UNKNOWN)
                .sources(
                    new Sources(
                        List.of("ssh://git@host/r.git", "ext::sh -c true"),
                        null,
                        new Bundle(7, "sha", 0))));

    assertThat(message)
        .contains("commit " + UNKNOWN)
        .containsSubsequence(
            "cache: does not have it",
            "path " + elsewhere + ": no folder is there",
            "remote ssh://git@host/r.git: git fetch failed",
            "no such host",
            "remote ext::sh -c true: only https and ssh",
            "bundle of 7 bytes: bundle is gone");
  }

  @Test
  void aPathThatThePolicyForbidsIsNeitherReadNorGivenABranch() throws Exception {
    String repo = fixture.source.path().toString();
    assertThat(fixture.run(brief(repo, commit))).isInstanceOf(AttemptOutcome.Completed.class);
    fixture.source.with("README.md", "second\n");
    String second = fixture.source.commit();
    forbidPaths();

    String message = failure(brief(repo, second));
    AttemptOutcome cached = fixture.run(brief(repo, commit));

    assertThat(message).contains("path " + repo + ": this worker's policy does not permit it");
    assertThat(cached).isInstanceOf(AttemptOutcome.Completed.class);
    assertThat(cached.result().outputs().branch().pushedTo()).isNull();
    assertThat(fixture.source.git("branch", "--list", "handoff/*").lines()).hasSize(1);
  }

  @Test
  void aRemoteThatHasTheCommitIsAskedWhenThePathIsNotThere() throws Exception {
    sshIs("echo $* > " + folder.resolve("asked") + "\nshift $(($# - 1))\nexec sh -c \"$1\"\n");
    String url = "ssh://git@host" + fixture.source.path();

    AttemptOutcome outcome =
        fixture.run(brief(folder.resolve("gone").toString(), commit).sources(remote(url)));

    assertThat(outcome).as(outcome.toString()).isInstanceOf(AttemptOutcome.Completed.class);
    assertThat(Files.readString(folder.resolve("asked"))).startsWith("git@host git-upload-pack");
    assertThat(outcome.result().outputs().branch().pushedTo()).isNull();
  }

  @Test
  void aHashThatIsNoCommitIsRefusedByEachAttemptWithTheSameWords() throws Exception {
    sshIs("shift $(($# - 1))\nexec sh -c \"$1\"\n");
    String file = fixture.source.git("rev-parse", commit + ":README.md").strip();
    fixture.source.git("tag", "file", file);
    BriefBuilder brief = brief("ssh://git@host" + fixture.source.path(), file);

    String first = failure(brief);
    String second = failure(brief);

    assertThat(second).isEqualTo(first).contains("commit " + file, "remote ssh://");
  }

  @Test
  void aRemoteThatFallsSilentIsGivenUpAfterTheTimeLimit() throws Exception {
    sshIs("sleep 600\n");
    fixture.settings = fixture.settings.withSourceTimeout(Duration.ofMillis(700));

    String message = failure(brief("ssh://git@host/r.git", commit));

    assertThat(message).contains("remote ssh://git@host/r.git: git fetch failed", "longer than");
  }

  @Test
  void aCancelledJobDoesNotWaitForItsFetch() throws Exception {
    Path begun = folder.resolve("begun");
    sshIs("echo $$ > " + begun + "\nexec sleep 600\n");
    CompletableFuture<Void> cancel =
        CompletableFuture.runAsync(
            () -> {
              Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(begun));
              fixture.stop.raise(Why.CANCELLED);
            });

    AttemptOutcome outcome = fixture.run(brief("ssh://git@host/r.git", commit));

    cancel.join();
    assertThat(outcome).isInstanceOf(AttemptOutcome.Stopped.class);
    long transport = Long.parseLong(Files.readString(begun).strip());
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> !ProcessHandle.of(transport).map(ProcessHandle::isAlive).orElse(false));
  }

  @Test
  void theBundleIsTakenWhenNothingElseHasTheCommitAndIsNotNeededAgain() throws Exception {
    Path file = bundleOf(commit, commit);
    String gone = folder.resolve("gone").toString();
    Sources sources = bundle(file, null);

    AttemptOutcome first = fixture.run(brief(gone, commit).sources(sources));
    fixture.recorder.bundle(null);
    AttemptOutcome second = fixture.run(brief(gone, commit).sources(sources));

    assertThat(first).as(first.toString()).isInstanceOf(AttemptOutcome.Completed.class);
    assertThat(fixture.recorder.text("patch")).contains("+readme");
    assertThat(second).isInstanceOf(AttemptOutcome.Completed.class);
  }

  @Test
  void aBundleOfAnotherCommitIsRefusedAndLeavesNothingInTheCache() throws Exception {
    Path file = bundleOf(UNKNOWN, commit);
    String gone = folder.resolve("gone").toString();

    String message = failure(brief(gone, UNKNOWN).sources(bundle(file, null)));
    String again = failure(brief(gone, UNKNOWN));

    assertThat(message).contains("does not have this commit, but " + commit);
    assertThat(again).contains("cache: does not have it");
  }

  @Test
  void aBundleMayAddToACommitOfThePath() throws Exception {
    fixture.source.with("README.md", "second\n");
    String second = fixture.source.commit();
    Path file = bundleOf(second, second, "^" + commit);
    fixture.source.git("reset", "-q", "--hard", commit);
    fixture.source.git("reflog", "expire", "--expire=now", "--all");
    fixture.source.git("prune");
    String repo = fixture.source.path().toString();

    AttemptOutcome outcome = fixture.run(brief(repo, second).sources(bundle(file, commit)));

    assertThat(outcome).as(outcome.toString()).isInstanceOf(AttemptOutcome.Completed.class);
    assertThat(fixture.recorder.text("patch")).contains("+second");
    // The path knows what the commit was made on: it is the job's repository.
    assertThat(outcome.result().outputs().branch().pushedTo()).isEqualTo(repo);
  }

  @Test
  void aBundleWhoseBaseIsNowhereTellsWhereThatWasLookedFor() throws Exception {
    fixture.source.with("README.md", "second\n");
    String second = fixture.source.commit();
    Path file = bundleOf(second, second, "^" + commit);
    String gone = folder.resolve("gone").toString();

    String message = failure(brief(gone, second).sources(bundle(file, commit)));

    assertThat(message).contains("the bundle needs commit " + commit, "path " + gone);
  }

  @Test
  void anotherRepositoryAtTheSamePathGetsNoBranch() throws Exception {
    Path file = bundleOf(commit, commit);
    TestRepository other = TestRepository.in(folder.resolve("other"));
    other.with("other.txt", "other\n").commit();

    AttemptOutcome outcome =
        fixture.run(brief(other.path().toString(), commit).sources(bundle(file, null)));

    assertThat(outcome).as(outcome.toString()).isInstanceOf(AttemptOutcome.Completed.class);
    assertThat(outcome.result().outputs().branch().pushedTo()).isNull();
    assertThat(other.git("branch", "--list", "handoff/*")).isEmpty();
  }

  @Test
  void aShallowCloneIsASourceToo() throws Exception {
    fixture.source.with("README.md", "second\n").commit();
    Path clone = folder.resolve("clone");
    fixture.source.git(
        "clone", "-q", "--depth=1", fixture.source.path().toUri().toString(), clone.toString());
    String tip = fixture.source.git("rev-parse", "HEAD");

    AttemptOutcome outcome = fixture.run(brief(clone.toString(), tip).run("git log | tee copy"));

    assertThat(outcome).as(outcome.toString()).isInstanceOf(AttemptOutcome.Completed.class);
    assertThat(outcome.result().outputs().branch().pushedTo()).isEqualTo(clone.toString());
    assertThat(fixture.recorder.text("log")).contains(tip).doesNotContain(commit);
  }

  @Test
  void aFileUrlIsAPathAndGetsTheBranch() throws Exception {
    AttemptOutcome outcome = fixture.run(brief(fixture.source.path().toUri().toString(), commit));

    assertThat(outcome).as(outcome.toString()).isInstanceOf(AttemptOutcome.Completed.class);
    assertThat(outcome.result().outputs().branch().pushedTo())
        .isEqualTo(fixture.source.path() + "/");
    forbidPaths();
    assertThat(failure(brief(fixture.source.path().toUri().toString(), UNKNOWN)))
        .contains("policy does not permit");
  }

  @Test
  void whatADeadFetchLeftDoesNotRefuseTheNext() throws Exception {
    String repo = fixture.source.path().toString();
    fixture.run(brief(repo, commit));
    fixture.source.with("README.md", "second\n");
    String second = fixture.source.commit();
    Path cache = cache();
    Path lock = Files.createFile(cache.resolve("refs/handoff/" + second + ".lock"));
    Path pack = Files.createFile(cache.resolve("objects/pack/tmp_pack_1"));
    String refused = failure(brief(repo, second));

    try (WorkFolder work = WorkFolder.occupy(fixture.settings.folder())) {
      work.clear();
    }

    assertThat(refused).contains(second + ".lock");
    assertThat(lock).doesNotExist();
    assertThat(pack).doesNotExist();
    assertThat(fixture.run(brief(repo, second))).isInstanceOf(AttemptOutcome.Completed.class);
    assertSound(cache);
  }

  @Test
  void sourcesThatNoSubmitWritesAreRefused() throws Exception {
    String repo = fixture.source.path().toString();
    Sources option = new Sources(List.of(), "--output=x", null);
    Sources endless = new Sources(Collections.nCopies(9, "git@host:r"), null, null);

    for (Sources sources : List.of(option, endless)) {
      AttemptOutcome outcome = fixture.run(brief(repo, commit).sources(sources));

      assertThat(outcome).isInstanceOf(AttemptOutcome.Failed.class);
      assertThat(((AttemptOutcome.Failed) outcome).reason()).isEqualTo(Reason.INVALID_BRIEF);
    }
  }

  @Test
  void twoJobsOfOneTitleAtOnceDoNotMeet() throws Exception {
    fixture.source.with("README.md", "second\n");
    List<String> commits = List.of(commit, fixture.source.commit());
    fixture.source.with("README.md", "not committed\n");
    String before = fixture.source.git("status", "--porcelain", "--branch");
    AttemptRunner runner = new AttemptRunner(fixture.settings, fixture.isolation);

    List<CompletableFuture<AttemptOutcome>> outcomes =
        commits.stream()
            .map(
                each ->
                    CompletableFuture.supplyAsync(
                        () -> run(runner, brief(fixture.source.path().toString(), each))))
            .toList();

    List<String> copies = new ArrayList<>();
    for (CompletableFuture<AttemptOutcome> outcome : outcomes) {
      String branch = outcome.join().result().outputs().branch().name();
      copies.add(fixture.source.git("show", branch + ":copy"));
    }
    assertThat(copies).containsExactly("readme", "second");
    assertThat(fixture.source.git("status", "--porcelain", "--branch")).isEqualTo(before);
    assertThat(fixture.source.git("for-each-ref", "--format=%(refname)").lines())
        .filteredOn(ref -> !ref.startsWith("refs/heads/handoff/"))
        .containsExactly("refs/heads/main");
    assertSound(cache());
    assertThat(fixture.remains()).isEmpty();
  }

  private static AttemptOutcome run(AttemptRunner runner, BriefBuilder brief) {
    try {
      AttemptOrder order =
          new AttemptOrder(JobId.next(Instant.now(), 3), 1, brief.build(), new byte[0]);
      return runner.run(order, new Recorder(), new StopSignal());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path cache() throws IOException {
    try (Stream<Path> repositories = Files.list(fixture.settings.folder().resolve("repos"))) {
      return repositories.filter(each -> each.toString().endsWith(".git")).findFirst().get();
    }
  }

  private static void assertSound(Path cache) {
    ProcessBuilder check = new ProcessBuilder("git", "-C", cache.toString(), "fsck", "--strict");
    ProcessResult fsck = ProcessRun.run(check, Duration.ofSeconds(30));
    assertThat(fsck.exit()).as(fsck.stderr()).isZero();
  }

  /** Trees that name each other: some kilobytes, and more paths than fit into a memory. */
  @Test
  void commitWithMorePathsThanMemoryHoldsFailsItsJobAlone() throws Exception {
    String tree = fixture.source.git("rev-parse", commit + "^{tree}").strip();
    Path folders = folder.resolve("folders");
    for (int level = 0; level < 7; level++) {
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < 10; i++) {
        lines.append("040000 tree %s\tfolder%d\n".formatted(tree, i));
      }
      Files.writeString(folders, lines);
      tree = fixture.source.git("-c", "alias.mk=!git mktree <" + folders, "mk").strip();
    }
    String bomb = fixture.source.git("commit-tree", tree, "-m", "bomb").strip();

    String message = failure(brief(fixture.source.path().toString(), bomb));

    assertThat(message).contains("more paths than this worker reads");
    assertThat(fixture.run(fixture.brief().run("echo x > README.md")))
        .isInstanceOf(AttemptOutcome.Completed.class);
  }
}
