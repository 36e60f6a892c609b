package dev.handoff.worker.attempt.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.Reason;
import dev.handoff.worker.attempt.AttemptFixture;
import dev.handoff.worker.attempt.AttemptRunner;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trees that look as the base commit's do, and are not. */
class UnchangedTreeTest {

  @TempDir Path folder;
  private AttemptFixture fixture;

  @BeforeEach
  void makeSource() throws Exception {
    fixture = new AttemptFixture(folder);
    fixture.source.with("docs/one.md", "one\n").with("README.md", "readme\n").with("empty", "");
  }

  private static List<String> paths(AttemptOutcome outcome) {
    assertThat(outcome).as("%s", outcome).isInstanceOf(AttemptOutcome.Completed.class);
    return outcome.result().changes().paths();
  }

  @Test
  void aTreeThatTheJobRestoredHasNoChange() throws Exception {
    AttemptOutcome outcome =
        fixture.run(
            fixture
                .brief()
                .changesOptional()
                .run(
                    "cp README.md a; echo x > README.md; rm -r docs empty; mv a README.md;"
                        + " mkdir docs; echo one > docs/one.md; touch empty; mkdir -p new/folder"));

    assertThat(paths(outcome)).isEmpty();
    assertThat(fixture.recorder.text("report")).contains("No changes, so no branch and no patch");
  }

  @Test
  void aLinkInThePlaceOfAFolderIsAChangeAlsoIfItLeadsToTheSameFiles() throws Exception {
    AttemptOutcome outcome =
        fixture.run(
            fixture
                .brief()
                .changesOptional()
                .run("cp -r docs \"$HOME/docs\"; rm -r docs; ln -s \"$HOME/docs\" docs"));

    assertThat(outcome).isInstanceOf(AttemptOutcome.Failed.class);
    AttemptOutcome.Failed failed = (AttemptOutcome.Failed) outcome;
    assertThat(failed.reason()).isEqualTo(Reason.SCOPE_VIOLATION);
    assertThat(failed.message()).contains("docs (a link that leaves the tree)");
    assertThat(failed.result().changes().paths()).containsExactlyInAnyOrder("docs", "docs/one.md");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "touch -r README.md t; printf 'README\\n' >README.md; touch -r t README.md; rm t",
        "chmod +x README.md",
        "mv README.md docs/r; ln -s docs/r README.md",
        "rm README.md",
        "rm README.md; mkdir README.md",
        "echo x >README.md; git update-index --assume-unchanged README.md",
        "echo x >README.md; git update-index --skip-worktree README.md",
        "echo x >README.md; git commit -qam x",
        "echo x >README.md; git config core.fsmonitor true; git config core.ignoreStat true",
      })
  void everyWayToChangeAFileIsFound(String command) throws Exception {
    AttemptOutcome outcome = fixture.run(fixture.brief().changesOptional().run(command));

    assertThat(paths(outcome)).contains("README.md");
  }

  @Test
  void anEmptyFileThatGotContentIsFoundWhateverItsTimes() throws Exception {
    AttemptOutcome outcome =
        fixture.run(
            fixture.brief().changesOptional().run("echo x >empty; touch -d @0 empty README.md"));

    assertThat(paths(outcome)).containsExactly("empty");
  }

  @Test
  void anAttemptAfterAnotherOnTheSameCommitSeesItsOwnChangesOnly() throws Exception {
    AttemptRunner runner = fixture.runner();
    fixture.brief();

    List<String> first = paths(run(runner, "echo x >README.md; echo new >docs/two.md"));
    List<String> second = paths(run(runner, "true"));
    List<String> third = paths(run(runner, "rm docs/one.md"));

    assertThat(first).containsExactlyInAnyOrder("README.md", "docs/two.md");
    assertThat(second).isEmpty();
    assertThat(third).containsExactly("docs/one.md");
  }

  private AttemptOutcome run(AttemptRunner runner, String command) throws Exception {
    return runner.run(
        fixture.order(fixture.brief().changesOptional().run(command)),
        fixture.recorder,
        fixture.stop);
  }
}
