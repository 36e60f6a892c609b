package dev.handoff.cli.await;

import java.util.function.Consumer;

/**
 * A Ctrl-C that may come before it is known what it is about: a worker may run a job before its
 * submitter has been told that it was accepted. Thread-safe.
 */
public final class PendingInterrupt<T> {

  private final Consumer<T> action;

  // Guarded by this.
  private T subject;
  private boolean isPending;

  /**
   * @param action done once, when both the interrupt and what it is about are there
   */
  public PendingInterrupt(Consumer<T> action) {
    this.action = action;
  }

  /** False if it has to wait until it is known what it is about. */
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

  /** Null while it is not known. */
  public synchronized T subject() {
    return subject;
  }
}
