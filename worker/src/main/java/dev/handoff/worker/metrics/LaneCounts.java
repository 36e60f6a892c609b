package dev.handoff.worker.metrics;

import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts the jobs of a lane by state, and knows since when the oldest waits. Updated at each
 * change, so that reading is cheap. Pure. Guarded by its owner.
 */
final class LaneCounts {

  /** The state of a job that has not ended. */
  enum State {
    /** In its lane: a worker may take it. */
    WAITING,
    /** Not in its lane: its due time, or that of its next attempt, has not come. */
    DELAYED,
    RUNNING,
    /** Running and ordered to stop. */
    CANCELLING;

    /** Null: the job is unknown or has ended. */
    static @Nullable State of(JobState job) {
      if (job.status() == JobStatus.RUNNING) {
        return job.isCancelling() ? CANCELLING : RUNNING;
      }
      return job.status() != JobStatus.QUEUED ? null : job.inLane() ? WAITING : DELAYED;
    }

    String label() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private final Map<State, Integer> jobs = new EnumMap<>(State.class);

  /** The number of jobs that wait since each time. */
  private final TreeMap<Instant, Integer> waiting = new TreeMap<>();

  /**
   * @param before unknown if the job is new
   */
  void change(JobState before, JobState after) {
    add(before, -1);
    add(after, 1);
  }

  private void add(JobState job, int count) {
    State state = State.of(job);
    if (state == null) {
      return;
    }
    jobs.merge(state, count, Integer::sum);
    if (state == State.WAITING) {
      waiting.merge(job.dueAt(), count, (old, added) -> old + added == 0 ? null : old + added);
    }
  }

  int jobs(State state) {
    return jobs.getOrDefault(state, 0);
  }

  /** How long the oldest waiting job has been due; zero if none waits. */
  Duration oldestWaiting(Instant now) {
    if (waiting.isEmpty()) {
      return Duration.ZERO;
    }
    Duration age = Duration.between(waiting.firstKey(), now);
    return age.isNegative() ? Duration.ZERO : age;
  }
}
