package dev.handoff.bench.scenario;

import dev.handoff.bench.held.JobTrace;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * One outage of the broker and its effects.
 *
 * @param gone time until it served clients again
 * @param longestGap between two beats of a worker, as received by a reader of the feed
 * @param heardAfter from the broker's return until a beat of every worker was received
 * @param toldAfter from the broker's return until the waits of all jobs had completed that had
 *     ended meanwhile
 * @param endedMeanwhile the jobs that ended during the outage
 * @param endedLater the other jobs
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
