package dev.handoff.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BranchNameTest {

  private static final JobId JOB = new JobId("task-01abcdefghjkmnpqrstvwxyz01");

  @ParameterizedTest
  @CsvSource({
    "Migrate category structure, handoff/migrate-category-structure-wxyz01",
    "Über  größe!, handoff/uber-gro-e-wxyz01",
    "'../..//-x', handoff/x-wxyz01",
    "日本, handoff/job-wxyz01",
    "'', handoff/job-wxyz01",
    "x.lock, handoff/x-lock-wxyz01",
    "'a@{1} ~^:?*[\\', handoff/a-1-wxyz01",
    "aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeee, handoff/aaaaaaaaa-bbbbbbbbb-ccccccccc-ddddddddd-wxyz01"
  })
  void aBranchIsNamedByTitleAndJob(String title, String branch) {
    assertThat(BranchName.of(title, JOB)).isEqualTo(branch);
  }

  @ParameterizedTest
  @CsvSource({"1, a", "2, a-2", "9, a-9"})
  void aNameThatIsTakenIsNumbered(int number, String name) {
    assertThat(BranchName.numbered("a", number)).isEqualTo(name);
  }

  @Test
  void noTitleMakesANameThatIsTooLongForADisk() {
    assertThat(BranchName.of("ﷺ".repeat(5000), JOB).getBytes(StandardCharsets.UTF_8))
        .hasSizeLessThan(64);
  }
}
