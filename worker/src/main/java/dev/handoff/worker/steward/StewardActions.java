package dev.handoff.worker.steward;

import dev.handoff.job.AttemptState;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.AttemptEnded;
import dev.handoff.job.JobEvent.CancelRequested;
import dev.handoff.job.JobEvent.Cancelled;
import dev.handoff.job.JobEvent.Enqueued;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.job.Loss;
import dev.handoff.job.Reason;
import dev.handoff.log.lane.LaneRecord;
import dev.handoff.log.presence.StopOrder;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Performs the acts that a steward has decided, on the topics. Thread-safe. */
public final class StewardActions {

  private static final Logger LOG = LoggerFactory.getLogger(StewardActions.class);

  private final StewardLog log;

  public StewardActions(StewardLog log) {
    this.log = log;
  }

  /** Reads the job from the whole log. */
  CompletableFuture<LiveJob> look(JobId job) {
    return log.look(job);
  }

  /** Does the acts in order, each after the one before is acknowledged. */
  CompletableFuture<?> perform(LiveJob job, List<Act> acts) {
    CompletableFuture<?> done = CompletableFuture.completedFuture(null);
    for (Act act : acts) {
      done = done.thenComposeAsync(before -> perform(job, act), log.background());
    }
    return done.whenComplete(
        (offset, failure) -> {
          if (failure != null) {
            LOG.warn("{}: {} failed and will be repeated", job.job(), acts, failure);
          }
        });
  }

  private CompletableFuture<?> perform(LiveJob job, Act act) {
    LOG.info("{}: {}", job.job(), act);
    if (act instanceof Act.EndAttempt end) {
      return append(job, lost(job, end));
    }
    if (act instanceof Act.FailAttempt fail) {
      return append(
          job,
          new Failed(
              log.now(),
              fail.attempt(),
              fail.lease(),
              Reason.WORKER_LOST,
              fail.message(),
              JobResult.NONE));
    }
    if (act instanceof Act.Stop stop) {
      StopOrder order =
          new StopOrder(
              log.now(), stop.worker(), job.job().text(), stop.attempt(), stop.lease(), stop.why());
      return log.order(order);
    }
    if (act instanceof Act.Enqueue enqueue) {
      return enqueue(job, enqueue);
    }
    if (act instanceof Act.Fail fail) {
      return append(
          job,
          new Failed(
              log.now(), fail.attempt(), null, fail.reason(), fail.message(), JobResult.NONE));
    }
    return append(job, cancelled(job)); // SayCancelled, the last of the closed set
  }

  private AttemptEnded lost(LiveJob job, Act.EndAttempt end) {
    AttemptState attempt = job.state().runningAttempt();
    String message = "worker " + attempt.worker() + " went silent";
    if (end.loss() == Loss.EXCUSED) {
      message += "; another of its jobs is taken for the cause, so this costs the job nothing";
    }
    return new AttemptEnded(
        log.now(), end.attempt(), end.lease(), Reason.WORKER_LOST, message, null, end.loss());
  }

  private CompletableFuture<?> enqueue(LiveJob job, Act.Enqueue enqueue) {
    Submitted submitted =
        Objects.requireNonNull(job.state().submitted(), "only a submitted job is enqueued");
    LaneRecord record =
        new LaneRecord(
            job.job(), submitted.brief(), enqueue.attempt(), job.charge(), job.firstOffset());
    return log.enqueue(submitted.lane(), record)
        .thenComposeAsync(
            offset -> append(job, new Enqueued(log.now(), enqueue.attempt(), offset)),
            log.background());
  }

  private Cancelled cancelled(LiveJob job) {
    CancelRequested request = job.state().cancelRequest();
    return new Cancelled(
        log.now(),
        job.state().nextAttempt(),
        null,
        request == null ? null : request.by(),
        request == null ? null : request.why(),
        JobResult.NONE);
  }

  private CompletableFuture<Long> append(LiveJob job, JobEvent event) {
    Submitted submitted = job.state().submitted();
    return log.append(job.job(), submitted == null ? null : submitted.lane(), event);
  }
}
