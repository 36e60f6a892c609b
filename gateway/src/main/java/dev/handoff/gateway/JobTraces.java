package dev.handoff.gateway;

import dev.handoff.awaiter.Awaiter;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.trace.TraceContext;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reads the traces of jobs from the log. */
record JobTraces(Awaiter awaiter) {

  private static final long PATIENCE_SECONDS = 10;

  /** Empty if the log has not its submission any more, or cannot be read now. */
  Optional<TraceContext> of(JobId job) {
    try {
      Submitted submitted =
          awaiter.status(job).get(PATIENCE_SECONDS, TimeUnit.SECONDS).state().submitted();
      return Optional.ofNullable(submitted).map(known -> TraceContext.of(job, known.traceparent()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException
        | TimeoutException
        | IllegalStateException e) { // the last: it is closed
      return Optional.empty();
    }
  }
}
