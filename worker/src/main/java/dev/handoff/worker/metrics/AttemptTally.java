package dev.handoff.worker.metrics;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.AttemptEnded;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.Reason;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the outcomes of one worker's attempts. Counts also if metrics are off: an addition costs
 * less than a check. Thread-safe.
 */
public final class AttemptTally {

  private final Map<String, OfLane> lanes = new TreeMap<>();
  private final OfLane unknown = new OfLane();
  private final LongAdder fenced = new LongAdder();

  /**
   * @param lanes that the worker serves
   */
  public AttemptTally(Collection<String> lanes) {
    lanes.forEach(lane -> this.lanes.put(lane, new OfLane()));
  }

  /** The counts of the lane; counts that are not exported if this worker does not serve it. */
  public OfLane lane(String lane) {
    return lanes.getOrDefault(lane, unknown);
  }

  /** Counts an attempt whose lease belongs to another worker. */
  public void fenced() {
    fenced.increment();
  }

  long fencedCount() {
    return fenced.sum();
  }

  Map<String, OfLane> byLane() {
    return lanes;
  }

  /** The counts of one lane. */
  public static final class OfLane {

    private final LongAdder started = new LongAdder();
    private final LongAdder deadLettered = new LongAdder();
    private final LongAdder completed = new LongAdder();
    private final LongAdder cancelled = new LongAdder();
    private final Map<Reason, LongAdder> failed = byReason();
    private final Map<Reason, LongAdder> again = byReason();

    private static Map<Reason, LongAdder> byReason() {
      Map<Reason, LongAdder> counts = new EnumMap<>(Reason.class);
      for (Reason reason : Reason.values()) {
        counts.put(reason, new LongAdder());
      }
      return counts;
    }

    public void started() {
      started.increment();
    }

    /** Counts records that were rejected to the dead letters. */
    public void deadLettered(int records) {
      deadLettered.add(records);
    }

    /** Counts an attempt whose end is on the log. */
    public void ended(JobEvent end) {
      if (end instanceof Completed) {
        completed.increment();
      } else if (end instanceof Failed failure) {
        count(failed, failure.reason());
      } else if (end instanceof AttemptEnded ended) {
        count(again, ended.reason());
      } else {
        cancelled.increment(); // Cancelled, the last of the closed set
      }
    }

    private static void count(Map<Reason, LongAdder> counts, Reason reason) {
      Objects.requireNonNull(counts.get(reason), () -> "no count of " + reason).increment();
    }

    LongAdder startedCount() {
      return started;
    }

    LongAdder deadLetteredCount() {
      return deadLettered;
    }

    LongAdder completedCount() {
      return completed;
    }

    LongAdder cancelledCount() {
      return cancelled;
    }

    Map<Reason, LongAdder> failedCounts() {
      return failed;
    }

    /** The counts of ended attempts after which the job goes on. */
    Map<Reason, LongAdder> againCounts() {
      return again;
    }
  }
}
