package dev.handoff.cli.await;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A Ctrl-C that may come before its subject is known: a worker may run a job before the submitter
 * learns that it was accepted. Thread-safe.
 */
public final class PendingInterrupt<T> {

  private final Consumer<T> action;

  // Guarded by this.
  private @Nullable T subject;
  private boolean isPending;

  /**
   * @param action runs once, when both the interrupt and its subject are there
   */
  public PendingInterrupt(Consumer<T> action) {
    this.action = action;
  }

  /** Returns false if the action has to wait for the subject. */
  public synchronized boolean interrupt() {
    if (subject == null) {
      isPending = true;
      return false;
    }
    action.accept(subject);
    return true;
  }

  public synchronized void isAbout(T known) {
    subject = known;
    if (isPending) {
      isPending = false;
      action.accept(known);
    }
  }

  /** The subject, once it is known. */
  public synchronized @Nullable T subject() {
    return subject;
  }
}
