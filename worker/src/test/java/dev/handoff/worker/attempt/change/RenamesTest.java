package dev.handoff.worker.attempt.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobResult;
import dev.handoff.worker.attempt.AttemptFixture;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader sees that a file was moved. */
class RenamesTest {

  private static final String LINES = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n";

  @TempDir Path folder;
  private AttemptFixture fixture;

  @BeforeEach
  void makeSource() throws Exception {
    fixture = new AttemptFixture(folder);
    fixture
        .source
        .with("src/a.txt", LINES)
        .with("src/b.txt", LINES + "b\n")
        .with("src/ü.bin", "\0\1\2");
  }

  private JobResult completed(String script) throws Exception {
    AttemptOutcome outcome = fixture.run(fixture.brief().run(script));
    assertThat(outcome).isInstanceOf(AttemptOutcome.Completed.class);
    return outcome.result();
  }

  @Test
  void movedFilesCountOnceWithTheLinesThatDiffer() throws Exception {
    JobResult result = completed("git mv src lib; sed -i s/two/2/ lib/a.txt; echo x > new.txt");

    assertThat(result.changes().files()).isEqualTo(4);
    assertThat(result.changes().added()).isEqualTo(2);
    assertThat(result.changes().removed()).isEqualTo(1);
    assertThat(result.changes().renamed())
        .contains(
            new JobResult.Renamed("src/a.txt", "lib/a.txt"),
            new JobResult.Renamed("src/ü.bin", "lib/ü.bin"));
    assertThat(result.changes().paths()).contains("src/a.txt", "lib/a.txt");
    assertThat(fixture.recorder.text("report"))
        .contains(
            "## Files changed (4)",
            "- `lib/a.txt` +1 -1, moved from `src/a.txt`\n",
            "4 files changed (+2 -1)")
        .doesNotContain(", deleted");
  }

  @Test
  void patchOfMovedFilesGivesTheVeryTreeOfTheJob() throws Exception {
    JobResult result = completed("git mv src lib; sed -i s/two/2/ lib/a.txt; chmod +x lib/b.txt");
    Path patch = Files.write(folder.resolve("p"), fixture.recorder.bytes("patch"));

    fixture.source.git("checkout", "-q", fixture.source.commit());
    fixture.source.git("apply", "--index", patch.toString());

    assertThat(fixture.source.git("write-tree"))
        .isEqualTo(fixture.source.git("rev-parse", result.outputs().branch().commit() + "^{tree}"));
    assertThat(fixture.recorder.text("patch"))
        .contains("rename from src/a.txt")
        .doesNotContain("seven");
  }

  @Test
  void newAndDeletedFilesThatAreNotAlikeAreNoMove() throws Exception {
    JobResult result = completed("rm src/a.txt src/b.txt; echo other > new.txt");

    assertThat(result.changes().renamed()).isNull();
    assertThat(result.changes().files()).isEqualTo(3);
  }

  @Test
  void scopeIsHeldAgainstBothPaths() throws Exception {
    AttemptOutcome outcome = fixture.run(fixture.brief().include("lib/**").run("git mv src lib"));

    assertThat(((AttemptOutcome.Failed) outcome).message())
        .contains("src/a.txt (outside the scope)");
    assertThat(List.of(outcome.result().outputs())).isNotEmpty();
  }
}
