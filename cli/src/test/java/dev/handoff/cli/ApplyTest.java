package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.handoff.cli.apply.StoredPatch;
import dev.handoff.cli.apply.TreeUpdate;
import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.source.Git;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobResult.Base;
import dev.handoff.job.JobResult.Branch;
import dev.handoff.job.JobResult.Outputs;
import dev.handoff.testkit.TestRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stored patch and repositories of a user: git is real, the job is its events. */
class ApplyTest {

  private static final String BRANCH = "handoff/tidy-up-" + RecordedJob.JOB.suffix();

  @TempDir Path folder;

  private TestRepository repository;
  private String base;
  private String result;

  @BeforeEach
  void makeABaseAndAResult() throws Exception {
    repository =
        TestRepository.in(folder.resolve("repository"))
            .with("a.txt", "1\n2\n3\n4\n5\n6\n7\n8\n9\n")
            .with("gone.txt", "gone\n")
            .with("old.txt", "to be renamed\n")
            .with("run.sh", "echo\n")
            .with(".gitignore", "*.log\n");
    base = repository.commit();
    repository.with("a.txt", "one\n2\n3\n4\n5\n6\n7\n8\n9\n").with("new/deep/b.txt", "new\n");
    Files.delete(repository.path().resolve("gone.txt"));
    Files.move(repository.path().resolve("old.txt"), repository.path().resolve("renamed.txt"));
    Files.write(repository.path().resolve("binary"), new byte[] {0, 1, (byte) 0xff});
    Files.createSymbolicLink(repository.path().resolve("link"), Path.of("a.txt"));
    assertThat(repository.path().resolve("run.sh").toFile().setExecutable(true)).isTrue();
    result = repository.commit();
    repository.git("reset", "-q", "--hard", base);
  }

  private StoredPatch patch() throws Exception {
    Path file = folder.resolve("result.patch");
    repository.git(
        "diff-tree",
        "-p",
        "--binary",
        "--full-index",
        "--no-renames",
        "--output=" + file,
        base,
        result);
    Outputs outputs =
        new Outputs(
            new Branch(BRANCH, result, null),
            new Artifact("patch", 1, "", 0),
            null,
            null,
            List.of(),
            null);
    JobResult told =
        new JobResult(new Base("/elsewhere", base), null, List.of(), outputs, null, null);
    return new StoredPatch(
        RecordedJob.submitted().started().completed(told).view(), file, new Git(repository.path()));
  }

  private String apply() throws Exception {
    StoredPatch patch = patch();
    patch.requireBase();
    return new TreeUpdate(repository.path(), patch).apply();
  }

  private String refusal() throws Exception {
    Map<String, String> before = everything();
    CommandException[] thrown = new CommandException[1];
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(this::apply)
        .satisfies(e -> thrown[0] = e);
    assertThat(thrown[0].exitCode()).isEqualTo(1);
    assertThat(thrown[0]).hasMessageEndingWith("Nothing was touched");
    assertThat(everything()).isEqualTo(before);
    return thrown[0].getMessage();
  }

