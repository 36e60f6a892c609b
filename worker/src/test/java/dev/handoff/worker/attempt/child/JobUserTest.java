package dev.handoff.worker.attempt.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.brief.settings.InvalidSettingsException;
import dev.handoff.worker.attempt.AttemptFixture;
import dev.handoff.worker.attempt.TierOfThisHost;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that run as another user than the worker's, where the worker may become another. */
class JobUserTest {

  private static final JobUser OTHER = new JobUser(54321);

  @TempDir Path folder;
  private AttemptFixture fixture;

  @BeforeEach
  void makeSource() throws Exception {
    fixture = new AttemptFixture(folder);
    fixture.source.with("README.md", "readme\n");
    fixture.source.with("docs/page.md", "page\n");
    fixture.settings = fixture.settings.withJobUser(OTHER);
  }

  private void assumePossible() {
    assumeTrue(Isolation.isSuperuser(), "only root can run jobs as another user");
    assumeTrue(JobUser.isPossible(fixture.isolation), TierOfThisHost.NO_BWRAP);
  }

  @Test
  void allProcessesOfAJobAreAnotherUsersAndHaveNoRights() throws Exception {
    assumePossible();

    AttemptOutcome outcome =
        fixture.run(
            fixture
                .brief()
                .changesOptional()
                .run(
                    "id -u; id -g; id -G; grep -h -e CapEff -e CapPrm -e NoNewPrivs"
                        + " /proc/self/status /proc/$$/status; stat -c %u . ~ $TMPDIR"));

    assertThat(outcome).isInstanceOf(AttemptOutcome.Completed.class);
    assertThat(fixture.recorder.text("log").lines().distinct().map(line -> line.replace('\t', ' ')))
        .containsExactlyInAnyOrder(
            "54321", "CapPrm: 0000000000000000", "CapEff: 0000000000000000", "NoNewPrivs: 1");
  }

  @Test
  void whatItMakesIsGuardedCheckedPublishedAndRemovedLikeAnyOther() throws Exception {
    assumePossible();

    AttemptOutcome outcome =
        fixture.run(
            fixture
                .brief()
                .setup("echo tool > ~/tool; mkdir closed; chmod 700 closed")
                .run(
                    "umask 077; cat ~/tool > closed/new; echo more >> README.md; rm -r docs;"
                        + " git status --short; echo seen > /dev/shm/x; cat /dev/shm/x > /dev/stdout;"
                        + " echo '# All done' > $HANDOFF_SUMMARY; ln -s /etc/shadow link; rm link")
                .check("check", Duration.ofMinutes(1), "grep -rq more . && test $(id -u) = 54321"));

    assertThat(outcome).as("%s", outcome).isInstanceOf(AttemptOutcome.Completed.class);
    assertThat(fixture.recorder.text("log")).contains(" D docs/page.md").contains("seen\n");
    assertThat(fixture.recorder.text("patch"))
        .contains("+++ b/closed/new", "+tool", "+more", "deleted file mode 100644");
    assertThat(fixture.recorder.text("report")).contains("All done");
    assertThat(fixture.remains()).isEmpty();
    assertThat(fixture.living()).isEmpty();
  }

  @Test
  void aWorkerThatCannotRunJobsAsAnotherUserSaysSoAndRunsNone() throws Exception {
    fixture.isolation = Isolation.PROCESS_GROUP;

    assertThatThrownBy(() -> fixture.run(fixture.brief().run("true")))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageStartingWith("sandbox.user: needs bwrap");
  }
}
