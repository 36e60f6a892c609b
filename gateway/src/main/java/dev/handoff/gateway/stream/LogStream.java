package dev.handoff.gateway.stream;

import dev.handoff.awaiter.Awaiter;
import dev.handoff.awaiter.JobView;
import dev.handoff.awaiter.LogFollower;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.artifact.ArtifactChunk;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The log of one job as it is written, across attempts, from any part on. A reader that is slow
 * holds up the thread that reads for it, and nobody else.
 */
public final class LogStream {

  private static final long MAX_WAITING = 1 << 20;
  private static final long PATIENCE_MILLIS = 60_000;
  private static final Duration REST_OF_LOG = Duration.ofSeconds(20);

  private final Awaiter awaiter;
  private final JobId job;
  private final Streams streams;
  private final Executor blocking;
  private final @Nullable Long after;
  private final TextQueue queue = new TextQueue();
  private final LogLine lines;
  private final LogFollower follower;

  // Set by run, before the follower starts.
  private volatile @Nullable Pump pump;

  /**
   * @param blocking runs what waits for the end of the log
   * @param after the offset of the last part that the client has; null: it has none
   * @throws org.apache.kafka.common.KafkaException if no client can be made; nothing was begun then
   */
  public LogStream(
      KafkaSettings kafka,
      Awaiter awaiter,
      JobId job,
      Streams streams,
      Executor blocking,
      @Nullable Long after) {
    this.awaiter = awaiter;
    this.job = job;
    this.streams = streams;
    this.blocking = blocking;
    this.after = after;
    this.lines = new LogLine(job);
    // From the last part on, whose end may have begun a character.
    this.follower =
        after == null
            ? new LogFollower(kafka, job, job.submittedAt(), this::add)
            : new LogFollower(kafka, job, after.longValue(), this::add);
  }

  /**
   * Sends the log, for a job that is known to be there.
   *
   * @param onOver called once, when nothing more is sent
   */
  public void run(Outlet outlet, Runnable onOver) {
    CompletableFuture<JobView> end = awaiter.await(job);
    Pump made =
        streams.open(
            queue,
            outlet,
            () -> {
              queue.clear();
              end.cancel(false);
              onOver.run();
              closeSoon();
            });
    pump = made;
    queue.add(Sse.RETRY);
    made.wake();
    follower.start();
    end.whenCompleteAsync((view, failure) -> finish(view), blocking)
        // The pool may be full: the client comes back, and would else wait for an end that is over.
        .whenComplete((view, failure) -> close());
  }

  private void closeSoon() {
    try {
      blocking.execute(follower::close);
    } catch (RejectedExecutionException full) {
      new Thread(follower::close, "gateway-log-close").start();
    }
  }

  private void add(ArtifactChunk chunk) {
    if (after != null && chunk.offset() <= after) {
      lines.skip(chunk);
      return;
    }
    queue.add(Sse.event(String.valueOf(chunk.offset()), "log", lines.of(chunk)));
    Pump running = pump;
    if (running != null) {
      running.wake();
    }
    try {
      if (!queue.awaitRoom(MAX_WAITING, PATIENCE_MILLIS)) {
        close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void finish(@Nullable JobView view) {
    try {
      Artifact log = view == null ? null : view.result().outputs().log();
      if (log != null && after == null) {
        follower.finish(log, REST_OF_LOG);
      } else if (view != null) {
        follower.catchUp(REST_OF_LOG); // also of a job that ended without a result
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void close() {
    queue.close();
    Pump running = pump;
    if (running != null) {
      running.wake();
    }
  }
}
