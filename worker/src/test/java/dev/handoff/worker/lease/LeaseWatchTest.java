package dev.handoff.worker.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.AttemptEnded;
import dev.handoff.job.JobEvent.CancelRequested;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobState;
import dev.handoff.job.Reason;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LeaseWatchTest {

  private static final Instant AT = Instant.parse("2030-01-01T00:00:00Z");
  private static final Started STARTED = new Started(AT, 1, "ours", "worker-1", 0, "bwrap");

  private static final LeaseSettings LEASE = LeaseSettings.DEFAULT;

  private static boolean isLost(JobEvent... events) {
    return LeaseWatch.isLost(state(events), 1, "ours", true);
  }

  private static boolean isLostBeforeItsClaimIsKnown(JobEvent... events) {
    return LeaseWatch.isLost(state(events), 1, "ours", false);
  }

  private static JobState state(JobEvent... events) {
    JobState state = JobState.UNKNOWN;
    for (JobEvent event : events) {
      state = state.apply(event);
    }
    return state;
  }

  private static AttemptEnded ended(Reason reason) {
    return new AttemptEnded(AT, 1, "ours", reason, "", null);
  }

  @Test
  void aLeaseThatTheLogGivesToThisWorkerIsNotLost() {
    assertThat(isLost(STARTED)).isFalse();
  }

  @Test
  void anAttemptThatAStewardEndedIsLost() {
    assertThat(isLost(STARTED, ended(Reason.WORKER_LOST))).isTrue();
  }

  @Test
  void aJobThatAStewardFailedIsLost() {
    Failed failed = new Failed(AT, 1, "ours", Reason.WORKER_LOST, "", JobResult.NONE);

    assertThat(isLost(STARTED, failed)).isTrue();
  }

  @Test
  void aClaimThatCameSecondIsLost() {
    assertThat(isLost(new Started(AT, 1, "theirs", "worker-2", 0, "bwrap"), STARTED)).isTrue();
  }

  @Test
  void anAttemptThatSaidItsOwnEndHasLostNothing() {
    assertThat(isLost(STARTED, new Completed(AT, 1, "ours", JobResult.NONE))).isFalse();
    assertThat(isLost(STARTED, ended(Reason.RUN_FAILED))).isFalse();
  }

  @Test
  void aJobOfWhichTheLogKnowsNothingIsLost() {
    assertThat(isLost()).isTrue();
  }

  @Test
  void aClaimThatIsNotYetOnTheLogMayStillGetTheLease() {
    assertThat(isLostBeforeItsClaimIsKnown()).isFalse();
    assertThat(isLostBeforeItsClaimIsKnown(STARTED)).isFalse();
  }

  @Test
  void aClaimThatIsNotYetOnTheLogIsLostIfItWouldNotCountThere() {
    Started theirs = new Started(AT, 1, "theirs", "worker-2", 0, "bwrap");
    AttemptEnded ended = new AttemptEnded(AT, 1, "theirs", Reason.RUN_FAILED, "", null);
    CancelRequested cancelled = new CancelRequested(AT, "ann", "enough");

    assertThat(isLostBeforeItsClaimIsKnown(theirs)).isTrue();
    assertThat(isLostBeforeItsClaimIsKnown(theirs, ended)).isTrue();
    assertThat(isLostBeforeItsClaimIsKnown(cancelled)).isTrue();
  }

  @Test
  void whileNobodyHearsTheWorkerAllAttemptsAreGivenUp() {
    assertThat(LeaseWatch.isGivenUp(LEASE, LEASE.abandon().plusNanos(1), 30, 20)).isTrue();
  }

  @Test
  void onceItIsHeardAgainNoAttemptIsGivenUpThatWasClaimedSince() {
    assertThat(LeaseWatch.isGivenUp(LEASE, LEASE.beat(), 10, 20)).isTrue();
    assertThat(LeaseWatch.isGivenUp(LEASE, LEASE.beat(), 30, 20)).isFalse();
  }

  @Test
  void afterExactlyTheTimeToAbandonNoAttemptIsGivenUpThatWasClaimedSince() {
    assertThat(LeaseWatch.isGivenUp(LEASE, LEASE.abandon(), 30, 20)).isFalse();
  }

  @Test
  void anAttemptThatWasClaimedAsTheWorkerWasHeardAgainIsNotGivenUp() {
    assertThat(LeaseWatch.isGivenUp(LEASE, LEASE.beat(), 20, 20)).isFalse();
  }

  @Test
  void nothingIsDueWhileTheWorkerIsHeardWithoutAGap() {
    assertThat(new LeaseWatch(20).due(LEASE, LEASE.beat(), 20)).isEqualTo(LeaseWatch.Due.NOTHING);
  }

  @Test
  void theLogIsAskedAfterAGap() {
    assertThat(new LeaseWatch(20).due(LEASE, LEASE.beat(), 40)).isEqualTo(LeaseWatch.Due.CHECK);
  }

  @Test
  void silenceOfExactlyTheTimeToAbandonIsNotTooLong() {
    assertThat(new LeaseWatch(20).due(LEASE, LEASE.abandon(), 20))
        .isEqualTo(LeaseWatch.Due.NOTHING);
  }

  @Test
  void whoeverWasSilentForLongerGivesUpWithoutAskingFirst() {
    assertThat(new LeaseWatch(20).due(LEASE, LEASE.abandon().plusNanos(1), 40))
        .isEqualTo(LeaseWatch.Due.ABANDON);
  }
}
