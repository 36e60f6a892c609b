package dev.handoff.worker.attempt.child;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Lets the owner of an attempt end it, from any thread. */
public final class StopSignal {

  /** Why an attempt is to end before its job does. The later ones are the more urgent. */
  public enum Why {
    WORKER_STOPPING,
    CANCELLED,
    /** The worker is cut off for so long that it gives up: no grace, and nothing is published. */
    ABANDONED,
    /** Somebody else may run the job now: no grace, and nothing is published. */
    LEASE_LOST;

    /** Whether the processes are killed without grace and nothing is published. */
    public boolean isImmediate() {
      return compareTo(ABANDONED) >= 0;
    }
  }

  private final CompletableFuture<Void> raised = new CompletableFuture<>();
  private Why why;
  private String shortage;
  private boolean isFetching;

  /** Ends the attempt. A more urgent reason replaces an earlier one, another has no effect. */
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
   * Ends the attempt, without grace and with what there is of a result, since it fills the disk.
   *
   * @param what is so, for people
   */
  public synchronized void endForRoom(String what) {
    shortage = what;
    raised.complete(null);
  }

  /** What the attempt is ended for, unless it has given that room back. */
  public synchronized Optional<String> shortage() {
    return Optional.ofNullable(shortage);
  }

  /** The attempt has given back what it could; if it fills the disk again, it is told again. */
  public synchronized void roomIsGivenBack() {
    shortage = null;
  }

  /**
   * Whether the attempt's source is on its way, which fills the disk beside the attempt's folder.
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
