package dev.handoff.worker.attempt.child;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Ends an attempt from any thread. */
public final class StopSignal {

  /** Why an attempt ends before its job does. Later values are more urgent. */
  public enum Why {
    WORKER_STOPPING,
    CANCELLED,
    /**
     * The worker has been cut off for so long that it gives up: no grace, and nothing is published.
     */
    ABANDONED,
    /** Another worker may run the job now: no grace, and nothing is published. */
    LEASE_LOST;

    /** Whether the processes are killed without grace and nothing is published. */
    public boolean isImmediate() {
      return compareTo(ABANDONED) >= 0;
    }
  }

  private final CompletableFuture<Void> raised = new CompletableFuture<>();
  private @Nullable Why why;
  private @Nullable String shortage;
  private boolean isFetching;

  /** Ends the attempt. Only a more urgent reason replaces an earlier one. */
  public synchronized void raise(Why reason) {
    if (why == null || reason.compareTo(why) > 0) {
      why = reason;
    }
    raised.complete(null);
  }

  public synchronized Optional<Why> why() {
    return Optional.ofNullable(why);
  }

  /**
   * Ends the attempt without grace because it fills the disk; its results so far are published.
   *
   * @param what the state of the disk, for people
   */
  public synchronized void endForRoom(String what) {
    shortage = what;
    raised.complete(null);
  }

  /** Why the disk made the attempt end, unless the attempt has freed that room. */
  public synchronized Optional<String> shortage() {
    return Optional.ofNullable(shortage);
  }

  /**
   * The attempt has freed what it could; if it fills the disk again, the signal is raised again.
   */
  public synchronized void roomIsGivenBack() {
    shortage = null;
  }

  /**
   * Whether the attempt is fetching its source, which uses disk room outside of the attempt's
   * folder.
   */
  public synchronized boolean isFetching() {
    return isFetching;
  }

  public synchronized void fetching(boolean now) {
    isFetching = now;
  }

  /** Waits until the signal is raised, the other future is done, or the time is over. */
  void awaitOr(CompletableFuture<?> other, long millis) throws InterruptedException {
    try {
      CompletableFuture.anyOf(raised, other).get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException timeIsOver) {
      return;
    } catch (ExecutionException e) {
      throw new IllegalStateException("neither future fails", e);
    }
  }
}
