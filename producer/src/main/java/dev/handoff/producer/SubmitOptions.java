package dev.handoff.producer;

import dev.handoff.job.JobId;
import java.time.Instant;

/**
 * What is said of a job besides its brief; every part may be null.
 *
 * @param notBefore when it is due; null or past: at once
 * @param key makes a repeated submit the same job
 * @param retryOf the job that it does again
 */
public record SubmitOptions(Instant notBefore, IdempotencyKey key, JobId retryOf) {

  public static final SubmitOptions NONE = new SubmitOptions(null, null, null);

  SubmitOptions asOf(Instant now) {
    boolean isPast = notBefore != null && !notBefore.isAfter(now);
    return isPast ? new SubmitOptions(null, key, retryOf) : this;
  }

  String keyText() {
    return key == null ? null : key.text();
  }

  String retryOfText() {
    return retryOf == null ? null : retryOf.text();
  }
}
