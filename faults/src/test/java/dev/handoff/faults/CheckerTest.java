package dev.handoff.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.faults.History.AwaitEnd;
import dev.handoff.faults.History.Contents;
import dev.handoff.faults.History.FileName;
import dev.handoff.faults.Witness.Line;
import dev.handoff.faults.Witness.Word;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.AttemptEnded;
import dev.handoff.job.JobEvent.CancelRequested;
import dev.handoff.job.JobEvent.Cancelled;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Enqueued;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobResult.Outputs;
import dev.handoff.job.JobState;
import dev.handoff.job.Reason;
import dev.handoff.log.status.RecordedEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The checker catches each fault that is planted, and finds nothing where nothing is wrong. */
class CheckerTest {

  private static final Instant AT = Instant.parse("2026-11-21T12:00:00Z");
  private static final JobId JOB = JobId.next(AT, 3);
  private static final Contents PATCH =
      TopicReader.contents("the patch".getBytes(StandardCharsets.UTF_8));
  private static final Brief BRIEF =
      new BriefReader()
          .read(
              "goal: Be judged.\nscope: {repo: /r, ref: abc}\nrun: {command: ['true']}\n"
                  .getBytes(StandardCharsets.UTF_8));

  private static final JobEvent SUBMITTED =
      new Submitted(AT, BRIEF, "tester", "standard", 0L, null, null);
  private static final JobEvent LOST =
      new AttemptEnded(AT, 1, "a", Reason.WORKER_LOST, "silent", null);
  private static final JobEvent AGAIN = new Enqueued(AT, 2, 1);

  @Test
  void aJobThatRanOnceIsSound() {
    assertThat(Checker.violations(history(SUBMITTED, started(1, "a"), completed(1, "a"))))
        .isEmpty();
  }

  @Test
  void aRescuedJobIsSoundThoughItsFirstWorkerComesBack() {
    History history =
        history(
            SUBMITTED,
            started(1, "a"),
            LOST,
            AGAIN,
            started(2, "b"),
            completed(1, "a"),
            completed(2, "b"),
            started(1, "c"));

    assertThat(Checker.violations(history)).isEmpty();
  }

  @Test
  void anEndThatIsSaidTwiceIsSound() {
    JobEvent cancelled = new Cancelled(AT, 1, null, "ann", null, JobResult.NONE);
    History history =
        history(SUBMITTED, new CancelRequested(AT, "ann", null), cancelled, cancelled);

    assertThat(Checker.violations(history)).isEmpty();
  }

  @Test
  void aBriefAcceptedBeforeItsClaimStoodOnTheLogIsALostJob() {
    assertThat(Checker.violations(history(SUBMITTED))).singleElement().asString().contains("I1");
  }

  @Test
  void aJobWithoutAnyEventIsLost() {
    assertThat(Checker.violations(history())).singleElement().asString().contains("I1");
  }

  @Test
  void aSecondEndOfTheSameHolderIsCaught() {
    JobEvent failed = new Failed(AT, 1, "a", Reason.RUN_FAILED, "", JobResult.NONE);

    assertThat(Checker.violations(history(SUBMITTED, started(1, "a"), completed(1, "a"), failed)))
        .singleElement()
        .asString()
        .contains("I2");
  }

  @Test
  void anAttemptThatRunsWithoutTheLeaseIsCaught() {
    JobEvent progressed = new Progressed(AT, 1, "b", "run", null, null);
    History history =
        history(SUBMITTED, started(1, "a"), started(1, "b"), progressed, completed(1, "a"));

    assertThat(Checker.violations(history)).singleElement().asString().contains("I3", "Progressed");
  }

  @Test
  void twoProcessesAtATimeAreCaught() {
    History history =
        sound(
            new Line(JOB.text(), 1, Word.START),
            new Line(JOB.text(), 1, Word.OVERLAP),
            new Line(JOB.text(), 1, Word.END));

    assertThat(Checker.violations(history)).singleElement().asString().contains("I4", "OVERLAP");
  }

  @Test
  void anAttemptThatIsRunTwiceIsCaught() {
    Line start = new Line(JOB.text(), 1, Word.START);

    assertThat(Checker.violations(sound(start, start))).singleElement().asString().contains("I4");
  }

