package dev.handoff.worker.steward;

import dev.handoff.job.AttemptState;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import dev.handoff.job.Loss;
import dev.handoff.job.Reason;
import dev.handoff.log.lane.LaneRecord.Charge;
import dev.handoff.log.presence.StopOrder.Why;
import dev.handoff.worker.lease.LeaseSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What is to be done about a job. Pure: it decides on the state that the events fold to, never on
 * an event, so an act that got lost is simply due again.
 */
public final class Stewardship {

  /** So many workers may go silent that ran a job and others, if nothing points at one of them. */
  public static final int MAX_LOSSES = 6;

  /** A brief that its lane lost is put there so often before the job is given up. */
  static final int MAX_ENQUEUES = 2;

  /** A job that ran before its {@code Submitted} came, which never did. */
  static final Duration GHOST_PATIENCE = Duration.ofSeconds(60);

  private final LeaseSettings lease;

  Stewardship(LeaseSettings lease) {
    this.lease = lease;
  }

  /**
   * What a steward has seen that is no event.
   *
   * @param silence how long nothing was heard of the attempt that runs, while the log moved
   * @param onWorker what ran on the worker that went silent; of no meaning before that
   * @param laneStart the first offset of the lane that may still be delivered, or null if unknown
   * @param isHeldBack whether another job that may take workers down has to end first
   */
  record Vitals(Duration silence, LostWorker onWorker, Long laneStart, boolean isHeldBack) {}

  /** What is due now, in the order in which it must be done; empty if nothing is. */
  List<Act> due(LiveJob job, Vitals vitals, Instant now) {
    return switch (job.state().status()) {
      case UNKNOWN -> List.of();
      case QUEUED -> waiting(job, vitals, now);
      case RUNNING -> running(job, vitals);
      case CANCELLED -> job.isEndSaid() ? List.of() : List.of(new Act.SayCancelled());
      case COMPLETED, FAILED -> List.of();
    };
  }

  /**
   * Whether nothing becomes due about the job before {@code then} unless something is heard of it,
   * but for what may as well be done some seconds later: a brief that its lane has lost, a limit of
   * days that is over.
   */
  boolean rests(LiveJob job, Instant then) {
    JobState state = job.state();
    if (state.status() != JobStatus.QUEUED || state.submitted() == null) {
      return false;
    }
    return state.inLane() || waitsForATime(state) && state.dueAt().isAfter(then);
  }

  /** Else the attempt before was given back, and the next may start at once. */
  private static boolean waitsForATime(JobState state) {
    return state.lastAttempt() == null || state.lastAttempt().retryAt() != null;
  }

  private List<Act> running(LiveJob job, Vitals vitals) {
    AttemptState attempt = job.state().lastAttempt();
    if (isLost(vitals.silence())) {
      return List.of(lapsed(job, attempt, vitals.onWorker()));
    }
    if (job.state().isCancelling()) {
      return List.of(
          new Act.Stop(attempt.worker(), attempt.number(), attempt.lease(), Why.CANCELLED));
    }
    return List.of();
  }

  /** Whether a worker is taken for dead after so long. */
  boolean isLost(Duration silence) {
    return silence.compareTo(lease.lapse()) > 0;
  }

  private static Act lapsed(LiveJob job, AttemptState attempt, LostWorker onWorker) {
    Loss loss = onWorker.loss(job.job());
    if (isLast(job, loss, onWorker) && !job.state().isCancelling()) {
      return new Act.FailAttempt(
          attempt.number(), attempt.lease(), lastLoss(job, attempt.worker()));
    }
    return new Act.EndAttempt(attempt.number(), attempt.lease(), loss);
  }

  /** A worker that dies takes many jobs with it; only what points at one of them ends that one. */
  private static boolean isLast(LiveJob job, Loss loss, LostWorker onWorker) {
    Suspicion suspicion = Suspicion.of(job.state());
    return switch (loss) {
      case ALONE -> suspicion.isSuspect() || !job.charge().toleratesSystemFault();
      case SHARED -> onWorker.isOnlySuspect(job.job()) || suspicion.losses() + 1 >= MAX_LOSSES;
      case EXCUSED -> false;
    };
  }

  private static String lastLoss(LiveJob job, String worker) {
    int losses = Suspicion.of(job.state()).losses() + 1;
    return losses > 1
        ? "worker %s went silent, and so have %d workers now that ran this job. It is taken for the cause, and does not start again"
            .formatted(worker, losses)
        : "worker %s went silent; it is the job's attempt number %d that the system failed"
            .formatted(worker, Charge.MAX_SYSTEM);
  }

  private static List<Act> waiting(LiveJob job, Vitals vitals, Instant now) {
    JobState state = job.state();
    Submitted submitted = state.submitted();
    int next = state.nextAttempt();
    if (submitted == null) {
      boolean isGhost = now.isAfter(state.lastAttempt().endedAt().plus(GHOST_PATIENCE));
      String message = "its submit was never completed, so its brief is not known";
      return isGhost ? List.of(new Act.Fail(next, Reason.INFRASTRUCTURE, message)) : List.of();
    }
    Instant due = state.dueAt();
    Duration limit = submitted.brief().limits().queue();
    if (now.isAfter(due.plus(limit))) {
      String message =
          "no worker started it within %d s of its due time".formatted(limit.toSeconds());
      return List.of(new Act.Fail(next, Reason.EXPIRED, message));
    }
    if (!state.inLane()) {
      // Nobody asked for a time: then that the ended attempt's host has another clock is no delay.
      boolean isDue = !waitsForATime(state) || !now.isBefore(due);
      return isDue && !vitals.isHeldBack() ? enqueue(state, next) : List.of();
    }
    return isLostByLane(job, vitals) ? again(job, next) : List.of();
  }

  /** The old attempt must have been told to end before the next one can begin. */
  private static List<Act> enqueue(JobState state, int next) {
    List<Act> acts = new ArrayList<>();
    AttemptState last = state.lastAttempt();
    if (last != null && last.reason() == Reason.WORKER_LOST) {
      acts.add(new Act.Stop(last.worker(), last.number(), last.lease(), Why.SUPERSEDED));
    }
    acts.add(new Act.Enqueue(next));
    return acts;
  }

  private static boolean isLostByLane(LiveJob job, Vitals vitals) {
    return vitals.laneStart() != null
        && job.laneOffset() != null
        && job.laneOffset() < vitals.laneStart();
  }

  private static List<Act> again(LiveJob job, int next) {
    if (job.enqueues() < MAX_ENQUEUES) {
      return List.of(new Act.Enqueue(next));
    }
    String message = "its brief was delivered to workers too often, or expired in its lane, twice";
    return List.of(new Act.Fail(next, Reason.UNDELIVERABLE, message));
  }
}
