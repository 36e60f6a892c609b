package dev.handoff.bench.scenario;

import dev.handoff.bench.held.JobTrace;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * One time without a broker, and what came of it.
 *
 * @param gone until clients were served again
 * @param longestGap between two beats of a worker, as somebody who reads along heard them
 * @param heardAfter from the broker's return until every worker was heard
 * @param toldAfter from the broker's return until the waiters of all jobs knew that had ended
 *     meanwhile
 * @param endedMeanwhile jobs that did so
 * @param endedLater the rest
 */
record Outage(
    Duration gone,
    Duration longestGap,
    Duration heardAfter,
    Duration toldAfter,
    List<JobTrace> endedMeanwhile,
    List<JobTrace> endedLater) {

  List<JobTrace> all() {
    return Stream.concat(endedMeanwhile.stream(), endedLater.stream()).toList();
  }
}
