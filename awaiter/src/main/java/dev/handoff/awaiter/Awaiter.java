package dev.handoff.awaiter;

import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.PendingSubmits;
import dev.handoff.log.status.StatusLog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Waits for jobs to end. One awaiter serves any number of waits. A wait may begin before, while or
 * after the job runs, and more than once, with the same answer. Waits survive restarts of the
 * broker. Thread-safe.
 *
 * <p>Futures complete on the log's own thread: use an {@code …Async} method for anything that takes
 * long.
 */
public final class Awaiter implements AutoCloseable {

  /** A job with so young an id may be unknown only because its submit is not finished yet. */
  static final Duration YOUNG = Duration.ofSeconds(30);

  /** How long a wait rests while this process has yet to append its job. */
  private static final Duration PENDING = Duration.ofSeconds(1);

  private final String place;
  private final InstantSource clock;
  private final StatusLog status;
  private final PendingSubmits submits;
  private final YoungWaits young = new YoungWaits(this::ask);

  public Awaiter(KafkaSettings settings) {
    this(settings, InstantSource.system());
  }

  Awaiter(KafkaSettings settings, InstantSource clock) {
    this.place = settings.place();
    this.clock = clock;
    this.submits = settings.submits();
    this.status = new StatusLog(settings, null, null);
  }

  /**
   * Completes with the job once it has ended, however it ended. Fails with {@link
   * UnknownJobException} if the log has no such job, or with the error that keeps the log from
   * being read. Cancel the future to end the wait.
   *
   * <p>A wait may begin before the job is on the log. It is not unknown until its id is more than
   * 30 s old, and as long as a producer of the same {@link KafkaSettings} has yet to append it,
   * however long that takes.
   */
  public CompletableFuture<JobView> await(JobId job) {
    return await(job, view -> {});
  }

  /**
   * Like {@link #await(JobId)}, and passes every state on the way to {@code onChange}, on the log's
   * own thread.
   */
  public CompletableFuture<JobView> await(JobId job, Consumer<JobView> onChange) {
    return follow(
        job,
        (event, after, counted) -> {
          if (counted) {
            onChange.accept(after);
          }
        });
  }

  /** Like {@link #await(JobId)}, and passes every event up to the end to {@code listener}. */
  public CompletableFuture<JobView> follow(JobId job, JobListener listener) {
    Wait wait = new Wait(job, listener, this::unknown);
    Duration youngFor = submits.has(job) ? atLeastPending(youngFor(job)) : youngFor(job);
    if (youngFor.isNegative() || youngFor.isZero()) {
      wait.follow(status);
    } else {
      wait.followYoung(status, young, youngFor);
    }
    return wait.ended();
  }

  private static Duration atLeastPending(Duration youngFor) {
    return youngFor.compareTo(PENDING) > 0 ? youngFor : PENDING;
  }

  private void ask(Wait wait) {
    if (submits.has(wait.job())) {
      wait.stayYoung(young, PENDING);
      return;
    }
    // Not pending at this time: it is on the log, or was not submitted before.
    status
        .read(wait.job(), null)
        .whenComplete(
            (state, failure) -> {
              if (submits.has(wait.job())) {
                wait.stayYoung(young, PENDING);
              } else {
                wait.answered(state, failure);
              }
            });
  }

  /**
   * Completes with the first of the jobs that has ended. A job that is unknown or cannot be
   * followed does not end this wait while another may end; if all fail, it fails like the last of
   * them. Ends all waits once it is done or cancelled.
   *
   * @param jobs at least one
   */
  public CompletableFuture<JobView> any(Collection<JobId> jobs) {
    return new AnyWait(jobs.stream().distinct().map(this::await).toList()).first();
  }

  /**
   * Completes with all jobs, in the given order, once all have ended. If one of them is unknown or
   * cannot be followed, it fails after all other waits are over. Cancelling it ends all waits.
   */
  public CompletableFuture<List<JobView>> all(Collection<JobId> jobs) {
    List<CompletableFuture<JobView>> waits = jobs.stream().map(this::await).toList();
    CompletableFuture<List<JobView>> all =
        CompletableFuture.allOf(waits.toArray(CompletableFuture[]::new))
            .thenApply(done -> waits.stream().map(CompletableFuture::join).toList());
    all.whenComplete((views, failure) -> waits.forEach(wait -> wait.cancel(false)));
    return all;
  }

  /**
   * Passes the events of the job that are on the log now to {@code listener}, and completes with
   * the job as they leave it. Fails with {@link UnknownJobException} if there are none.
   */
  public CompletableFuture<JobView> history(JobId job, JobListener listener) {
    return status
        .read(
            job,
            null,
            JobState.UNKNOWN,
            (before, event) -> {
              JobState after = before.apply(event.event());
              listener.onEvent(event, new JobView(job, after), after != before);
              return after;
            })
        .thenApply(state -> known(job, state));
  }

  /** Reads the job as it is now. Fails with {@link UnknownJobException} if the log has none. */
  public CompletableFuture<JobView> status(JobId job) {
    return status.read(job, null).thenApply(state -> known(job, state));
  }

  /**
   * For how long no broker has answered the pending waits, which fetch all the time: their last
   * state may be out of date. At most about a second while brokers answer.
   */
  public Duration silence() {
    return status.silence();
  }

  private JobView known(JobId job, JobState state) {
    if (state.status() == JobStatus.UNKNOWN) {
      throw unknown(job);
    }
    return new JobView(job, state);
  }

  private UnknownJobException unknown(JobId job) {
    return new UnknownJobException(job, place);
  }

  private Duration youngFor(JobId job) {
    Duration age = Duration.between(job.submittedAt(), clock.instant());
    Duration left = YOUNG.minus(age);
    return left.compareTo(YOUNG) > 0 ? YOUNG : left;
  }

  /** Cancels all pending waits. */
  @Override
  public void close() {
    status.close();
  }
}
