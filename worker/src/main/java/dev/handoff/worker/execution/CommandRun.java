package dev.handoff.worker.execution;

import dev.handoff.brief.Brief;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobState;
import dev.handoff.json.Json;
import dev.handoff.trace.TraceContext;
import dev.handoff.worker.attempt.AttemptRunner;
import dev.handoff.worker.attempt.child.StopSignal;
import dev.handoff.worker.attempt.child.StopSignal.Why;
import dev.handoff.worker.attempt.order.AttemptOrder;
import dev.handoff.worker.attempt.order.EarlierAttempt;
import dev.handoff.worker.lease.LeaseCheck;
import dev.handoff.worker.lease.RunningAttempts;
import dev.handoff.worker.log.Claim;
import dev.handoff.worker.log.FailPoint;
import dev.handoff.worker.log.WorkerLog;
import dev.handoff.worker.loop.EventLoop;
import java.util.Optional;
import java.util.concurrent.Future;

/** Runs an attempt by child processes in a worktree. */
public final class CommandRun {

  private final WorkerLog log;
  private final AttemptRunner attempts;
  private final LeaseCheck leaseCheck;
  private final RunningAttempts running;
  private final EventLoop beside;
  private final FailPoint failPoint;

  /**
   * @param beside runs the steps of the log's answers while the attempts' threads work; must not
   *     end before these do
   */
  public CommandRun(
      WorkerLog log,
      AttemptRunner attempts,
      LeaseCheck leaseCheck,
      RunningAttempts running,
      EventLoop beside,
      FailPoint failPoint) {
    this.log = log;
    this.attempts = attempts;
    this.leaseCheck = leaseCheck;
    this.running = running;
    this.beside = beside;
    this.failPoint = failPoint;
  }

  /** Runs the steps of an answer for which an attempt does not wait yet. */
  EventLoop beside() {
    return beside;
  }

  /**
   * Whether the attempt's tree may be made before the attempt is admitted: of the log it needs
   * nothing for that, and most likely no other worker has the job.
   */
  static boolean mayPrepareEarly(Claim claim) {
    return claim.isFresh()
        && claim.attempt() == 1
        && !(claim.lane().brief().run() instanceof Brief.RunHandler);
  }

  /**
   * Runs the attempt to its end, of which the caller must remove the files; empty if it turned out
   * that the attempt is not admitted: then nothing of the job has run, and nothing is left of it.
   *
   * @param onLog is done when the claim is
   * @param loop of the calling thread
   */
  Optional<AttemptRunner.Ended> run(
      Claim claim, Admittance admittance, Future<?> onLog, SlotLoop loop)
      throws InterruptedException {
    Brief brief = claim.lane().brief();
    byte[] shown = Json.strict().write(brief.asWritten());
    AttemptOrder order =
        new AttemptOrder(
            claim.job(),
            claim.attempt(),
            brief,
            shown,
            () -> submitter(admittance),
            () -> trace(claim, admittance),
            Optional.of(log.workerId()),
            earlier(claim, loop));
    StopSignal stop = new StopSignal();
    admittance.whenRefused(() -> stop.raise(Why.LEASE_LOST));
    running.began(claim, onLog, why -> raise(stop, why, admittance));
    try {
      return admitted(attempts.runToEnd(order, events(claim, admittance, loop), stop), admittance);
    } finally {
      running.ended(claim);
    }
  }

  /** An attempt of which nothing runs yet has nothing to give up when the worker is cut off. */
  private static void raise(StopSignal stop, Why why, Admittance admittance) {
    if (why != Why.ABANDONED || admittance.isAdmitted()) {
      stop.raise(why);
    }
  }

  private static Optional<AttemptRunner.Ended> admitted(
      AttemptRunner.Ended ended, Admittance admittance) throws InterruptedException {
    boolean isAdmitted = false;
    try {
      isAdmitted = admittance.await().isPresent();
    } finally {
      if (!isAdmitted) {
        ended.close();
      }
    }
    return isAdmitted ? Optional.of(ended) : Optional.empty();
  }

  private AttemptEvents events(Claim claim, Admittance admittance, SlotLoop loop) {
    return new AttemptEvents(log, claim, leaseCheck, admittance, loop, beside, failPoint);
  }

  /**
   * Only once it is admitted. A person is named by whoever has submitted for that person, so the
   * two together share nothing with jobs that the person has submitted.
   */
  private static Optional<String> submitter(Admittance admittance) {
    return admittance
        .answer()
        .join()
        .map(JobState::submitted)
        .filter(submitted -> submitted.submitter() != null)
        .map(
            submitted ->
                submitted.onBehalfOf() == null
                    ? submitted.submitter()
                    : submitted.submitter() + "\n" + submitted.onBehalfOf());
  }

  /** Only once it is admitted. A first attempt can begin before the submission is on the log. */
  private static TraceContext trace(Claim claim, Admittance admittance) {
    String inLane = claim.lane().traceparent();
    String onLog =
        admittance
            .answer()
            .join()
            .map(JobState::submitted)
            .map(Submitted::traceparent)
            .orElse(null);
    return TraceContext.of(claim.job(), inLane == null ? onLog : inLane);
  }

  /** Only an agent can use it. */
  private Optional<EarlierAttempt> earlier(Claim claim, SlotLoop loop) throws InterruptedException {
    boolean needsHistory =
        claim.attempt() > 1 && claim.lane().brief().run() instanceof Brief.RunAgent;
    if (!needsHistory) {
      return Optional.empty();
    }
    return loop.await(leaseCheck.readBack(claim, Earlier.NONE, Earlier::apply, loop)).attempt();
  }
}