  @Test
  void aProcessThatNobodyClaimedIsCaught() {
    assertThat(Checker.violations(sound(new Line(JOB.text(), 2, Word.START))))
        .singleElement()
        .asString()
        .contains("I4");
  }

  @Test
  void anOldProcessThatEndsAfterItsSuccessorBeganIsCaught() {
    History history =
        history(
            List.of(
                new Line(JOB.text(), 1, Word.START),
                new Line(JOB.text(), 2, Word.START),
                new Line(JOB.text(), 1, Word.END)),
            SUBMITTED,
            started(1, "a"),
            LOST,
            AGAIN,
            started(2, "b"),
            completed(2, "b"));

    assertThat(Checker.violations(history)).singleElement().asString().contains("I4", "END");
  }

  @Test
  void aPatchOfAnotherAttemptIsCaught() {
    Artifact other = new Artifact("patch", 9, "0".repeat(64), 0);
    JobEvent completed = new Completed(AT, 1, "a", result(other));

    assertThat(Checker.violations(history(SUBMITTED, started(1, "a"), completed)))
        .singleElement()
        .asString()
        .contains("I5");
  }

  @Test
  void anAwaiterThatReadsOnlyNewRecordsIsCaught() {
    History sound = history(SUBMITTED, started(1, "a"), completed(1, "a"));
    int toldLate = ExitCode.of(awaitedFrom(3, sound));
    History history =
        new History(
            sound.accepted(),
            sound.events(),
            sound.files(),
            List.of(
                new AwaitEnd(JOB, ExitCode.of(awaitedFrom(0, sound))), new AwaitEnd(JOB, toldLate)),
            sound.witnessed(),
            sound.residue());

    assertThat(Checker.violations(history)).singleElement().asString().contains("I6", "exit=4");
  }

  private static JobState awaitedFrom(int offset, History history) {
    JobState state = JobState.UNKNOWN;
    for (RecordedEvent event : history.events()) {
      state = event.offset() < offset ? state : state.apply(event.event());
    }
    return state;
  }

  @Test
  void aProcessThatOutlivesItsJobIsCaught() {
    History sound = history(SUBMITTED, started(1, "a"), completed(1, "a"));
    History history =
        new History(
            sound.accepted(), sound.events(), sound.files(), List.of(), List.of(), List.of("4711"));

    assertThat(Checker.violations(history)).containsExactly("I7 residue: 4711");
  }

  @Test
  void aJobThatIsTriedWithoutEndIsCaught() {
    List<JobEvent> events = new ArrayList<>(List.of(SUBMITTED));
    for (int attempt = 1; attempt <= 4; attempt++) {
      String lease = "lease-" + attempt;
      events.add(started(attempt, lease));
      events.add(new AttemptEnded(AT, attempt, lease, Reason.WORKER_LOST, "silent", null));
    }
    events.add(started(5, "a"));
    events.add(completed(5, "a"));

    assertThat(Checker.violations(history(events.toArray(JobEvent[]::new))))
        .singleElement()
        .asString()
        .contains("I9");
  }

  private static JobEvent started(int attempt, String lease) {
    return new Started(AT, attempt, lease, "worker-" + lease, 0, "unshare");
  }

  private static JobEvent completed(int attempt, String lease) {
    return new Completed(
        AT, attempt, lease, result(new Artifact("patch", PATCH.bytes(), PATCH.sha256(), 0)));
  }

  private static JobResult result(Artifact patch) {
    Outputs outputs = new Outputs(null, patch, null, null, List.of(), null);
    return new JobResult(null, null, List.of(), outputs, null, null);
  }

  private static History sound(Line... witnessed) {
    return history(List.of(witnessed), SUBMITTED, started(1, "a"), completed(1, "a"));
  }

  private static History history(JobEvent... events) {
    return history(List.of(), events);
  }

  private static History history(List<Line> witnessed, JobEvent... events) {
    List<RecordedEvent> recorded = new ArrayList<>();
    Arrays.stream(events).forEach(e -> recorded.add(new RecordedEvent(JOB, e, recorded.size())));
    Map<FileName, Contents> files =
        Map.of(
            new FileName(JOB.text(), "a", "patch"), PATCH,
            new FileName(JOB.text(), "b", "patch"), PATCH);
    return new History(Set.of(JOB), recorded, files, List.of(), witnessed, List.of());
  }
}
