package dev.handoff.worker;

import dev.handoff.job.AttemptState;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import dev.handoff.job.Reason;
import dev.handoff.log.StopOrder.Why;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What is to be done about a job. Pure: it decides on the state that the events fold to, never on
 * an event, so an act that got lost is simply due again.
 */
final class Stewardship {

  /** The system may fail a job so often; the last time ends it. */
  static final int MAX_SYSTEM_FAULTS = 3;

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
   * @param laneStart the first offset of the lane that may still be delivered, or null if unknown
   */
  record Vitals(Duration silence, Long laneStart) {}

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
    if (vitals.silence().compareTo(lease.lapse()) > 0) {
      return List.of(lapsed(job, attempt));
    }
    if (job.state().isCancelling()) {
      return List.of(
          new Act.Stop(attempt.worker(), attempt.number(), attempt.lease(), Why.CANCELLED));
    }
    return List.of();
  }

  private static Act lapsed(LiveJob job, AttemptState attempt) {
    boolean isLast = job.charge().system() + 1 >= MAX_SYSTEM_FAULTS;
    if (isLast && !job.state().isCancelling()) {
      String message =
          "worker %s went silent; it is the job's attempt number %d that the system failed"
              .formatted(attempt.worker(), MAX_SYSTEM_FAULTS);
      return new Act.FailAttempt(attempt.number(), attempt.lease(), message);
    }
    return new Act.EndAttempt(attempt.number(), attempt.lease());
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
      return !waitsForATime(state) || !now.isBefore(due) ? enqueue(state, next) : List.of();
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
