package dev.handoff.log.status;

/**
 * Receives a job's events in offset order, each once. Called by a thread of the log: must return
 * soon, and must not block on the log.
 */
public interface EventListener {

  void onEvent(RecordedEvent event);

  /**
   * Called once, when everything that was on the log when the subscription was made has been
   * reported.
   */
  default void onCaughtUp() {}

  /**
   * Called when the log cannot be read for a reason that waiting does not mend, when it was closed
   * (a {@link java.util.concurrent.CancellationException}), or when this listener threw. The last
   * call.
   */
  void onFailure(RuntimeException failure);
}
