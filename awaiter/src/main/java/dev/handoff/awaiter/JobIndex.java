package dev.handoff.awaiter;

import dev.handoff.brief.Brief;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.CheckFinished;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.log.status.RecordedEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The fold of many jobs in bounded memory. Above its limit it drops the oldest ended jobs first,
 * then the oldest live ones, so that waiting and running jobs stay longest. Used by one thread.
 */
public final class JobIndex {

  private final int room;
  private final Consumer<JobId> onDrop;
  private final NavigableMap<JobId, JobSummary> jobs = new TreeMap<>();
  private final TreeSet<JobId> ended = new TreeSet<>();

  /**
   * By partition, the newest job that was dropped. The jobs of a partition begin roughly in the
   * order of their ids, so an event of an older, missing job belongs to a dropped one.
   */
  private final Map<Integer, JobId> droppedUpTo = new HashMap<>();

  private long dropped;

  /**
   * @param room the number of jobs to keep
   */
  public JobIndex(int room) {
    this(room, job -> {});
  }

  /**
   * @param room the number of jobs to keep
   * @param onDrop receives each job that is dropped
   */
  public JobIndex(int room, Consumer<JobId> onDrop) {
    this.room = room;
    this.onDrop = onDrop;
  }

  /** Folds the event. Returns the job after it; null if it changed nothing that is kept here. */
  public @Nullable JobSummary apply(RecordedEvent recorded) {
    JobId job = recorded.job();
    JobSummary before = jobs.get(job);
    if (before == null && isDropped(job)) {
      return null;
    }
    JobSummary after = after(before == null ? JobSummary.unknown(job) : before, recorded.event());
    if (after.equals(before) || after.state() == JobState.UNKNOWN) {
      return null;
    }
    jobs.put(job, after);
    if (after.state().status().isTerminal()) {
      ended.add(job);
    }
    if (jobs.size() > room) {
      drop(ended.isEmpty() ? jobs.firstKey() : ended.first());
    }
    return after;
  }

  /** Null if it is not known here. */
  public @Nullable JobSummary get(JobId job) {
    return jobs.get(job);
  }

  private boolean isDropped(JobId job) {
    JobId upTo = droppedUpTo.get(job.partition());
    return upTo != null && job.compareTo(upTo) <= 0;
  }

  private void drop(JobId job) {
    jobs.remove(job);
    ended.remove(job);
    dropped++;
    onDrop.accept(job);
    droppedUpTo.merge(job.partition(), job, (a, b) -> a.compareTo(b) > 0 ? a : b);
  }

  private static JobSummary after(JobSummary job, JobEvent event) {
    if (event instanceof CheckFinished) {
      return job;
    }
    // One brief may be longer than a thousand lines of a list.
    JobState state = job.state().apply(event.withoutTexts());
    if (job.title() == null && event instanceof Submitted submitted) {
      Brief brief = submitted.brief();
      return new JobSummary(job.job(), brief.title(), brief.template(), state);
    }
    return new JobSummary(job.job(), job.title(), job.template(), state);
  }

  /** The newest first. */
  public List<JobSummary> newestFirst() {
    return List.copyOf(jobs.descendingMap().values());
  }

  /** The number of dropped jobs. */
  public long dropped() {
    return dropped;
  }
}
