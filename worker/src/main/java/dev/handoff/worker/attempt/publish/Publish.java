package dev.handoff.worker.attempt.publish;

import dev.handoff.file.FileErrorText;
import dev.handoff.job.JobResult;
import dev.handoff.job.Reason;
import dev.handoff.worker.attempt.child.Fence;
import dev.handoff.worker.attempt.child.StopSignal;
import dev.handoff.worker.attempt.folder.WithheldPatches;
import dev.handoff.worker.attempt.git.GitVersion;
import dev.handoff.worker.attempt.order.AttemptOrder;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import dev.handoff.worker.attempt.order.StepResult;
import dev.handoff.worker.attempt.step.Attempt;
import dev.handoff.worker.attempt.step.FullDisk;
import dev.handoff.worker.attempt.text.PlainText;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last step, which runs however the others ended. */
public final class Publish {

  private static final Logger LOG = LoggerFactory.getLogger(Publish.class);

  private final Attempt attempt;
  private final StopSignal stop;
  private final WithheldPatches withheld;
  private final FullDisk disk;
  private final GitVersion version;

  public Publish(
      Attempt attempt,
      StopSignal stop,
      WithheldPatches withheld,
      FullDisk disk,
      GitVersion version) {
    this.attempt = attempt;
    this.stop = stop;
    this.withheld = withheld;
    this.disk = disk;
    this.version = version;
  }

  /** Publishes the results, and decides the outcome of the attempt. */
  public AttemptOutcome take(StepResult end) throws InterruptedException {
    attempt.listener().progressed("publish", null, null);
    boolean isOver = stop.why().filter(StopSignal.Why::isImmediate).isPresent();
    boolean holdsLease = !isOver && attempt.listener().mayPublish();
    Optional<StopSignal.Why> refused = Fence.beforePublish(stop, holdsLease);
    if (refused.isPresent()) {
      // Another worker may hold the lease: not even the end of the log may be written.
      attempt.abandonLogs();
      return new AttemptOutcome.Stopped(refused.get(), JobResult.NONE);
    }
    try {
      if (FullDisk.is(end) || stop.shortage().isPresent()) {
        disk.giveRoomBack(attempt, stop);
      }
      return published(end);
    } catch (IOException e) {
      LOG.warn("{}: its results could not be published", attempt.order().name(), e);
      StepResult told = disk.judge(end.goesOn() ? failed(attempt.order(), e) : end, stop);
      return FullDisk.is(told) || FullDisk.is(e) ? publishedWithoutTree(told) : abandoned(told);
    }
  }

  private AttemptOutcome published(StepResult end) throws IOException, InterruptedException {
    StepResult judged = new SecretScan(attempt.tools().redactor(), withheld).judge(attempt, end);
    JobResult result = new Outputs(attempt, version).publish(judged);
    if (judged.goesOn()) {
      keepCaches(attempt);
    }
    return outcome(judged, result);
  }

  /** Publishes without the tree: the log has the reason for the end, and needs no room. */
  private AttemptOutcome publishedWithoutTree(StepResult end) throws InterruptedException {
    try {
      disk.giveTreeBack(attempt, stop);
      return published(end);
    } catch (IOException e) {
      LOG.warn("{}: its log could not be published either", attempt.order().name(), e);
      return abandoned(end);
    }
  }

  private AttemptOutcome abandoned(StepResult end) {
    attempt.abandonLogs();
    return outcome(end, JobResult.NONE);
  }

  /** A job whose caches are not kept has lost nothing. */
  private static void keepCaches(Attempt attempt) throws InterruptedException {
    try {
      attempt.home().keepCaches();
    } catch (IOException e) {
      LOG.warn("{}: the caches of its tools are not kept", attempt.order().name(), e);
    }
  }

  private static AttemptOutcome outcome(StepResult end, JobResult result) {
    if (end instanceof StepResult.Failed failed) {
      return new AttemptOutcome.Failed(failed.reason(), failed.message(), result, failed.retryAt());
    }
    if (end instanceof StepResult.Stopped stopped) {
      return new AttemptOutcome.Stopped(stopped.why(), result);
    }
    return new AttemptOutcome.Completed(result);
  }

  /** What a failure of the worker's host means for the attempt. */
  public static StepResult.Failed failed(AttemptOrder order, IOException e) {
    LOG.warn("{}: the worker's host failed the attempt", order.name(), e);
    return new StepResult.Failed(
        FullDisk.is(e) ? Reason.DISK_FULL : Reason.INFRASTRUCTURE,
        "the worker could not go on with the attempt: "
            + PlainText.line(FileErrorText.of(e), 1000));
  }
}
