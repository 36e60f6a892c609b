package dev.handoff.worker.attempt.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.brief.Brief.Output;
import dev.handoff.job.Reason;
import dev.handoff.testkit.TestRepository;
import dev.handoff.worker.attempt.AttemptFixture;
import dev.handoff.worker.attempt.BriefBuilder;
import dev.handoff.worker.attempt.child.Isolation;
import dev.handoff.worker.attempt.child.SandboxPaths;
import dev.handoff.worker.attempt.folder.WorkFolder;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Repositories of this disk that somebody else has made, as the source of a job and its target. */
class PathRepositoryTest {

  /** A user that no repository of the test is the worker's; only root can give a file away. */
  private static final int SOMEBODY = 4242;

  @TempDir Path folder;

  private AttemptFixture fixture;
  private String commit;

  @BeforeEach
  void makeSource() throws Exception {
    fixture = new AttemptFixture(folder);
    fixture.source.with("README.md", "readme\n");
    commit = fixture.source.commit();
  }

  private AttemptOutcome runOn(Path repository) throws Exception {
    return fixture.run(
        new BriefBuilder(repository.toString(), commit).run("echo changed > README.md"));
  }

  private void assertRefused(Path repository, String... why) throws Exception {
    AttemptOutcome outcome = runOn(repository);

    assertThat(outcome)
        .isInstanceOfSatisfying(
            AttemptOutcome.Failed.class,
            failed -> {
              assertThat(failed.reason()).isEqualTo(Reason.SOURCE_UNAVAILABLE);
              assertThat(failed.message()).contains(why);
            });
  }

  private Path cloned(String... options) throws Exception {
    Path clone = folder.resolve("clone");
    List<String> words = new java.util.ArrayList<>(List.of("clone", "-q"));
    words.addAll(List.of(options));
    words.addAll(List.of(fixture.source.path().toString(), clone.toString()));
    fixture.source.git(words.toArray(String[]::new));
    return clone;
  }

  private String branchOf(AttemptOutcome outcome, Path repository) throws Exception {
    assertThat(outcome).as("%s", outcome).isInstanceOf(AttemptOutcome.Completed.class);
    assertThat(outcome.result().outputs().branch().pushedTo()).isEqualTo(repository.toString());
    String ref = "refs/heads/" + outcome.result().outputs().branch().name();
    String any = "safe.directory=*";
    fixture.source.git("-c", any, "-C", repository.toString(), "fsck", "--strict");
    return fixture.source.git("-c", any, "-C", repository.toString(), "show", ref + ":README.md");
  }

