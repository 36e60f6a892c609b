package dev.handoff.worker.steward;

import dev.handoff.job.AttemptState;
import dev.handoff.job.JobState;
import dev.handoff.job.Loss;
import org.jspecify.annotations.Nullable;

/**
 * The evidence that a job takes down the workers that run it. Pure.
 *
 * @param alone the number of workers that went silent while they ran only this job
 * @param shared the number of workers that went silent while they ran other jobs too
 * @param worker the last of them
 */
public record Suspicion(int alone, int shared, @Nullable String worker) {

  private static final int MANY_SHARED = 2;

  public static Suspicion of(JobState job) {
    int alone = 0;
    int shared = 0;
    String worker = null;
    for (AttemptState attempt : job.attempts()) {
      if (attempt.loss() == Loss.ALONE || attempt.loss() == Loss.SHARED) {
        alone += attempt.loss() == Loss.ALONE ? 1 : 0;
        shared += attempt.loss() == Loss.SHARED ? 1 : 0;
        worker = attempt.worker();
      }
    }
    return new Suspicion(alone, shared, worker);
  }

  public int losses() {
    return alone + shared;
  }

  boolean isSuspect() {
    return alone > 0 || shared >= MANY_SHARED;
  }
}
