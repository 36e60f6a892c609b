package dev.handoff.gateway.mcp.tool;

import dev.handoff.awaiter.JobView;
import dev.handoff.awaiter.UnknownJobException;
import dev.handoff.job.JobId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Waits for the end of a job, but not longer than a call may take. Pushed, never polled. */
final class BoundedWait {

  private final Jobs jobs;
  private final JobId job;
  private final Duration wait;
  private final ToolCall call;

  private volatile @Nullable JobView last;

  BoundedWait(Jobs jobs, JobId job, Duration wait, ToolCall call) {
    this.jobs = jobs;
    this.job = job;
    this.wait = wait;
    this.call = call;
  }

  /** Completes with the job when it has ended, or as it is when the time is over. */
  CompletableFuture<JobView> begin() {
    return jobs.status(job).exceptionally(this::notThereYet).thenCompose(this::rest);
  }

  /** A job of another process may be about to be submitted. */
  private @Nullable JobView notThereYet(Throwable failure) {
    Throwable cause = cause(failure);
    if (cause instanceof UnknownJobException && !wait.isZero()) {
      return null;
    }
    throw new CompletionException(cause);
  }

  private CompletableFuture<JobView> rest(@Nullable JobView now) {
    last = now;
    if (now != null && (now.status().isTerminal() || wait.isZero())) {
      return CompletableFuture.completedFuture(now);
    }
    if (now != null) {
      call.onProgress().accept(now);
    }
    CompletableFuture<JobView> end = jobs.end(job, now, this::changed);
    CompletableFuture<JobView> answer = end.copy();
    call.ended().thenRun(() -> answer.cancel(false));
    answer.whenComplete((view, failure) -> end.cancel(false));
    return answer.orTimeout(wait.toMillis(), TimeUnit.MILLISECONDS).exceptionally(this::asItIsNow);
  }

  private void changed(JobView view) {
    last = view;
    call.onProgress().accept(view);
  }

  private JobView asItIsNow(Throwable failure) {
    Throwable cause = cause(failure);
    JobView view = last;
    if (cause instanceof TimeoutException && view != null) {
      return view;
    }
    if (cause instanceof TimeoutException) {
      throw new ToolException(
          job
              + " is unknown up to now. A job that was submitted seconds ago may still appear:"
              + " ask once more later");
    }
    throw new CompletionException(cause);
  }

  static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