  private void own(Path path, int user) throws Exception {
    assumeTrue(Isolation.isSuperuser(), "only root can give a repository to somebody");
    Process chown = new ProcessBuilder("chown", "-R", user + "", path.toString()).start();
    assertThat(chown.waitFor()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--bare", "--depth=1"})
  void ordinaryRepositoryIsReadAndGetsTheBranch(String option) throws Exception {
    fixture.source.git("commit", "-q", "--allow-empty", "-m", "newer");
    commit = fixture.source.git("rev-parse", "HEAD").strip();
    Path clone = option.isEmpty() ? cloned() : cloned(option);

    assertThat(branchOf(runOn(clone), clone)).isEqualTo("changed");
  }

  @Test
  void worktreeIsReadAndItsRepositoryGetsTheBranch() throws Exception {
    Path worktree = folder.resolve("worktree");
    fixture.source.git("worktree", "add", "-q", worktree.toString());

    assertThat(branchOf(runOn(worktree), worktree)).isEqualTo("changed");
    assertThat(fixture.source.git("for-each-ref", "refs/heads/handoff")).isNotEmpty();
  }

  @Test
  void manyObjectsGoAsAPack() throws Exception {
    Path clone = cloned("--bare");

    AttemptOutcome outcome =
        fixture.run(
            new BriefBuilder(clone.toString(), commit)
                .run("echo changed > README.md; for i in $(seq 150); do echo $i > f$i; done"));

    assertThat(branchOf(outcome, clone)).isEqualTo("changed");
    assertThat(folder.resolve("clone/objects/pack")).isDirectoryContaining("glob:**.pack");
  }

  @Test
  void branchThatIsThereIsLeftAsItIs() throws Exception {
    Path clone = cloned("--bare");
    String first = runOn(clone).result().outputs().branch().name();

    AttemptOutcome second = runOn(clone);

    assertThat(second.result().outputs().branch().name()).isEqualTo(first + "-2");
  }

  @Test
  void branchThatIsPackedIsLeftAsItIs() throws Exception {
    Path clone = cloned("--bare");
    String first = runOn(clone).result().outputs().branch().name();
    fixture.source.git("-C", clone.toString(), "pack-refs", "--all");

    AttemptOutcome second = runOn(clone);

    assertThat(second.result().outputs().branch().name()).isEqualTo(first + "-2");
  }

  @Test
  void groupThatSharesARepositoryCanGoOnInIt() throws Exception {
    Path clone = cloned("--bare");
    Process chmod = new ProcessBuilder("chmod", "-R", "g+w", clone + "/objects").start();
    assertThat(chmod.waitFor()).isZero();

    runOn(clone);

    try (var files = Files.walk(clone.resolve("objects"), 1)) {
      assertThat(files.filter(Files::isDirectory).toList())
          .allSatisfy(
              each ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                      .startsWith("rwxrw"));
    }
  }

  /** The first had git run a program as the worker's user, outside of any sandbox. */
  @Test
  void noSettingOfARepositoryRunsAProgram() throws Exception {
    List<String> settings =
        List.of(
            "core.alternateRefsCommand",
            "core.fsmonitor",
            "core.sshCommand",
            "uploadpack.packObjectsHook",
            "core.gitProxy",
            "core.pager",
            "diff.external");
    Path witness = folder.resolve("witness");
    Path clone = cloned();
    // With objects of others git asks for their refs.
    Path other = Files.createDirectory(folder.resolve("other"));
    TestRepository lender = TestRepository.in(other.resolve("lender"));
    Files.writeString(
        clone.resolve(".git/objects/info/alternates"), lender.path() + "/.git/objects\n");
    for (String setting : settings) {
      fixture.source.git("-C", clone.toString(), "config", setting, "touch " + witness + " #");
    }
    for (String hook : List.of("pre-receive", "update", "post-receive", "reference-transaction")) {
      Path file = clone.resolve(".git/hooks").resolve(hook);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "#!/bin/sh\ntouch " + witness + "\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    AttemptOutcome outcome = runOn(clone);

    assertThat(witness).doesNotExist();
    assertThat(branchOf(outcome, clone)).isEqualTo("changed");
  }

  @Test
  void repositoryThatAJobCouldWriteIsRefused() throws Exception {
    Path home = Files.createDirectories(fixture.settings.folder().resolve("homes/x"));
    fixture.source.git("clone", "-q", "--bare", fixture.source.path().toString(), home + "/r.git");

    assertRefused(home.resolve("r.git"), "where jobs write");
  }

  @Test
  void repositoryInAFolderThatIsOpenedToJobsIsRefused() throws Exception {
    Path open = Files.createDirectory(folder.resolve("open"));
    fixture.settings =
        fixture.settings.withSandbox(new SandboxPaths(List.of(), List.of(open), List.of()));
    fixture.source.git("clone", "-q", fixture.source.path().toString(), open + "/r");

    assertRefused(open.resolve("r"), "where jobs write");
  }

  @Test
  void repositoryInAnotherWorkersFolderIsRefused() throws Exception {
    Path other = folder.resolve("other-work");
    try (WorkFolder held = WorkFolder.occupy(other)) {
      fixture.source.git("clone", "-q", fixture.source.path().toString(), other + "/r");

      assertThat(held).isNotNull();
      assertRefused(other.resolve("r"), "where jobs write");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"link", "gitdir", "commondir"})
  void nameThatLeadsToARepositoryThatAJobCouldWriteIsRefused(String way) throws Exception {
    Path home = Files.createDirectories(fixture.settings.folder().resolve("homes/x"));
    Path hidden = home.resolve("r.git");
    fixture.source.git("clone", "-q", "--bare", fixture.source.path().toString(), hidden + "");
    Path named = folder.resolve("named");
    switch (way) {
      case "link" -> Files.createSymbolicLink(named, hidden);
      case "gitdir" -> {
        Files.createDirectory(named);
        Files.writeString(named.resolve(".git"), "gitdir: " + hidden + "\n");
      }
      default -> {
        Files.createDirectories(named.resolve(".git"));
        Files.writeString(named.resolve(".git/commondir"), hidden + "\n");
      }
    }

    assertRefused(named, "where jobs write");
  }

  @Test
  void objectsOfARepositoryThatThePolicyDoesNotPermitAreNotRead() throws Exception {
    Path clone = cloned("--shared");
    fixture.settings = fixture.settings.withPolicy(AttemptFixture.permitting(clone.toString()));

    assertRefused(clone, "borrows objects from", fixture.source.path().toString());
  }

  @Test
  void objectsOfARepositoryThatThePolicyPermitsAreRead() throws Exception {
    Path clone = cloned("--shared");

    assertThat(branchOf(runOn(clone), clone)).isEqualTo("changed");
  }

  @Test
  void anothersRepositoryIsRefusedUnlessThePolicyNamesIt() throws Exception {
    Path clone = cloned("--bare");
    own(clone, SOMEBODY);

    assertRefused(clone, "another user's", "policy.repositories");
    fixture.settings = fixture.settings.withPolicy(AttemptFixture.permitting(folder + "/*"));
    assertThat(branchOf(runOn(clone), clone)).isEqualTo("changed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"alternates", "pack", "objects", "shallow"})
  void anothersRepositoryDoesNotLendWhatTheWorkersUserMayRead(String way) throws Exception {
    Path secret = fixture.source.path().resolve(".git/objects");
    fixture.source.git("gc", "-q");
    Path thief = folder.resolve("thief");
    fixture.source.git("init", "-q", "--bare", thief.toString());
    switch (way) {
      case "alternates" ->
          Files.writeString(thief.resolve("objects/info/alternates"), secret + "\n");
      case "pack" -> {
        try (var packs = Files.list(secret.resolve("pack"))) {
          for (Path each : packs.toList()) {
            Files.createSymbolicLink(
                thief.resolve("objects/pack").resolve(each.getFileName()), each);
          }
        }
      }
      case "objects" -> {
        Files.move(thief.resolve("objects"), thief.resolve("old"));
        Files.createSymbolicLink(thief.resolve("objects"), secret);
      }
      default -> {
        Files.writeString(folder.resolve("password"), "hunter2\n");
        Files.createSymbolicLink(thief.resolve("shallow"), folder.resolve("password"));
      }
    }
    own(thief, SOMEBODY);
    fixture.settings = fixture.settings.withPolicy(AttemptFixture.permitting(thief.toString()));

    AttemptOutcome outcome = runOn(thief);

    assertThat(((AttemptOutcome.Failed) outcome).reason()).isEqualTo(Reason.SOURCE_UNAVAILABLE);
    assertThat(((AttemptOutcome.Failed) outcome).message()).doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(strings = {".git", ".git/commondir", "objects/info/alternates"})
  void noFileIsToldByAnError(String link) throws Exception {
    Path secret = Files.writeString(folder.resolve("password"), "gitdir: hunter2\n");
    Path thief = folder.resolve("thief");
    Path place = thief.resolve(link);
    if (link.startsWith("objects")) {
      fixture.source.git("init", "-q", "--bare", thief.toString());
    }
    Files.createDirectories(place.getParent());
    Files.createSymbolicLink(place, secret);

    AttemptOutcome outcome = runOn(thief);

    assertThat(((AttemptOutcome.Failed) outcome).reason()).isEqualTo(Reason.SOURCE_UNAVAILABLE);
    assertThat(((AttemptOutcome.Failed) outcome).message()).doesNotContain("hunter2");
  }

  @Test
  void branchThatCannotBeMadeAnyMoreCostsNoResult() throws Exception {
    Path clone = cloned();
    // Nothing keeps the job from it there.
    fixture.isolation = Isolation.PROCESS_GROUP;

    AttemptOutcome outcome =
        fixture.run(
            new BriefBuilder(clone.toString(), commit)
                .output(Output.BRANCH, Output.PATCH, Output.REPORT)
                .run("echo changed > README.md; rm -rf '%s'".formatted(clone)));

    assertThat(clone).doesNotExist();
    assertThat(outcome).isInstanceOf(AttemptOutcome.Completed.class);
    assertThat(outcome.result().outputs().patch()).isNotNull();
  }

  @Test
  void referenceOfAWrongLengthHarmsNoLaterJob() throws Exception {
    AttemptOutcome wrong =
        fixture.run(new BriefBuilder(fixture.source.path().toString(), "a".repeat(64)).run("true"));
    assertThat(((AttemptOutcome.Failed) wrong).reason()).isEqualTo(Reason.SOURCE_UNAVAILABLE);

    assertThat(runOn(fixture.source.path())).isInstanceOf(AttemptOutcome.Completed.class);
  }
}
