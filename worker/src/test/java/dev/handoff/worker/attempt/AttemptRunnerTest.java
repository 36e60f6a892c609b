package dev.handoff.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobResult;
import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.job.Reason;
import dev.handoff.testkit.ExecutableFile;
import dev.handoff.worker.attempt.child.HostUptime;
import dev.handoff.worker.attempt.child.SandboxPaths;
import dev.handoff.worker.attempt.child.StopSignal;
import dev.handoff.worker.attempt.child.StopSignal.Why;
import dev.handoff.worker.attempt.order.AttemptOrder;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AttemptRunnerTest {

  @TempDir Path folder;
  private AttemptFixture fixture;

  @BeforeEach
  void makeSource() throws Exception {
    fixture = new AttemptFixture(folder);
    fixture
        .source
        .with("site/posts/one.md", "one\n")
        .with("site/posts/two.md", "two\n")
        .with("site/check.sh", "grep -q ONE posts/one.md\n")
        .with("README.md", "readme\n");
  }

  private static AttemptOutcome.Failed failed(AttemptOutcome outcome) {
    assertThat(outcome).isInstanceOf(AttemptOutcome.Failed.class);
    return (AttemptOutcome.Failed) outcome;
  }

  // Where nobody writes, a job that did run would leave no trace either.
  private Path openToTheJob(String name) throws IOException {
    Path open = Files.createDirectories(folder.resolve("open"));
    fixture.settings =
        fixture.settings.withSandbox(new SandboxPaths(List.of(), List.of(open), List.of()));
    return open.resolve(name);
  }

  @Test
  void completedJobLeavesBranchPatchAndReport() throws Exception {
    BriefBuilder brief =
        fixture
            .brief()
            .dir("site")
            .include("posts/**")
            .run("echo ONE > posts/one.md; echo new > posts/three.md; echo said")
            .check("one is upper case", "sh", "check.sh");
    String base = fixture.source.git("rev-parse", "HEAD");

    AttemptOutcome outcome = fixture.run(brief);

    assertThat(outcome).isInstanceOf(AttemptOutcome.Completed.class);
    String branch = outcome.result().outputs().branch().name();
    assertThat(branch).isEqualTo("handoff/change-the-posts-" + fixture.job.suffix());
    assertThat(fixture.source.git("show", "--format=%an %s%n%b%P", "--stat", branch))
        .contains("Handoff Change the posts")
        .contains("Handoff-Job: " + fixture.job)
        .contains("Handoff-Attempt: 1")
        .contains(base)
        .contains("2 files changed");
    assertThat(fixture.source.git("status", "--porcelain")).isEmpty();
    assertThat(fixture.recorder.text("patch")).contains("+ONE");
    assertThat(fixture.recorder.text("log")).contains("said\n");
    assertThat(fixture.recorder.text("report"))
        .contains("**Completed.** All checks passed: 1.")
        .contains("### one is upper case: passed")
        .contains("git -C " + fixture.source.path() + " branch -D " + branch);
    assertThat(outcome.result().changes().paths())
        .containsExactly("site/posts/one.md", "site/posts/three.md");
    assertThat(fixture.recorder.progress())
        .startsWith("prepare null null", "setup null null", "run null null");
    assertThat(fixture.remains()).isEmpty();
  }

  @Test
  void failedCheckNamesTheCheckAndMakesNoBranch() throws Exception {
    BriefBuilder brief =
        fixture
            .brief()
            .dir("site")
            .run("echo none > posts/one.md")
            .check("first", "sh", "check.sh")
            .check("second", "true");

    AttemptOutcome.Failed outcome = failed(fixture.run(brief));

    assertThat(outcome.reason()).isEqualTo(Reason.CHECK_FAILED);
    assertThat(outcome.message()).contains("\"first\"");
    assertThat(outcome.result().checks())
        .extracting(check -> check.verdict())
        .containsExactly(JobResult.CheckVerdict.FAILED, JobResult.CheckVerdict.PASSED);
    assertThat(outcome.result().outputs().branch()).isNull();
    assertThat(outcome.result().outputs().patch()).isNotNull();
    assertThat(fixture.source.git("branch", "--list", "handoff/*")).isEmpty();
  }

  @Test
  void checkThatOutlivesItsTimeoutFailsAndSaysSo() throws Exception {
    BriefBuilder brief =
        fixture
            .brief()
            .run("echo x > README.md")
            .check("slow", Duration.ofMillis(300), "echo begun; sleep 60");

    AttemptOutcome.Failed outcome = failed(fixture.run(brief));

    assertThat(outcome.reason()).isEqualTo(Reason.CHECK_FAILED);
    assertThat(outcome.result().checks().get(0).tail()).contains("begun").contains("in time");
  }

  @Test
  void checkWhoseProgramDoesNotExistCouldNotRun() throws Exception {
    BriefBuilder brief =
        fixture.brief().run("echo x > README.md").check("none", "no-such-program-here");

    AttemptOutcome.Failed outcome = failed(fixture.run(brief));

    assertThat(outcome.reason()).isEqualTo(Reason.CHECK_COULD_NOT_RUN);
    assertThat(outcome.message()).contains("no-such-program-here is not on the PATH");
  }

  @Test
  void commandThatDoesNotExistIsNamed() throws Exception {
    AttemptOutcome.Failed outcome = failed(fixture.run(fixture.brief().command("./no-such.sh")));

    assertThat(outcome.reason()).isEqualTo(Reason.RUN_FAILED);
    assertThat(outcome.message()).contains("program ./no-such.sh does not exist");
  }

  @Test
  void exitCodeOfTheCommandIsTold() throws Exception {
    AttemptOutcome.Failed outcome =
        failed(fixture.run(fixture.brief().run("echo x > README.md; exit 7")));

    assertThat(outcome.reason()).isEqualTo(Reason.RUN_FAILED);
    assertThat(outcome.message()).contains("exit code 7");
    assertThat(fixture.recorder.text("patch")).contains("+x");
    assertThat(fixture.recorder.text("report")).contains("**Failed: run_failed.**");
  }

  @Test
  void commandIsRunAsItIs() throws Exception {
    BriefBuilder brief =
        fixture.brief().changesOptional().command("printf", "<%s>", "", "a  b", "$HOME", "zwölf\n");

    fixture.run(brief);

    assertThat(fixture.recorder.text("log")).isEqualTo("<><a  b><$HOME><zwölf\n>");
  }

  @Test
  void nothingChangedFailsUnlessTheBriefAllowsIt() throws Exception {
    AttemptOutcome.Failed required = failed(fixture.run(fixture.brief().run("true")));
    AttemptOutcome optional = fixture.run(fixture.brief().run("true").changesOptional());

    assertThat(required.reason()).isEqualTo(Reason.NO_CHANGE);
    assertThat(optional).isInstanceOf(AttemptOutcome.Completed.class);
    assertThat(optional.result().outputs().branch()).isNull();
    assertThat(optional.result().outputs().patch()).isNull();
  }

  @Test
  void whatSetupLeavesIsNotPartOfTheResult() throws Exception {
    BriefBuilder brief =
        fixture
            .brief()
            .setup("mkdir lib; echo left > lib/a; echo by setup >> README.md; echo 1 > both")
            .run("cat lib/a; echo 2 > both; echo y > mine");

    AttemptOutcome outcome = fixture.run(brief);

    assertThat(outcome.result().changes().paths()).containsExactly("both", "mine");
    assertThat(fixture.recorder.text("log")).contains("left");
  }

  @Test
  void failedSetupIsNotTheJobsFault() throws Exception {
    AttemptOutcome.Failed outcome =
        failed(fixture.run(fixture.brief().setup("echo no registry; exit 3").run("true")));

    assertThat(outcome.reason()).isEqualTo(Reason.SETUP_FAILED);
    assertThat(outcome.message()).contains("exit code 3").contains("no registry");
  }

  @Test
  void inputThatTheBaseLacksIsRefusedBeforeAnythingRuns() throws Exception {
    BriefBuilder brief =
        fixture.brief().dir("site").inputs("posts/one.md", "posts/lost.md").run("echo ran");

    AttemptOutcome.Failed outcome = failed(fixture.run(brief));

    assertThat(outcome.reason()).isEqualTo(Reason.INVALID_BRIEF);
    assertThat(outcome.message()).contains("site/posts/lost.md").doesNotContain("one.md");
    assertThat(fixture.recorder.text("log")).isEmpty();
  }

  @Test
  void briefWithoutARepositoryOrACommitIsRefused() throws Exception {
    String base = fixture.source.commit();
    BriefBuilder nowhere = new BriefBuilder((String) null, base);
    BriefBuilder nothing = new BriefBuilder(fixture.source.path().toString(), null);

    AttemptOutcome.Failed ofNowhere = failed(fixture.run(nowhere.run("echo ran")));
    AttemptOutcome.Failed ofNothing = failed(fixture.run(nothing.run("echo ran")));

    assertThat(ofNowhere.reason()).isEqualTo(Reason.INVALID_BRIEF);
    assertThat(ofNowhere.message()).contains("scope.repo must be an absolute path or a URL");
    assertThat(ofNothing.reason()).isEqualTo(Reason.INVALID_BRIEF);
    assertThat(ofNothing.message()).contains("scope.ref must be the full hash of a commit");
  }

  @Test
  void commitThatIsOnNoBranchIsFound() throws Exception {
    String base = fixture.source.commit();
    fixture.source.with("README.md", "loose\n");
    String loose = fixture.source.commit();
    fixture.source.git("reset", "-q", "--hard", base);

    AttemptOutcome outcome =
        fixture.run(new BriefBuilder(fixture.source, loose).run("cat README.md > copy"));

    assertThat(outcome).isInstanceOf(AttemptOutcome.Completed.class);
    assertThat(fixture.recorder.text("patch")).contains("+loose");
  }

  @Test
  void commitThatTheSourceLacksIsSourceUnavailable() throws Exception {
    String unknown = "0123456789012345678901234567890123456789";

    AttemptOutcome.Failed outcome = failed(fixture.run(new BriefBuilder(fixture.source, unknown)));

    assertThat(outcome.reason()).isEqualTo(Reason.SOURCE_UNAVAILABLE);
    assertThat(outcome.message()).contains(unknown);
  }

  @Test
  void jobSeesTheEnvironmentThatItWasPromised() throws Exception {
    fixture.settings =
        fixture.settings.withEnvironment(
            Map.of("PATH", System.getenv("PATH"), "SECRET", "s", "TOKEN", "t"), "TOKEN"::equals);
    BriefBuilder brief =
        fixture
            .brief()
            .dir("site")
            .changesOptional()
            .env("A=1=2", "TOKEN", "LINES=one\ntwo", "command=c", "environment=e", "entry=n")
            .run("env; pwd; cat $HANDOFF_BRIEF; git log --format=%H -1; readlink /proc/self/fd/0");

    fixture.run(brief);

    assertThat(fixture.recorder.text("log"))
        .contains("A=1=2", "TOKEN=t", "LINES=one\ntwo", "HANDOFF_ATTEMPT=1", "/tree/site\n")
        .contains("\ncommand=c\n", "\nenvironment=e\n", "\nentry=n\n")
        .contains("\nTRACEPARENT=" + fixture.order(brief).traceparent() + "\n")
        .contains("HANDOFF_JOB_ID=" + fixture.job, "{\"brief\":1}", "/dev/null")
        .contains("HANDOFF_BASE=" + fixture.source.git("rev-parse", "HEAD"))
        .doesNotContain("SECRET");
  }

  @Test
  void variableThatThePolicyDoesNotPermitIsRefused() throws Exception {
    AttemptOutcome.Failed outcome =
        failed(fixture.run(fixture.brief().env("NPM_TOKEN").run("true")));

    assertThat(outcome.reason()).isEqualTo(Reason.POLICY_REFUSED);
    assertThat(outcome.message()).contains("NPM_TOKEN");
  }

  @Test
  void progressAndSummaryOfTheJobAreTold() throws Exception {
    BriefBuilder brief =
        fixture
            .brief()
            .run(
                "echo x > README.md; echo '42 half of it' >> $HANDOFF_PROGRESS;"
                    + " echo '**done** by hand' > $HANDOFF_SUMMARY; mv README.md R.md");

    fixture.run(brief);

    assertThat(fixture.recorder.progress()).contains("run half of it 42");
    assertThat(fixture.recorder.text("report")).contains("> **done** by hand\n");
  }

  @Test
  @Timeout(60)
  void pipeInThePlaceOfTheProgressHoldsUpNothing() throws Exception {
    AttemptOutcome outcome =
        fixture.run(
            fixture
                .brief()
                .setup("rm $HANDOFF_PROGRESS; mkfifo $HANDOFF_PROGRESS")
                .run("echo x > README.md"));

    assertThat(outcome).isInstanceOf(AttemptOutcome.Completed.class);
  }

  @Test
  void logOverItsLimitKeepsItsEnds() throws Exception {
    BriefBuilder brief = fixture.brief().log(2000).run("echo x > README.md; seq 1 1000");

    AttemptOutcome outcome = fixture.run(brief);

    String log = fixture.recorder.text("log");
    assertThat(outcome).isInstanceOf(AttemptOutcome.Completed.class);
    assertThat(log).startsWith("1\n2\n").endsWith("999\n1000\n").hasSizeLessThan(2200);
    assertThat(log).contains("\n[handoff] 1893 bytes of the log are left out here");
  }

  @Test
  void secondBranchOfTheSameNameGetsANumber() throws Exception {
    BriefBuilder brief = fixture.brief().run("echo x > README.md");
    fixture.run(brief);

    AttemptOutcome outcome = fixture.run(brief.run("echo y > README.md"));

    assertThat(outcome.result().outputs().branch().name())
        .isEqualTo("handoff/change-the-posts-" + fixture.job.suffix() + "-2");
  }

  @Test
  void hooksOfTheSourceDoNotRunForTheBranch() throws Exception {
    BriefBuilder brief = fixture.brief().run("echo x > README.md");
    Path witness = folder.resolve("witness");
    for (String hook : List.of("pre-receive", "update", "post-receive", "reference-transaction")) {
      Path file = fixture.source.path().resolve(".git/hooks/" + hook);
      Files.createDirectories(file.getParent());
      ExecutableFile.write(file, "#!/bin/sh\ntouch " + witness + "\n");
    }

    AttemptOutcome outcome = fixture.run(brief);

    assertThat(outcome.result().outputs().branch().pushedTo()).isNotNull();
    assertThat(witness).doesNotExist();
  }

  @Test
  void sixAttemptsAtOnceOnOneRepositoryAllComplete() throws Exception {
    BriefBuilder brief = fixture.brief().run("echo x > README.md");
    AttemptRunner runner = new AttemptRunner(fixture.settings, fixture.isolation);
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      List<Future<AttemptOutcome>> outcomes = new ArrayList<>();
      for (int attempt = 1; attempt <= 6; attempt++) {
        AttemptOrder order = new AttemptOrder(fixture.job, attempt, brief.build(), new byte[0]);
        outcomes.add(threads.submit(() -> runner.run(order, new Recorder(), new StopSignal())));
      }
      for (Future<AttemptOutcome> outcome : outcomes) {
        assertThat(outcome.get()).isInstanceOf(AttemptOutcome.Completed.class);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(fixture.source.git("branch", "--list", "handoff/*").lines()).hasSize(6);
    assertThat(fixture.remains()).isEmpty();
  }

  @Test
  void folderThatTheJobMadeReadOnlyIsRemovedToo() throws Exception {
    fixture.run(
        fixture.brief().run("echo x > README.md; mkdir -p t/u; echo z > t/u/v; chmod -R a-w t"));

    assertThat(fixture.remains()).isEmpty();
  }

  @Test
  void nothingIsPublishedWithoutTheLease() throws Exception {
    fixture.recorder.refusePublishing();

    AttemptOutcome outcome = fixture.run(fixture.brief().run("echo x > README.md"));

    assertThat(outcome).isEqualTo(new AttemptOutcome.Stopped(Why.LEASE_LOST, JobResult.NONE));
    assertThat(fixture.recorder.artifacts()).containsOnlyKeys("log");
    assertThat(fixture.source.git("branch", "--list", "handoff/*")).isEmpty();
  }

  @Test
  void anAttemptThatMayNotRunRunsNothingPublishesNothingAndLeavesNothing() throws Exception {
    fixture.recorder.refuseToRun();
    Path ran = openToTheJob("ran");

    AttemptOutcome outcome = fixture.run(fixture.brief().setup("touch " + ran).run("touch " + ran));

    assertThat(outcome).isEqualTo(new AttemptOutcome.Stopped(Why.LEASE_LOST, JobResult.NONE));
    assertThat(ran).doesNotExist();
    assertThat(fixture.recorder.progress()).containsExactly("prepare null null");
    assertThat(fixture.recorder.artifacts()).containsOnlyKeys("log");
    assertThat(fixture.recorder.text("log")).isEmpty();
    assertThat(fixture.remains()).isEmpty();
  }

  @Test
  void aFailureOfThePreparationIsNotPublishedByAnAttemptThatMayNotRun() throws Exception {
    fixture.recorder.refuseToRun();

    AttemptOutcome outcome = fixture.run(fixture.brief().env("NPM_TOKEN").run("true"));

    assertThat(outcome).isEqualTo(new AttemptOutcome.Stopped(Why.LEASE_LOST, JobResult.NONE));
    assertThat(fixture.recorder.artifacts()).containsOnlyKeys("log");
    assertThat(fixture.remains()).isEmpty();
  }

  @Test
  void theFilesOfAnAttemptThatHasEndedAreRemovedWhenTheCallerSaysSo() throws Exception {
    AttemptRunner.Ended ended =
        fixture
            .runner()
            .runToEnd(
                fixture.order(fixture.brief().run("echo x > README.md")),
                fixture.recorder,
                fixture.stop);

    assertThat(ended.outcome()).isInstanceOf(AttemptOutcome.Completed.class);
    assertThat(fixture.remains()).hasSize(1);
    ended.close();
    assertThat(fixture.remains()).isEmpty();
  }

  @Test
  void nothingIsStartedWithoutTheLease() throws Exception {
    fixture.recorder.mayStartUntil(Optional.empty());
    Path ran = openToTheJob("ran");

    AttemptOutcome outcome = fixture.run(fixture.brief().command("touch", ran.toString()));

    assertThat(outcome).isEqualTo(new AttemptOutcome.Stopped(Why.LEASE_LOST, JobResult.NONE));
    assertThat(ran).doesNotExist();
  }

  @Test
  void aSupervisorThatComesTooLateStartsNothing() throws Exception {
    fixture.recorder.mayStartUntil(Optional.of(HostUptime.now().minusSeconds(1)));
    Path ran = openToTheJob("ran");

    AttemptOutcome outcome = fixture.run(fixture.brief().command("touch", ran.toString()));

    assertThat(outcome).isEqualTo(new AttemptOutcome.Stopped(Why.LEASE_LOST, JobResult.NONE));
    assertThat(ran).doesNotExist();
  }

  static Stream<Throwable> defects() {
    return Stream.of(
        new OutOfMemoryError("of a job"), new StackOverflowError(), new NullPointerException());
  }

  @ParameterizedTest
  @MethodSource("defects")
  void aDefectEndsItsOwnAttemptAndIsTold(Throwable defect) throws Exception {
    Recorder failing =
        new Recorder() {
          @Override
          public void checkFinished(CheckResult check) {
            if (defect instanceof Error error) {
              throw error;
            }
            throw (RuntimeException) defect;
          }
        };

    AttemptOutcome outcome =
        new AttemptRunner(fixture.settings, fixture.isolation)
            .run(
                fixture.order(fixture.brief().changesOptional().check("c", "true")),
                failing,
                fixture.stop);

    assertThat(((AttemptOutcome.Failed) outcome).reason()).isEqualTo(Reason.INFRASTRUCTURE);
    assertThat(((AttemptOutcome.Failed) outcome).message()).contains(defect.toString());
    assertThat(fixture.living()).isEmpty();
  }
}
