package dev.handoff.log;

import dev.handoff.job.JobId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The jobs whose submit this process has begun and that is neither acknowledged nor failed yet. A
 * submitter can queue more than it sends in half a minute, and then the age of an id says nothing:
 * only the process itself knows that the job is still to come. Thread-safe.
 */
public final class PendingSubmits {

  /** How many submits of each job are pending. */
  private final Map<JobId, Integer> jobs = new ConcurrentHashMap<>();

  /** Records that a submit of the job has begun. */
  public void begin(JobId job) {
    jobs.merge(job, 1, Integer::sum);
  }

  /** Records that such a submit is over: its events are on the log by now, or it has failed. */
  public void end(JobId job) {
    jobs.computeIfPresent(job, (same, count) -> count == 1 ? null : count - 1);
  }

  /** Whether a submit of the job is pending. */
  public boolean has(JobId job) {
    return jobs.containsKey(job);
  }
}
