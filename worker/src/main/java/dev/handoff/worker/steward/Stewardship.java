package dev.handoff.worker.steward;

import dev.handoff.job.AttemptState;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import dev.handoff.job.Loss;
import dev.handoff.job.Reason;
import dev.handoff.log.lane.LaneRecord;
import dev.handoff.log.presence.StopOrder.Why;
import dev.handoff.worker.lease.LeaseSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides what is to be done about a job. Pure: it decides on the fold of the events, never on a
 * single event, so an act that got lost is simply due again.
 */
public final class Stewardship {

  /** How many workers may go silent with a job among others before the job counts as the cause. */
  public static final int MAX_LOSSES = 6;

  /** How often a brief that its lane lost is enqueued before the job fails. */
  static final int MAX_ENQUEUES = 2;

  /** How long a job that ran waits for its missing {@code Submitted} before it fails. */
  static final Duration ORPHAN_TIMEOUT = Duration.ofSeconds(60);

  private final LeaseSettings lease;

  Stewardship(LeaseSettings lease) {
    this.lease = lease;
  }

  /**
   * What a steward has observed beside the events.
   *
   * @param silence how long no beat or event of the running attempt came while the log moved
   * @param onWorker the jobs of the silent worker; without meaning before it is silent
   * @param laneStart the first offset of the lane that may still be delivered, if known
   * @param isHeldBack whether another job that may take workers down has to end first
   */
  record Vitals(
      Duration silence, LostWorker onWorker, @Nullable Long laneStart, boolean isHeldBack) {}

  /** The acts that are due now, in the order in which they must be done. */
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
   * Whether nothing becomes due about the job before {@code then} unless an event of it comes.
   * Ignores what may be some seconds late: a brief that its lane has lost, a limit of days.
   */
  boolean isIdle(LiveJob job, Instant then) {
    JobState state = job.state();
    if (state.status() != JobStatus.QUEUED || state.submitted() == null) {
      return false;
    }
    return state.inLane() || waitsForATime(state) && state.dueAt().isAfter(then);
  }

  /** False if the last attempt was given back: then the next may start at once. */
  private static boolean waitsForATime(JobState state) {
    AttemptState last = state.lastAttempt();
    return last == null || last.retryAt() != null;
  }

  /**
   * How long the events of a job that waits in its lane or runs may stay unread: nothing becomes
   * due meanwhile that may not be some seconds late, and no silence is long enough to count.
   */
  Duration unreadFor(StewardTimes times) {
    return Stream.of(times.lookAtAllEvery(), times.quiet(), lease.lapse())
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  private List<Act> running(LiveJob job, Vitals vitals) {
    AttemptState attempt = job.state().runningAttempt();
    if (isLost(vitals.silence())) {
      return List.of(lapsed(job, attempt, vitals.onWorker()));
    }
    if (job.state().isCancelling()) {
      return List.of(
          new Act.Stop(attempt.worker(), attempt.number(), attempt.lease(), Why.CANCELLED));
    }
    return List.of();
  }

  /** Whether a worker counts as dead after this silence. */
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

  /**
   * Whether the loss ends the job: a dead worker takes many jobs with it, most of them innocent.
   */
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
            .formatted(worker, LaneRecord.FaultCounts.MAX_SYSTEM);
  }

  private static List<Act> waiting(LiveJob job, Vitals vitals, Instant now) {
    JobState state = job.state();
    Submitted submitted = state.submitted();
    int next = state.nextAttempt();
    if (submitted == null) {
      AttemptState last = state.lastAttempt();
      boolean isGhost =
          last != null
              && last.endedAt() != null
              && now.isAfter(last.endedAt().plus(ORPHAN_TIMEOUT));
      String message = "its submission was never completed, so its brief is not known";
      return isGhost ? List.of(new Act.Fail(next, Reason.INFRASTRUCTURE, message)) : List.of();
    }
    Instant due = state.dueAt();
    Duration limit = submitted.limits().queue();
    if (now.isAfter(due.plus(limit))) {
      String message =
          "no worker started it within %d s of its due time".formatted(limit.toSeconds());
      return List.of(new Act.Fail(next, Reason.EXPIRED, message));
    }
    if (!state.inLane()) {
      // Without a due time of its own it starts at once, even if the last host's clock is ahead.
      boolean isDue = !waitsForATime(state) || !now.isBefore(due);
      return isDue && !vitals.isHeldBack() ? enqueue(state, next) : List.of();
    }
    return isLostByLane(job, vitals) ? again(job, next) : List.of();
  }

  /** Orders the old attempt to end before the next one can begin. */
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
