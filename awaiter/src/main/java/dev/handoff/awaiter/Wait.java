package dev.handoff.awaiter;

import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import dev.handoff.log.status.EventListener;
import dev.handoff.log.status.RecordedEvent;
import dev.handoff.log.status.StatusLog;
import dev.handoff.log.status.Subscription;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Waits for one job: folds its events until one of them ends it. */
final class Wait implements EventListener {

  private final JobId job;
  private final JobListener listener;
  private final Function<JobId, UnknownJobException> unknown;
  private final CompletableFuture<JobView> ended = new CompletableFuture<>();

  /** The waits that are asked about together with this one; null once that is not needed. */
  private volatile @Nullable Set<Wait> group;

  // Written by the log's threads only, one at a time; read when a young id is asked about.
  private volatile JobState state = JobState.UNKNOWN;

  Wait(JobId job, JobListener listener, Function<JobId, UnknownJobException> unknown) {
    this.job = job;
    this.listener = listener;
    this.unknown = unknown;
  }

  JobId job() {
    return job;
  }

  CompletableFuture<JobView> ended() {
    return ended;
  }

  /** Waits for a job that has events by now, or is unknown. */
  void follow(StatusLog status) {
    Subscription subscription = status.follow(job, null, this);
    ended.whenComplete((view, failure) -> status.unfollow(subscription));
  }

  /**
   * Waits for a job whose events may still be under way.
   *
   * @param youngFor how long from now
   */
  void followYoung(StatusLog status, YoungWaits young, Duration youngFor) {
    group = young.add(this, youngFor); // first, so that the first event finds it
    Subscription subscription = status.followNew(job, this);
    ended.whenComplete(
        (view, failure) -> {
          status.unfollow(subscription);
          leaveGroup();
        });
  }

  /** Is asked about again later, unless it has events or is over by now. */
  void stayYoung(YoungWaits young, Duration youngFor) {
    group = young.add(this, youngFor);
    if (state.status() != JobStatus.UNKNOWN || ended.isDone()) {
      leaveGroup();
    }
  }

  private void leaveGroup() {
    Set<Wait> joined = group;
    if (joined != null) {
      group = null;
      joined.remove(this);
    }
  }

  @Override
  public void onEvent(RecordedEvent event) {
    JobState before = state;
    state = before.apply(event.event());
    JobView view = new JobView(job, state);
    if (state.status() != JobStatus.UNKNOWN) {
      leaveGroup();
    }
    listener.onEvent(event, view, state != before);
    if (state.status().isTerminal()) {
      ended.complete(view);
    }
  }

  @Override
  public void onCaughtUp() {
    failIfUnknown();
  }

  /**
   * What the log had of the job after its id was no longer young. If it had events, this wait
   * receives them too.
   */
  void answered(@Nullable JobState read, @Nullable Throwable failure) {
    if (failure != null) {
      ended.completeExceptionally(failure);
    } else if (read == null || read.status() == JobStatus.UNKNOWN) {
      failIfUnknown();
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
