package dev.handoff.awaiter;

import dev.handoff.job.JobId;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.artifact.ArtifactChunk;
import dev.handoff.log.artifact.ArtifactTail;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Follows the log of a job while it is being written, across attempts. */
public final class LogFollower implements AutoCloseable {

  /** The artifact that holds a job's standard output and error. */
  public static final String LOG = "log";

  private final ArtifactTail tail;

  /**
   * @param onOutput receives the bytes as they come, on a thread of its own
   */
  public LogFollower(KafkaSettings settings, JobId job, Consumer<byte[]> onOutput) {
    tail = new ArtifactTail(settings, job, LOG, onOutput);
  }

  /**
   * @param since output written before is skipped
   * @param onOutput receives the parts as they come, on a thread of its own
   */
  public LogFollower(
      KafkaSettings settings, JobId job, Instant since, Consumer<ArtifactChunk> onOutput) {
    tail = new ArtifactTail(settings, job, LOG, since, onOutput);
  }

  /**
   * @param from the offset of the first part to report
   * @param onOutput receives the parts as they come, on a thread of its own
   */
  public LogFollower(
      KafkaSettings settings, JobId job, long from, Consumer<ArtifactChunk> onOutput) {
    tail = new ArtifactTail(settings, job, LOG, from, onOutput);
  }

  public void start() {
    tail.start();
  }

  /**
   * Waits until the whole log has been delivered.
   *
   * @param log as in the job's result, if it has one
   * @return whether all of it was delivered in time
   */
  public boolean finish(@Nullable Artifact log, Duration patience) throws InterruptedException {
    return log == null || tail.awaitAll(log, patience);
  }

  /** Waits until all output so far has been delivered; false if that took too long. */
  public boolean catchUp(Duration patience) throws InterruptedException {
    return tail.awaitCaughtUp(patience);
  }

  @Override
  public void close() {
    tail.close();
  }
}