  /** Every file with its mode, the index, HEAD, and the status that git reports. */
  private Map<String, String> everything() throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(repository.path())) {
      for (Path each : files.filter(one -> !one.toString().contains("/.git/")).toList()) {
        String mode = Files.getPosixFilePermissions(each, LinkOption.NOFOLLOW_LINKS).toString();
        String content =
            Files.isSymbolicLink(each)
                ? Files.readSymbolicLink(each).toString()
                : Files.isRegularFile(each) ? Files.readString(each) : "";
        all.put(each.toString(), mode + " " + content);
      }
    }
    all.put("index", repository.git("ls-files", "-s"));
    all.put("status", repository.git("status", "--porcelain", "--ignored"));
    all.put("refs", repository.git("for-each-ref") + repository.git("rev-parse", "HEAD"));
    return all;
  }

  @Test
  void onItsBaseAJobsChangesAreStagedExactly() throws Exception {
    String said = apply();

    assertThat(said).startsWith("Applied task-").contains("8 files are staged.");
    assertThat(repository.git("write-tree"))
        .isEqualTo(repository.git("rev-parse", result + "^{tree}"));
    assertThat(repository.git("diff", "--name-only")).isEmpty();
    assertThat(repository.git("status", "--porcelain", "-uall").lines())
        .allMatch(line -> line.charAt(1) == ' ');
    assertThat(repository.path().resolve("link")).isSymbolicLink();
    assertThat(repository.path().resolve("run.sh")).isExecutable();
    assertThat(repository.git("rev-parse", "HEAD")).isEqualTo(base);
  }

  @Test
  void onAnotherCommitTheyAreMergedThreeWay() throws Exception {
    repository.with("a.txt", "1\n2\n3\n4\n5\n6\n7\n8\nnine\n").with("other.txt", "o\n").commit();

    String said = apply();

    assertThat(said).contains("merged with the changes of HEAD");
    assertThat(repository.path().resolve("a.txt"))
        .content()
        .isEqualTo("one\n2\n3\n4\n5\n6\n7\n8\nnine\n");
    assertThat(repository.path().resolve("other.txt")).exists();
    assertThat(repository.path().resolve("gone.txt")).doesNotExist();
  }

  @Test
  void onABranchThatLeftTheHistoryOfTheBaseOnlyTheJobsChangesCome() throws Exception {
    repository.git("checkout", "-q", "--orphan", "elsewhere");
    repository.git("rm", "-q", "--cached", "run.sh");
    Files.move(repository.path().resolve("a.txt"), repository.path().resolve("moved.txt"));
    Files.delete(repository.path().resolve("run.sh"));
    repository.with("run.sh", "other\n").commit();
    String head = repository.git("rev-parse", "HEAD");
    repository.git("branch", "-q", "-D", "main");

    apply();

    assertThat(repository.git("diff", "--cached", "--name-only", head).lines())
        .contains("moved.txt", "gone.txt", "run.sh")
        .doesNotContain("a.txt");
    assertThat(repository.path().resolve("moved.txt")).content().startsWith("one\n2\n");
    assertThat(repository.path().resolve("run.sh")).content().isEqualTo("other\n");
  }

  @Test
  void aConflictLeavesEverythingAsItWas() throws Exception {
    repository.with("a.txt", "uno\n2\n3\n4\n5\n6\n7\n8\n9\n").commit();

    assertThat(refusal()).contains("CONFLICT (content): Merge conflict in a.txt");
  }

  @Test
  void aPatchThatMakesABareRepositoryIsRefused() throws Exception {
    repository
        .with("sub/HEAD", "ref: refs/heads/a\n")
        .with("sub/config", "[core]\n\tfsmonitor = touch /tmp/evil\n")
        .with("sub/objects/x", "x\n")
        .with("sub/refs/x", "x\n");
    result = repository.commit();
    repository.git("reset", "-q", "--hard", base);

    assertThat(refusal()).contains("a bare git repository", "sub/HEAD", "sub/config");
  }

  @Test
  void aPatchThatMakesABareRepositoryWholeIsRefused() throws Exception {
    repository.with("sub/objects/x", "x\n").with("sub/refs/x", "x\n").with("sub/config", "[a]\n");
    base = repository.commit();
    repository.with("sub/HEAD", "ref: refs/heads/a\n");
    result = repository.commit();
    repository.git("reset", "-q", "--hard", base);

    assertThat(refusal()).contains("a bare git repository", "sub/HEAD");
  }

  @ParameterizedTest
  @ValueSource(strings = {"git~1/config", ".git /config", "a\\.git\\config"})
  void aNameThatAnotherSystemReadsAsDotGitIsRefused(String name) throws Exception {
    repository.git("config", "core.protectNTFS", "false");
    repository.git("config", "core.protectHFS", "false");
    repository.with(name, "x\n");
    result = repository.commit();
    repository.git("reset", "-q", "--hard", base);

    assertThat(refusal()).contains("invalid path");
  }

  @Test
  void changesOfTheUserInTheSameFilesAreNamed() throws Exception {
    repository.with("run.sh", "mine\n").with("new", "s\n").with(".gitignore", "*.mine\n");
    repository.git("add", "new");

    assertThat(refusal())
        .contains(
            "files with uncommitted changes of yours:\n", "  M run.sh\n", "  A new\n", "--branch")
        .doesNotContain(".gitignore");
  }

  @Test
  void aMergeThatIsNotDoneIsInTheWay() throws Exception {
    repository.git("checkout", "-q", "-b", "other");
    repository.with(".gitignore", "other\n").commit();
    repository.git("checkout", "-q", "main");
    repository.with(".gitignore", "mine\n").commit();
    repository.git("config", "user.name", "ann");
    repository.git("config", "user.email", "ann@example.org");
    assertThat(new Git(repository.path()).run("merge", "other").isGood()).isFalse();

    assertThat(refusal()).contains("UU .gitignore");
  }

  @Test
  void changesOfTheUserInOtherFilesStayAsTheyAre() throws Exception {
    repository.with("kept.txt", "1\n");
    base = repository.commit();
    repository.with("a.txt", "one\n2\n3\n4\n5\n6\n7\n8\n9\n");
    result = repository.commit();
    repository.git("reset", "-q", "--hard", base);
    repository.with("kept.txt", "mine\n").with("run.sh", "staged\n").with("made", "m\n");
    repository.git("add", "run.sh", "made");
    repository.with("run.sh", "staged and more\n");
    Files.delete(repository.path().resolve("gone.txt"));

    String said = apply();

    assertThat(said).contains("1 file is staged, in addition to what was staged before.");
    assertThat(repository.git("status", "--porcelain").lines())
        .containsExactly("M  a.txt", " D gone.txt", " M kept.txt", "A  made", "MM run.sh");
    assertThat(repository.git("show", ":run.sh")).isEqualTo("staged");
    assertThat(repository.path().resolve("kept.txt")).content().isEqualTo("mine\n");
  }

  @Test
  void aFailureHalfwayLeavesChangesOfTheUserInOtherFiles() throws Exception {
    repository
        .with(".git/info/attributes", "renamed.txt filter=broken\n")
        .git("config", "filter.broken.smudge", "false");
    repository.git("config", "filter.broken.required", "true");
    repository.with(".gitignore", "*.mine\n").git("add", ".gitignore");

    assertThat(refusal()).contains("renamed.txt");
  }

  @Test
  void untrackedFilesThatAreNotInTheWayAreNoHindrance() throws Exception {
    repository.with("mine", "m\n").with("new/mine.log", "m\n");

    assertThat(apply()).startsWith("Applied");
    assertThat(repository.path().resolve("new/mine.log")).content().isEqualTo("m\n");
  }

  @Test
  void untrackedAndIgnoredFilesInTheWayAreNamed() throws Exception {
    repository.with("renamed.txt", "mine\n").with("new", "a file\n");
    repository.with(".git/info/exclude", "binary\n").with("binary", "ignored\n");

    assertThat(refusal()).contains("in its way:\n", "  binary\n", "  new\n", "  renamed.txt\n");
  }

  // A required filter that fails stops git halfway, like a full disk.
  @Test
  void aFailureHalfwayIsTakenBack() throws Exception {
    repository
        .with(".git/info/attributes", "renamed.txt filter=broken\n")
        .git("config", "filter.broken.smudge", "false");
    repository.git("config", "filter.broken.required", "true");

    assertThat(refusal()).contains("renamed.txt");
  }

  @Test
  void changesThatHeadHasAlreadyAreNotApplied() throws Exception {
    repository.git("merge", "-q", "--ff-only", result);

    assertThat(apply()).contains("are in HEAD already");
    assertThat(repository.git("status", "--porcelain")).isEmpty();
  }

  @Test
  void aResultThatNamesNoBaseCommitIsRefused() {
    JobResult told = new JobResult(new Base("/srv/site", null), null, null, null, null, null);
    StoredPatch patch =
        new StoredPatch(
            RecordedJob.submitted().started().completed(told).view(),
            folder.resolve("result.patch"),
            new Git(repository.path()));

    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(patch::requireBase)
        .withMessageContaining("does not apply: its result names no base commit")
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(1));
  }

  @Test
  void aRepositoryWithoutTheBaseIsRefused() throws Exception {
    StoredPatch patch = patch();
    TestRepository other = TestRepository.in(folder.resolve("other")).with("a.txt", "x\n");
    other.commit();

    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(
            () ->
                new StoredPatch(
                        RecordedJob.submitted()
                            .started()
                            .completed(
                                new JobResult(
                                    new Base("/srv/site", base), null, null, null, null, null))
                            .view(),
                        folder.resolve("result.patch"),
                        new Git(other.path()))
                    .requireBase())
        .withMessageContaining("does not have its base commit " + base + " of /srv/site")
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(1));
    patch.requireBase();
  }

  @Test
  void theBranchIsTheOneThatTheWorkerWouldHaveMade() throws Exception {
    repository.with("a.txt", "not committed\n");
    Map<String, String> before = everything();

    String branch = patch().branch();

    assertThat(branch).isEqualTo(BRANCH);
    assertThat(repository.git("rev-parse", branch + "^{tree}"))
        .isEqualTo(repository.git("rev-parse", result + "^{tree}"));
    assertThat(repository.git("log", "-1", "--format=%P|%an|%s|%(trailers:separator=%x2C)", branch))
        .isEqualTo(
            base + "|Handoff|Tidy up|Handoff-Job: " + RecordedJob.JOB + ",Handoff-Attempt: 1");
    repository.git("branch", "-q", "-D", branch);
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void aBranchThatIsThereAlreadyIsNotMadeAgainAndAnotherOfItsNameIsLeftAlone() throws Exception {
    repository.git("branch", BRANCH, base);

    assertThat(patch().branch()).isEqualTo(BRANCH + "-2");
    assertThat(patch().branch()).isEqualTo(BRANCH + "-2");
    assertThat(repository.git("rev-parse", BRANCH)).isEqualTo(base);
    assertThat(repository.git("branch", "--list", "handoff/*").lines()).hasSize(2);
  }

  @Test
  void aNameThatNoBranchCanHaveIsTold() throws Exception {
    repository.git("branch", "handoff", base);

    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> patch().branch())
        .withMessageContaining("cannot be made");
  }
}
