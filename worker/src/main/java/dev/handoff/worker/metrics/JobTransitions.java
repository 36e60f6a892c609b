package dev.handoff.worker.metrics;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.CheckFinished;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobEvent.Terminal;
import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.job.Reason;
import dev.handoff.log.status.RecordedEvent;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Folds the events of all jobs, and tells of each event what it changed. What is counted of these
 * changes is counted as often as it happened: an event that changes nothing changes no figure.
 *
 * <p>A job is known from its {@code Submitted} on, and what stands before that on the log (workers
 * are fast) is told with it, in one change. So what comes again of a job that has ended and is
 * forgotten looks like a job that was never submitted, and changes nothing.
 *
 * <p>Pure: no clock, no thread. Of a job it keeps what figures need, and no text. Guarded by its
 * owner.
 */
final class JobTransitions {

  /** Of jobs without a {@code Submitted}, and of ended ones; the oldest are forgotten first. */
  private static final int MAX_REMEMBERED = 20_000;

  /** What one event did. */
  interface Listener {

    /**
     * @param before unknown if the job was
     * @param after of a submitted job
     */
    void changed(JobState before, JobState after);

    /** A job that has ended was ended once more, otherwise. */
    void conflicted(JobId job);
  }

  /**
   * How a job ended.
   *
   * @param lease null: nobody held one
   */
  private record End(Class<?> event, @Nullable String lease, boolean isLost) {

    static End completed(String lease) {
      return new End(Completed.class, lease, false);
    }

    static End of(Terminal event) {
      boolean isLost = event instanceof Failed failed && failed.reason() == Reason.WORKER_LOST;
      return new End(event.getClass(), event.lease(), isLost);
    }

    /**
     * Nobody may say two ends of an attempt with one lease. A steward may take a worker that goes
     * on for lost: that is why the first counts alone.
     */
    boolean contradicts(End other) {
      return lease != null
          && lease.equals(other.lease)
          && event != other.event
          && !isLost
          && !other.isLost;
    }
  }

  private final Listener listener;
  private final Map<String, JobState> live = new HashMap<>();
  private final Map<String, JobState> early = new Remembered<>();
  private final Map<String, End> ended = new Remembered<>();

  JobTransitions(Listener listener) {
    this.listener = listener;
  }

  void apply(RecordedEvent recorded) {
    JobEvent event = recorded.event();
    if (event instanceof Progressed || event instanceof CheckFinished) {
      return; // of no figure
    }
    String job = recorded.job().text();
    End end = ended.get(job);
    if (end != null) {
      if (event instanceof Terminal again && end.contradicts(End.of(again))) {
        listener.conflicted(recorded.job());
      }
      return;
    }
    apply(job, event.withoutTexts());
  }

  /**
   * Notes that a job was submitted and completed, in events of which no change is to be counted.
   * Returns false, and notes nothing, if something was known of the job before.
   */
  boolean completed(String job, String lease) {
    if (live.containsKey(job) || early.containsKey(job) || ended.containsKey(job)) {
      return false;
    }
    ended.put(job, End.completed(lease));
    return true;
  }

  private void apply(String job, JobEvent event) {
    JobState known = live.get(job);
    JobState before = known == null ? early.getOrDefault(job, JobState.UNKNOWN) : known;
    JobState after = before.apply(event);
    if (after == before) {
      return;
    }
    if (after.submitted() == null) {
      early.put(job, after);
      return;
    }
    early.remove(job);
    if (after.end() != null) {
      live.remove(job);
      ended.put(job, End.of(after.end()));
    } else {
      live.put(job, after);
    }
    listener.changed(known == null ? JobState.UNKNOWN : known, after);
  }

  private static final class Remembered<V> extends LinkedHashMap<String, V> {

    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
      return size() > MAX_REMEMBERED;
    }
  }
}
