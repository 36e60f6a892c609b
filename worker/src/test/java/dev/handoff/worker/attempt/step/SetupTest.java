package dev.handoff.worker.attempt.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobResult;
import dev.handoff.job.Reason;
import dev.handoff.worker.attempt.AttemptFixture;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether a job and its checks find what setup made. */
class SetupTest {

  @TempDir Path folder;
  private AttemptFixture fixture;

  @BeforeEach
  void makeSource() throws Exception {
    fixture = new AttemptFixture(folder);
    fixture
        .source
        .with("src/m", "one\n")
        .with("conf.ini", "port = 1\n")
        .with("tests/a.sh", "exit 0\n")
        .with("tests/slow.sh", "echo slow; exit 1\n");
  }

  private AttemptOutcome run(String setup, String run, String check) throws Exception {
    return fixture.run(
        fixture
            .brief()
            .setup(setup)
            .baseline()
            .run("echo two > src/m; " + run)
            .check("c", Duration.ofMinutes(1), check));
  }

  private static void assertPassed(AttemptOutcome outcome) {
    assertThat(outcome).as("%s", outcome).isInstanceOf(AttemptOutcome.Completed.class);
    assertThat(outcome.result().checks().get(0).before()).isEqualTo(JobResult.CheckVerdict.PASSED);
  }

  @Test
  void checkFindsTheFileThatItNamesAsSetupLeftIt() throws Exception {
    AttemptOutcome outcome = run("sed -i s/1/2/ conf.ini", "true", "grep 'port = 2' conf.ini");

    assertPassed(outcome);
    assertThat(outcome.result().changes().paths()).containsExactly("src/m");
    assertThat(fixture.recorder.text("log"))
        .contains("[handoff] checks find these files as setup left them: conf.ini\n");
  }

  @Test
  void jobsChangeOfWhatSetupLeftIsPutAsideFirst() throws Exception {
    AttemptOutcome outcome =
        run("sed -i s/1/2/ conf.ini", "echo port = 3 > conf.ini", "grep 'port = 2' conf.ini");

    assertPassed(outcome);
    assertThat(fixture.recorder.text("log"))
        .contains("the job's changes to them were put aside first: conf.ini");
  }

  @Test
  void checkFindsTheLineEndsOfSetupAndOfACheckoutOfTheBase() throws Exception {
    fixture.source.with(".gitattributes", "*.ini eol=crlf\n").with("base.ini", "b\n");

    AttemptOutcome outcome =
        run(
            "printf 'port = 2\\r\\n' > conf.ini",
            "echo port = 3 > conf.ini; echo c > base.ini",
            "printf 'port = 2\\r\\nb\\r\\n' > $TMPDIR/e; cat conf.ini base.ini | cmp - $TMPDIR/e");

    assertPassed(outcome);
    assertThat(outcome.result().changes().paths()).contains("src/m");
  }

  @Test
  void jobCannotPassByEditingACheckThatSetupMade() throws Exception {
    AttemptOutcome outcome =
        run("echo 'grep -q one src/m' > made.sh", "echo exit 0 > made.sh", "sh made.sh");

    assertThat(((AttemptOutcome.Failed) outcome).reason()).isEqualTo(Reason.CHECK_FAILED);
    assertThat(((AttemptOutcome.Failed) outcome).message())
        .startsWith("check \"c\" ended with exit code 1; before the job it passed; checks name")
        .contains("put aside first: made.sh");
  }

  @Test
  void checkThatSetupRemovedStaysAway() throws Exception {
    AttemptOutcome outcome =
        run(
            "rm tests/slow.sh; printf 'exit 0' > tests/\"$(printf '\\377')\".sh",
            "echo exit 1 > tests/slow.sh; echo exit 1 > tests/\"$(printf '\\377')\".sh",
            "for each in tests/*.sh; do sh $each || exit 1; done");

    assertPassed(outcome);
    assertThat(fixture.recorder.text("log")).doesNotContain("slow\n");
  }

  @Test
  void modeAndLinkThatSetupMadeStay() throws Exception {
    AttemptOutcome outcome =
        run(
            "chmod +x tests/a.sh; mv conf.ini real.ini; ln -s real.ini conf.ini",
            "chmod -x tests/a.sh; rm conf.ini; mkdir conf.ini; touch conf.ini/x",
            "./tests/a.sh; test $? = 0 -a -L conf.ini");

    assertPassed(outcome);
  }
}
