package dev.handoff.log.status;

/**
 * Is told a job's events in offset order, each once. Called by a thread of the log: must return
 * soon, and never blocks on the log itself.
 */
public interface EventListener {

  void onEvent(RecordedEvent event);

  /** All that stood on the log when the subscription was made has been told. Called once. */
  default void onCaughtUp() {}

  /**
   * The log cannot be read, for a reason that waiting does not mend; or it was closed (a {@link
   * java.util.concurrent.CancellationException}); or this listener threw. Nothing is told after
   * this.
   */
  void onFailure(RuntimeException failure);
}
