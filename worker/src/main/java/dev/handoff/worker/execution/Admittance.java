package dev.handoff.worker.execution;

import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobState;
import dev.handoff.worker.attempt.order.ArtifactSink;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Whether an attempt is admitted, which may not be known yet while it prepares its tree.
 * Thread-safe.
 *
 * @param answer the job as read from the log; empty: the attempt may not run. Its steps run on
 *     another thread than the attempt's, which waits for it
 */
record Admittance(CompletableFuture<Optional<JobState>> answer) {

  static Admittance of(JobState job) {
    return new Admittance(CompletableFuture.completedFuture(Optional.of(job)));
  }

  /** Whether it is known that the attempt may run. */
  boolean isAdmitted() {
    return answer.isDone() && !answer.isCompletedExceptionally() && answer.join().isPresent();
  }

  /** Runs the action, on any thread, once it is known that the attempt may run. */
  void whenAdmitted(Runnable action) {
    answer.thenAccept(job -> job.ifPresent(admitted -> action.run()));
  }

  /** Runs the action, on any thread, once it is known that the attempt may not run. */
  void whenRefused(Runnable action) {
    answer.whenComplete(
        (job, failure) -> {
          if (failure != null || job.isEmpty()) {
            action.run();
          }
        });
  }

  /** Waits for the answer. */
  Optional<JobState> await() throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the admission of an attempt failed", e.getCause());
    }
  }

  /** A sink into which nothing gets before the attempt is admitted. */
  ArtifactSink guard(ArtifactSink next) {
    return isAdmitted() ? next : new Guarded(next);
  }

  private final class Guarded implements ArtifactSink {

    private final ArtifactSink next;

    Guarded(ArtifactSink next) {
      this.next = next;
    }

    private ArtifactSink open() throws IOException {
      try {
        if (await().isEmpty()) {
          throw new IOException("the attempt is not admitted, so nothing of it is stored");
        }
        return next;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException();
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      open().write(bytes, offset, length);
    }

    @Override
    public Artifact close() throws IOException {
      return open().close();
    }
  }
}
