package dev.handoff.worker.execution;

import dev.handoff.brief.Sources;
import dev.handoff.job.JobEvent.CheckFinished;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.worker.attempt.order.ArtifactSink;
import dev.handoff.worker.attempt.order.AttemptListener;
import dev.handoff.worker.lease.LeaseCheck;
import dev.handoff.worker.log.Claim;
import dev.handoff.worker.log.FailPoint;
import dev.handoff.worker.log.WorkerLog;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Appends the events and files of one attempt. A new phase is appended at once, other progress at
 * most every five seconds; what comes sooner is dropped, since later progress replaces it.
 */
final class AttemptEvents implements AttemptListener {

  private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(5);

  /** The limit for each chunk: an outage of the broker of up to a minute costs nothing. */
  private static final Duration BUNDLE_PATIENCE = Duration.ofSeconds(90);

  private final WorkerLog log;
  private final Claim claim;
  private final LeaseCheck leaseCheck;
  private final SlotLoop loop;
  private final FailPoint failPoint;

  // Owned by the attempt's thread.
  private @Nullable String phase;
  private long toldAt;

  /**
   * @param loop of the attempt's thread
   */
  AttemptEvents(
      WorkerLog log, Claim claim, LeaseCheck leaseCheck, SlotLoop loop, FailPoint failPoint) {
    this.log = log;
    this.claim = claim;
    this.leaseCheck = leaseCheck;
    this.loop = loop;
    this.failPoint = failPoint;
  }

  @Override
  public void progressed(String newPhase, @Nullable String message, @Nullable Integer percent) {
    if (percent != null) {
      failPoint.reached(FailPoint.Step.MID_CHILD); // only the job's process reports a percentage
    } else if (newPhase.equals("guard")) {
      failPoint.reached(FailPoint.Step.AFTER_CHILD);
    }
    long now = System.nanoTime();
    boolean isDue = now - toldAt >= PROGRESS_INTERVAL.toNanos();
    if (newPhase.equals(phase) && !isDue) {
      return;
    }
    phase = newPhase;
    toldAt = now;
    log.append(
        claim,
        new Progressed(log.now(), claim.attempt(), claim.lease(), newPhase, message, percent));
  }

  @Override
  public void checkFinished(CheckResult check) {
    log.append(claim, new CheckFinished(log.now(), claim.attempt(), claim.lease(), check));
  }

  @Override
  public Optional<Duration> mayStartUntil() throws InterruptedException {
    return loop.await(leaseCheck.mayStartUntil(claim, loop));
  }

  @Override
  public boolean mayPublish() throws InterruptedException {
    failPoint.reached(FailPoint.Step.BEFORE_PUBLISH);
    return loop.await(leaseCheck.holdsNow(claim, loop));
  }

  @Override
  public ArtifactSink open(String name) {
    return log.openArtifact(claim, name);
  }

  @Override
  public void readBundle(Sources.Bundle bundle, OutputStream out)
      throws IOException, InterruptedException {
    read(Sources.BUNDLE, bundle, out);
  }

  @Override
  public void readCarried(Sources.Bundle carried, OutputStream out)
      throws IOException, InterruptedException {
    read(Sources.CARRIED, carried, out);
  }

  private void read(String name, Sources.Bundle sent, OutputStream out)
      throws IOException, InterruptedException {
    try {
      Artifact file = new Artifact(name, sent.bytes(), sent.sha256(), sent.offset());
      log.artifacts().read(claim.job(), file, out, BUNDLE_PATIENCE);
    } catch (InterruptException e) {
      Thread.interrupted(); // the client has set the flag again
      throw new InterruptedException();
    } catch (KafkaException e) {
      throw new IOException("the %s could not be read: %s".formatted(name, e.getMessage()), e);
    }
  }
}
