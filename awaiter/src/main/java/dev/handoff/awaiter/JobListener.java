package dev.handoff.awaiter;

import dev.handoff.log.status.RecordedEvent;

/**
 * Is told every event of a job, in the order of the log and each once, on the log's own thread: it
 * returns soon, and continues elsewhere with anything that takes long.
 */
@FunctionalInterface
public interface JobListener {

  /**
   * @param after the job with this event
   * @param counted whether the event changed anything; one of an attempt that has lost its lease,
   *     or one that is said twice, does not
   */
  void onEvent(RecordedEvent event, JobView after, boolean counted);
}
