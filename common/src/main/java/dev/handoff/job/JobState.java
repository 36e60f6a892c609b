package dev.handoff.job;

import dev.handoff.job.JobEvent.AttemptEnded;
import dev.handoff.job.JobEvent.CancelRequested;
import dev.handoff.job.JobEvent.Cancelled;
import dev.handoff.job.JobEvent.CheckFinished;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Enqueued;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobEvent.OfAttempt;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobEvent.Terminal;
import dev.handoff.job.JobResult.CheckResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The state of a job: the fold over its events in the status topic, in offset order.
 *
 * <p>Pure: no clock, no I/O. It never throws for a known event: a log is at-least-once, and an
 * event that does not fit a state leaves it unchanged. The rules are those of
 * docs/architecture/protocol.md:
 *
 * <ul>
 *   <li>R1 the first terminal event that counts wins; nothing after it changes anything
 *   <li>R2 an event of an attempt counts only in RUNNING with the current attempt and lease; a
 *       terminal one in UNKNOWN too, since retention may have cut what came before
 *   <li>R3 {@code Started(n)} counts only in UNKNOWN or QUEUED for the next attempt
 *   <li>R4 {@code CancelRequested} ends a job that does not run, and makes a running one cancelling
 *   <li>R5 {@code AttemptEnded} in RUNNING gives QUEUED, not in its lane (cancelling: CANCELLED)
 *   <li>R6 {@code Enqueued(n)} counts only in QUEUED for the next attempt
 *   <li>R7 a {@code Failed} without lease counts only in UNKNOWN, or in QUEUED for the next attempt
 * </ul>
 *
 * @param submitted null until it was seen; a fast worker's Started may come before it
 * @param attempts all started ones, in order; the last is the current one while RUNNING
 * @param inLane whether the brief of the next attempt is in the lane
 * @param cancelRequest null until a user asked
 * @param progress the newest of the current attempt
 * @param checks finished checks of the current or last attempt
 * @param end the event that ended the job
 */
