package dev.handoff.awaiter;

import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import dev.handoff.log.status.EventListener;
import dev.handoff.log.status.RecordedEvent;
import dev.handoff.log.status.StatusLog;
import dev.handoff.log.status.Subscription;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Waits for one job: folds its events until one of them ends it. */
final class Wait implements EventListener {

  private final JobId job;
  private final JobListener listener;
  private final Function<JobId, UnknownJobException> unknown;
  private final CompletableFuture<JobView> ended = new CompletableFuture<>();

  private Duration youngFor = Duration.ZERO;

  // Written by the log's threads only, one at a time; read by the timer of a young id.
  private volatile JobState state = JobState.UNKNOWN;

  Wait(JobId job, JobListener listener, Function<JobId, UnknownJobException> unknown) {
    this.job = job;
    this.listener = listener;
    this.unknown = unknown;
  }

  CompletableFuture<JobView> ended() {
    return ended;
  }

  /**
   * @param youngFor how long from now the job may still appear
   */
  void follow(StatusLog status, Duration youngFor) {
    this.youngFor = youngFor;
    Subscription subscription = status.follow(job, null, this);
    ended.whenComplete((view, failure) -> status.unfollow(subscription));
  }

  @Override
  public void onEvent(RecordedEvent event) {
    JobState before = state;
    state = before.apply(event.event());
    JobView view = new JobView(job, state);
    listener.onEvent(event, view, state != before);
    if (state.status().isTerminal()) {
      ended.complete(view);
    }
  }

  @Override
  public void onCaughtUp() {
    if (youngFor.isNegative() || youngFor.isZero()) {
      failIfUnknown();
    } else if (state.status() == JobStatus.UNKNOWN) {
      CompletableFuture<Void> timer =
          new CompletableFuture<Void>()
              .completeOnTimeout(null, youngFor.toMillis(), TimeUnit.MILLISECONDS);
      timer.thenRun(this::failIfUnknown);
      // Otherwise the timer would keep the wait of every short job for half a minute.
      ended.whenComplete((view, failure) -> timer.cancel(false));
    }
  }

  private void failIfUnknown() {
    if (state.status() == JobStatus.UNKNOWN) {
      ended.completeExceptionally(unknown.apply(job));
    }
  }

  @Override
  public void onFailure(RuntimeException failure) {
    ended.completeExceptionally(failure);
  }
}
