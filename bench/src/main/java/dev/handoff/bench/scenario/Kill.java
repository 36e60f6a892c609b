package dev.handoff.bench.scenario;

import dev.handoff.bench.held.JobTrace;
import java.util.List;
import java.util.stream.Stream;

/**
 * One blow and what came of it.
 *
 * @param at when it was struck, in nanoseconds of the reader's clock
 * @param lastBeat when the dead worker was heard last
 * @param struckJobs those that it ran
 * @param spared those that ran on others
 */
record Kill(
    Struck struck, long at, long lastBeat, List<JobTrace> struckJobs, List<JobTrace> spared) {

  /** More often than it died. */
  long restartedAgain() {
    return struckJobs.stream().filter(job -> job.attempts() > 2).count();
  }

  long notCompleted() {
    return all().filter(job -> !job.isCompleted()).count();
  }

  long secondEnds() {
    return all().mapToLong(JobTrace::secondEnds).sum();
  }

  /** Jobs taken from workers that live. */
  long falseRescues() {
    return spared.stream().filter(job -> job.attempts() > 1 || !job.lost().isEmpty()).count();
  }

  long vainClaims() {
    return all().mapToLong(JobTrace::vainClaims).sum();
  }

  private Stream<JobTrace> all() {
    return Stream.concat(struckJobs.stream(), spared.stream());
  }

  /** For whoever looks on. */
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
