package dev.handoff.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.job.JobResult.Outputs;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobResultTest {

  private static final CheckResult CHECK =
      new CheckResult("tests", JobResult.CheckVerdict.PASSED, 0, 1.5, "ok");
  private static final Artifact FILE = new Artifact("artifacts/a.txt", 3, "00ff", 7);

  @Test
  void whatIsAbsentIsEmpty() {
    JobResult result = new JobResult(null, null, null, null, null, null);

    assertThat(result.checks()).isEmpty();
    assertThat(result.outputs()).isEqualTo(Outputs.NONE);
    assertThat(result.outputs().artifacts()).isEmpty();
  }

  @Test
  void artifactsThatAreAbsentAreNone() {
    Outputs outputs = new Outputs(null, FILE, null, null, null, null);

    assertThat(outputs.artifacts()).isEmpty();
    assertThat(outputs.patch()).isEqualTo(FILE);
  }

  @Test
  void keepsTheChecksThatItWasMadeWith() {
    List<CheckResult> checks = new ArrayList<>(List.of(CHECK));
    JobResult result = new JobResult(null, null, checks, null, null, null);

    checks.clear();

    assertThat(result.checks()).containsExactly(CHECK);
  }

  @Test
  void keepsTheArtifactsThatItWasMadeWith() {
    List<Artifact> artifacts = new ArrayList<>(List.of(FILE));
    Outputs outputs = new Outputs(null, null, null, null, artifacts, null);
    JobResult result = new JobResult(null, null, null, outputs, null, null);

    artifacts.clear();

    assertThat(result.outputs().artifacts()).containsExactly(FILE);
  }

  @Test
  void whatAHandlerReturnedIsTheValueAndAllElseIsEmpty() {
    JobResult result = JobResult.of(TextNode.valueOf("41 posts"));

    assertThat(result.value()).isEqualTo(TextNode.valueOf("41 posts"));
    assertThat(result.checks()).isEmpty();
    assertThat(result.outputs()).isEqualTo(Outputs.NONE);
  }
}
