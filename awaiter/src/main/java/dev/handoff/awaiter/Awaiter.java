package dev.handoff.awaiter;

import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.status.StatusLog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Tells when jobs end. One awaiter serves any number of waits; a wait may begin before, while and
 * after the job runs, and more than once, with the same answer. It goes on through broker restarts.
 * Thread-safe.
 *
 * <p>Futures complete on the log's own thread: continue by an {@code …Async} method with anything
 * that takes long.
 */
public final class Awaiter implements AutoCloseable {

  /** An id this young may not be on the log yet, though its submitter will soon say it is. */
  static final Duration YOUNG = Duration.ofSeconds(30);

  private final String place;
  private final InstantSource clock;
  private final StatusLog status;

  public Awaiter(KafkaSettings settings) {
    this(settings, InstantSource.system());
  }

  Awaiter(KafkaSettings settings, InstantSource clock) {
    this.place = settings.place();
    this.clock = clock;
    this.status = new StatusLog(settings, null, null);
  }

  /**
   * The job once it has ended, however it ended. Fails with {@link UnknownJobException} if the log
   * has no such job, or with what keeps the log from being read. A wait that is no longer wanted is
   * ended by cancelling the future.
   */
  public CompletableFuture<JobView> await(JobId job) {
    return await(job, view -> {});
  }

  /**
   * Like {@link #await(JobId)}, and tells {@code onChange} every state on the way, on the log's own
   * thread.
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

  /** Like {@link #await(JobId)}, and tells {@code listener} every event up to the end. */
  public CompletableFuture<JobView> follow(JobId job, JobListener listener) {
    Wait wait = new Wait(job, listener, this::unknown);
    wait.follow(status, youngFor(job));
    return wait.ended();
  }

  /**
   * The first of the jobs that has ended. A job that is unknown, or cannot be followed, does not
   * end this wait while another may; fails as the last of them did if that is so of all. Ends all
   * waits once it is done or cancelled.
   *
   * @param jobs at least one
   */
  public CompletableFuture<JobView> any(Collection<JobId> jobs) {
    return new AnyWait(jobs.stream().distinct().map(this::await).toList()).first();
  }

  /**
   * All of the jobs once all have ended, in the given order. Fails once nothing is left to wait for
   * if one of them is unknown or cannot be followed. Cancelling it ends all waits.
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
   * Tells {@code listener} what stands on the log about the job now, and completes with the job as
   * it stands then. Fails with {@link UnknownJobException} if the log has none.
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

  /** The job as it stands now. Fails with {@link UnknownJobException} if the log has none. */
  public CompletableFuture<JobView> status(JobId job) {
    return status.read(job, null).thenApply(state -> known(job, state));
  }

  /**
   * For how long no broker has answered, though waits that go on ask all the time: the last state
   * that they received may be out of date. At most about a second while brokers answer.
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

  /** Waits that go on end as cancelled. */
  @Override
  public void close() {
    status.close();
  }
}
