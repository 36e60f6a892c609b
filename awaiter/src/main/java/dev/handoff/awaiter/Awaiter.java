package dev.handoff.awaiter;

import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.StatusLog;
import java.time.Duration;
import java.time.InstantSource;
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

  private final String bootstrapServers;
  private final InstantSource clock;
  private final StatusLog status;

  public Awaiter(KafkaSettings settings) {
    this(settings, InstantSource.system());
  }

  Awaiter(KafkaSettings settings, InstantSource clock) {
    this.bootstrapServers = settings.bootstrapServers();
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
    Wait wait = new Wait(job, onChange, this::unknown);
    wait.follow(status, youngFor(job));
    return wait.ended();
  }

  /** The job as it stands now. Fails with {@link UnknownJobException} if the log has none. */
  public CompletableFuture<JobView> status(JobId job) {
    return status.read(job, null).thenApply(state -> known(job, state));
  }

  private JobView known(JobId job, JobState state) {
    if (state.status() == JobStatus.UNKNOWN) {
      throw unknown(job);
    }
    return new JobView(job, state);
  }

  private UnknownJobException unknown(JobId job) {
    return new UnknownJobException(job, bootstrapServers);
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
