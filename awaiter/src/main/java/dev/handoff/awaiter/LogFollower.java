package dev.handoff.awaiter;

import dev.handoff.job.JobId;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.artifact.ArtifactChunk;
import dev.handoff.log.artifact.ArtifactTail;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** Follows the log of a job while it is being written, across attempts. */
public final class LogFollower implements AutoCloseable {

  /** What a job's standard output and error are stored as. */
  public static final String LOG = "log";

  private final ArtifactTail tail;

  /**
   * @param onOutput is given the bytes as they come, on a thread of its own
   */
  public LogFollower(KafkaSettings settings, JobId job, Consumer<byte[]> onOutput) {
    tail = new ArtifactTail(settings, job, LOG, onOutput);
  }

  /**
   * @param since what was written before is not told
   * @param onOutput is given the parts as they come, on a thread of its own
   */
  public LogFollower(
      KafkaSettings settings, JobId job, Instant since, Consumer<ArtifactChunk> onOutput) {
    tail = new ArtifactTail(settings, job, LOG, since, onOutput);
  }

  public void start() {
    tail.start();
  }

  /**
   * Waits until all of the log has been told.
   *
   * @param log as the job's result names it; null if there is none
   * @return whether all of it was told in time
   */
  public boolean finish(Artifact log, Duration patience) throws InterruptedException {
    return log == null || tail.awaitAll(log, patience);
  }

  /** Waits until all that stands on the log by now has been told; false if it was not in time. */
  public boolean catchUp(Duration patience) throws InterruptedException {
    return tail.awaitCaughtUp(patience);
  }

  @Override
  public void close() {
    tail.close();
  }
}