public record JobState(
    JobStatus status,
    @Nullable Submitted submitted,
    List<AttemptState> attempts,
    boolean inLane,
    @Nullable CancelRequested cancelRequest,
    @Nullable Progressed progress,
    List<CheckResult> checks,
    @Nullable Terminal end) {

  public static final JobState UNKNOWN =
      new JobState(JobStatus.UNKNOWN, null, List.of(), false, null, null, List.of(), null);

  /** The state after {@code event}; the same object if the event changes nothing. */
  public JobState apply(JobEvent event) {
    if (event instanceof Submitted submission) {
      return submitted(submission);
    }
    if (status.isTerminal()) {
      return this;
    }
    if (event instanceof Enqueued enqueued) {
      return enqueued(enqueued);
    }
    if (event instanceof Started started) {
      return started(started);
    }
    if (event instanceof CancelRequested request) {
      return cancelRequested(request);
    }
    if (event instanceof Terminal terminal) {
      return counts(terminal) ? ended(terminal) : this;
    }
    if (event instanceof OfAttempt ofAttempt) {
      return isCurrent(ofAttempt) ? ofCurrentAttempt(ofAttempt) : this;
    }
    throw unknown(event);
  }

  /** Thrown only for a kind of event that was added without a rule here. */
  private static IllegalStateException unknown(JobEvent event) {
    return new IllegalStateException(
        "the fold must know every kind of event, got: " + event.getClass().getSimpleName());
  }

  /**
   * The state as if each event had been folded {@link JobEvent#withoutTexts() without its texts}.
   */
  public JobState withoutTexts() {
    return new JobState(
        status,
        submitted == null ? null : submitted.withoutTexts(),
        attempts.stream().map(AttemptState::withoutTexts).toList(),
        inLane,
        cancelRequest == null ? null : cancelRequest.withoutTexts(),
        progress == null ? null : progress.withoutTexts(),
        checks.stream().map(CheckResult::withoutTexts).toList(),
        end == null ? null : end.withoutTexts());
  }

  /** The number that the next attempt will have. */
  public int nextAttempt() {
    return attempts.size() + 1;
  }

  /** The attempt that runs, or the last that ran. */
  public @Nullable AttemptState lastAttempt() {
    return attempts.isEmpty() ? null : attempts.get(attempts.size() - 1);
  }

  /** The attempt of a RUNNING job, which always has one. */
  public AttemptState runningAttempt() {
    return attempts.get(attempts.size() - 1);
  }

  /** When the next attempt of a submitted job may start. */
  public Instant dueAt() {
    return dueAt(attempts.size());
  }

  /**
   * When an attempt of a submitted job might start.
   *
   * @param earlier how many attempts ended before it
   */
  public Instant dueAt(int earlier) {
    if (earlier == 0) {
      Submitted submission = Objects.requireNonNull(submitted, "submitted");
      return submission.notBefore() == null ? submission.at() : submission.notBefore();
    }
    AttemptState last = attempts.get(earlier - 1);
    return last.retryAt() == null
        ? Objects.requireNonNull(last.endedAt(), "endedAt")
        : last.retryAt();
  }

  /** Whether this claim holds the job now: the only thing that allows a worker to run it. */
  public boolean isHeldBy(int attempt, @Nullable String lease) {
    AttemptState last = lastAttempt();
    return status == JobStatus.RUNNING
        && last != null
        && last.number() == attempt
        && last.lease().equals(lease);
  }

  /** Whether it is running and was asked to stop. */
  public boolean isCancelling() {
    return status == JobStatus.RUNNING && cancelRequest != null;
  }

  /** Why the job failed, if it did. */
  public @Nullable Reason reason() {
    return end instanceof Failed failed ? failed.reason() : null;
  }

  /** What the job produced; empty while it has not ended. */
  public JobResult result() {
    return end == null || end.result() == null ? JobResult.NONE : end.result();
  }

  private JobState submitted(Submitted submission) {
    if (submitted != null) {
      return this;
    }
    boolean isFirst = status == JobStatus.UNKNOWN;
    return new JobState(
        isFirst ? JobStatus.QUEUED : status,
        submission,
        attempts,
        isFirst ? submission.laneOffset() != null : inLane,
        cancelRequest,
        progress,
        checks,
        end);
  }

  private JobState enqueued(Enqueued enqueued) {
    boolean counts =
        status == JobStatus.QUEUED && enqueued.attempt() == nextAttempt() && !inLane; // R6
    return counts ? waiting(true) : this;
  }

  private JobState started(Started started) {
    boolean counts =
        status != JobStatus.RUNNING
            && started.lease() != null
            && started.attempt() == nextAttempt(); // R3
    if (!counts) {
      return this;
    }
    List<AttemptState> all = new ArrayList<>(attempts);
    all.add(AttemptState.startedBy(started));
    return new JobState(
        JobStatus.RUNNING, submitted, List.copyOf(all), false, null, null, List.of(), null);
  }

  private JobState cancelRequested(CancelRequested request) {
    if (cancelRequest != null) {
      return this;
    }
    JobState asked =
        new JobState(status, submitted, attempts, inLane, request, progress, checks, null);
    return status == JobStatus.RUNNING ? asked : asked.cancelledBy(request); // R4
  }

  private JobState cancelledBy(CancelRequested request) {
    return ended(
        new Cancelled(request.at(), nextAttempt(), null, request.by(), request.why(), null));
  }

  private boolean counts(Terminal terminal) {
    if (status == JobStatus.UNKNOWN) {
      return true; // R2: retention may have cut what came before
    }
    boolean isWithoutLease = terminal instanceof Failed && terminal.lease() == null;
    return isWithoutLease
        ? status == JobStatus.QUEUED && terminal.attempt() == nextAttempt() // R7
        : isCurrent(terminal); // R2
  }

  private boolean isCurrent(OfAttempt event) {
    return isHeldBy(event.attempt(), event.lease());
  }

  private JobState ofCurrentAttempt(OfAttempt event) {
    if (event instanceof Progressed progressed) {
      return progressed.equals(progress)
          ? this
          : new JobState(
              status, submitted, attempts, inLane, cancelRequest, progressed, checks, null);
    }
    if (event instanceof CheckFinished finished) {
      return checked(finished.check());
    }
    if (!(event instanceof AttemptEnded ended)) {
      throw unknown(event);
    }
    JobState after = closingAttempt(ended).waiting(false); // R5
    return cancelRequest == null ? after : after.cancelledBy(cancelRequest); // R4
  }

  private JobState checked(@Nullable CheckResult check) {
    if (check == null || checks.contains(check)) {
      return this;
    }
    List<CheckResult> all = new ArrayList<>(checks);
    all.add(check);
    return new JobState(
        status, submitted, attempts, inLane, cancelRequest, progress, List.copyOf(all), null);
  }

  private JobState closingAttempt(AttemptEnded ended) {
    return withLastAttempt(
        runningAttempt()
            .ended(ended.at(), ended.reason(), ended.message(), ended.retryAt(), ended.loss()));
  }

  private JobState waiting(boolean inLane) {
    return new JobState(
        JobStatus.QUEUED, submitted, attempts, inLane, cancelRequest, null, checks, null);
  }

  private JobState withLastAttempt(AttemptState attempt) {
    List<AttemptState> all = new ArrayList<>(attempts);
    all.set(all.size() - 1, attempt);
    return new JobState(
        status, submitted, List.copyOf(all), inLane, cancelRequest, progress, checks, end);
  }

  private JobState ended(Terminal terminal) {
    JobState closed = status == JobStatus.RUNNING ? closingAttempt(terminal) : this;
    return new JobState(
        statusAfter(terminal),
        submitted,
        closed.attempts,
        false,
        cancelRequest,
        progress,
        checks,
        terminal);
  }

  private JobState closingAttempt(Terminal terminal) {
    Failed failed = terminal instanceof Failed event ? event : null;
    Reason reason = failed == null ? null : failed.reason();
    String message = failed == null ? null : failed.message();
    return withLastAttempt(runningAttempt().ended(terminal.at(), reason, message, null, null));
  }

  private static JobStatus statusAfter(Terminal terminal) {
    if (terminal instanceof Completed) {
      return JobStatus.COMPLETED;
    }
    return terminal instanceof Failed ? JobStatus.FAILED : JobStatus.CANCELLED;
  }
}
