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
import dev.handoff.worker.loop.EventLoop;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Appends the events and files of one attempt. A new phase is appended at once, other progress at
 * most every five seconds; what comes sooner is dropped, since later progress replaces it. Nothing
 * is appended before the attempt is admitted.
 */
final class AttemptEvents implements AttemptListener {

  private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(5);

  /** The limit for each chunk: an outage of the broker of up to a minute costs nothing. */
  private static final Duration BUNDLE_PATIENCE = Duration.ofSeconds(90);

  private final WorkerLog log;
  private final Claim claim;
  private final LeaseCheck leaseCheck;
  private final Admittance admittance;
  private final SlotLoop loop;
  private final EventLoop beside;
  private final FailPoint failPoint;

  // Owned by the attempt's thread.
  private @Nullable String phase;
  private long toldAt;
  private @Nullable CompletableFuture<Long> lastBeat;

  // Guarded by this: the phase that is not appended because the attempt is not admitted yet.
  private @Nullable Progressed held;

  /**
   * @param loop of the attempt's thread
   * @param beside runs the steps of answers while that thread works
   */
  AttemptEvents(
      WorkerLog log,
      Claim claim,
      LeaseCheck leaseCheck,
      Admittance admittance,
      SlotLoop loop,
      EventLoop beside,
      FailPoint failPoint) {
    this.log = log;
    this.claim = claim;
    this.leaseCheck = leaseCheck;
    this.admittance = admittance;
    this.loop = loop;
    this.beside = beside;
    this.failPoint = failPoint;
    admittance.whenAdmitted(this::appendHeld);
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
    hold(new Progressed(log.now(), claim.attempt(), claim.lease(), newPhase, message, percent));
    if (admittance.isAdmitted()) {
      appendHeld();
    }
  }

  private synchronized void hold(Progressed progress) {
    held = progress;
  }

  /** By one thread at a time, so that a later phase stands behind this one. */
  private synchronized void appendHeld() {
    if (held != null) {
      log.append(claim, held);
      held = null;
    }
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
  public boolean mayRun() throws InterruptedException {
    boolean isAdmitted = admittance.await().isPresent();
    if (isAdmitted) {
      appendHeld();
    }
    return isAdmitted;
  }

  @Override
  public void lastProcessEnded() {
    lastBeat = leaseCheck.beatNow(beside);
  }

  @Override
  public boolean mayPublish() throws InterruptedException {
    failPoint.reached(FailPoint.Step.BEFORE_PUBLISH);
    return loop.await(
        lastBeat == null
            ? leaseCheck.holdsNow(claim, loop)
            : leaseCheck.holdsNow(claim, lastBeat, loop));
  }

  @Override
  public ArtifactSink open(String name) {
    return admittance.guard(log.openArtifact(claim, name));
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
