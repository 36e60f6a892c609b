package dev.handoff.awaiter;

import dev.handoff.log.status.RecordedEvent;

/**
 * Receives every event of a job once, in the order of the log. Runs on the log's own thread, so it
 * must return soon and do long work elsewhere.
 */
@FunctionalInterface
public interface JobListener {

  /**
   * @param after the job after this event
   * @param counted whether the event changed the job; an event of an attempt that has lost its
   *     lease does not, and neither does a repeated one
   */
  void onEvent(RecordedEvent event, JobView after, boolean counted);
}
