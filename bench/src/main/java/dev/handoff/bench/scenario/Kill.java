package dev.handoff.bench.scenario;

import dev.handoff.bench.held.JobTrace;
import java.util.List;
import java.util.stream.Stream;

/**
 * One kill and its effects.
 *
 * @param at when it happened, in nanoseconds of the reader's clock
 * @param lastBeat when the last beat of the dead worker was received
 * @param struckJobs the jobs that it ran
 * @param spared the jobs on other workers
 */
record Kill(
    Victim struck, long at, long lastBeat, List<JobTrace> struckJobs, List<JobTrace> spared) {

  /** The number of jobs that were restarted more than once. */
  long restartedAgain() {
    return struckJobs.stream().filter(job -> job.attempts() > 2).count();
  }

  long notCompleted() {
    return all().filter(job -> !job.isCompleted()).count();
  }

  long secondEnds() {
    return all().mapToLong(JobTrace::secondEnds).sum();
  }

  /** The number of jobs taken from living workers. */
  long falseRescues() {
    return spared.stream().filter(job -> job.attempts() > 1 || !job.lost().isEmpty()).count();
  }

  long vainClaims() {
    return all().mapToLong(JobTrace::vainClaims).sum();
  }

  private Stream<JobTrace> all() {
    return Stream.concat(struckJobs.stream(), spared.stream());
  }

  /** For the progress output. */
  @Override
  public String toString() {
    return "restarted after %s s"
        .formatted(
            struckJobs.stream()
                .map(
                    job ->
                        job.attempts() < 2
                            ? "never"
                            : "%.1f".formatted((job.started().get(1) - at) / 1e9))
                .toList());
  }
}
