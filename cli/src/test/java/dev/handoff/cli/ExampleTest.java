package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import dev.handoff.testkit.TestRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Runs the example like a user: real commands in a new repository, from brief to branch. */
@ExtendWith(SharedHandoffExtension.class)
class ExampleTest {

  private static final Pattern JOB = Pattern.compile("task-[0-9a-z]{26}");
  private static final String FOLDER = "examples/migrate-categories/";

  @TempDir Path folder;

  private TestRepository repository;
  private String base;

  @BeforeEach
  void copyTheExamplesIntoAFreshRepository() {
    repository = TestRepository.in(folder.resolve("repository"));
    // Uses cp: a JVM in the C locale cannot represent the names of some posts.
    ProcessResult copy =
        ProcessRun.run(
            new ProcessBuilder("cp", "-R", "../examples", repository.path().toString()),
            Duration.ofSeconds(30));
    assertThat(copy.exit()).as(copy.stderr()).isZero();
    base = repository.commit();
  }

  @Test
  void theMigrationEndsInABranchAPatchAndAReport(HandoffProcess handoff) throws IOException {
    ProcessResult task = handoff.in(repository.path()).run("task", FOLDER + "brief.yaml");

    assertThat(task.exit()).as(task.stderr()).isZero();
    assertThat(task.stdout())
        .startsWith("# Migrate category structure on all posts\n")
        .contains("no post loses a category", "no category outside the new set appears")
        .contains("Files changed (40)", " merge ", "branch -D");
    String job = jobOf(task.stderr());
    assertThat(task.stdout()).contains(job);
    String branch =
        repository.git("for-each-ref", "--format=%(refname:short)", "refs/heads/handoff");
    assertThat(branch).matches("handoff/migrate-category-structure-on-all-posts-" + suffix(job));
    assertThat(repository.git("rev-list", branch))
        .isEqualTo(repository.git("rev-parse", branch) + "\n" + base);
    assertThat(repository.git("diff", "--name-only", base, branch).lines())
        .hasSize(40)
        .allMatch(path -> path.contains(FOLDER + "content/posts/"));
    assertThat(repository.git("log", "-1", "--format=%(trailers)", branch))
        .isEqualTo("Handoff-Job: " + job + "\nHandoff-Attempt: 1");
    assertNothingTouched();
    assertPatchGivesTheBranch(handoff, job, branch);
  }

  private void assertNothingTouched() {
    assertThat(repository.git("status", "--porcelain")).isEmpty();
    assertThat(repository.git("symbolic-ref", "HEAD")).isEqualTo("refs/heads/main");
    assertThat(repository.git("rev-parse", "HEAD")).isEqualTo(base);
    assertThat(repository.git("worktree", "list").lines()).hasSize(1);
    assertThat(repository.git("stash", "list")).isEmpty();
  }

  private void assertPatchGivesTheBranch(HandoffProcess handoff, String job, String branch)
      throws IOException {
    String tree = repository.git("rev-parse", branch + "^{tree}");
    repository.git("clone", "-q", "--no-local", repository.path().toString(), folder + "/clone");
    TestRepository clone = new TestRepository(folder.resolve("clone"));
    // Posts have several encodings, so their patch is not text.
    Path patch = folder.resolve("result.patch");
    ProcessResult result =
        handoff.run("result", job, "--output", "patch", "--to", patch.toString());
    assertThat(result.exit()).as(result.stderr()).isZero();
    assertThat(result.stdout()).isEmpty();
    clone.git("apply", "--index", patch.toString());
    assertThat(clone.git("write-tree")).isEqualTo(tree);
    assertThat(Files.size(patch)).isPositive();
  }

  @Test
  void aScriptThatLosesACategoryFailsByTheCheckThatFindsIt(HandoffProcess handoff) {
    ProcessResult task =
        handoff.in(repository.path()).run("task", FOLDER + "brief-breaks-a-post.yaml");

    assertThat(task.exit()).as(task.stderr()).isEqualTo(1);
    assertThat(task.stdout())
        .startsWith("# ")
        .contains("check_failed", "no post loses a category")
        .contains("content/posts/ferry-tour.md: lost \"community\"");
    assertThat(task.stderr()).contains("check no post loses a category: failed");
    assertNoBranch();
  }

  @Test
  void aScriptThatTouchesAnotherPageFailsAndThePageIsNamed(HandoffProcess handoff) {
    ProcessResult task =
        handoff.in(repository.path()).run("task", FOLDER + "brief-out-of-scope.yaml");

    assertThat(task.exit()).as(task.stderr()).isEqualTo(1);
    assertThat(task.stdout())
        .startsWith("# ")
        .contains("scope_violation", FOLDER + "content/index.md");
    assertNoBranch();
  }

  private void assertNoBranch() {
    assertThat(repository.git("for-each-ref", "--format=%(refname)")).isEqualTo("refs/heads/main");
    assertNothingTouched();
  }

  private static String jobOf(String stderr) {
    Matcher matcher = JOB.matcher(stderr);
    assertThat(matcher.find()).as(stderr).isTrue();
    return matcher.group();
  }

  private static String suffix(String job) {
    return job.substring(job.length() - 6);
  }
}
