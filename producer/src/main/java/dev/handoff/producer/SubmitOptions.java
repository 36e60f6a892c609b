package dev.handoff.producer;

import dev.handoff.job.JobId;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The options of a submit besides the brief; every part may be null.
 *
 * @param notBefore when it is due; null or past: at once
 * @param key makes a repeated submit the same job
 * @param retryOf the job that it repeats
 * @param bundle a git bundle with the ref {@code refs/handoff/COMMIT}, of the commit that the brief
 *     is pinned to; at most {@link dev.handoff.brief.Sources#MAX_BUNDLE_BYTES}
 * @param carried a {@link dev.handoff.carry.CarriedPack} of what the brief's {@code scope.carry}
 *     names
 */
public record SubmitOptions(
    Instant notBefore, IdempotencyKey key, JobId retryOf, Path bundle, Path carried) {

  public static final SubmitOptions NONE = new SubmitOptions(null, null, null);

  public SubmitOptions(Instant notBefore, IdempotencyKey key, JobId retryOf) {
    this(notBefore, key, retryOf, null, null);
  }

  public SubmitOptions(Instant notBefore, IdempotencyKey key, JobId retryOf, Path bundle) {
    this(notBefore, key, retryOf, bundle, null);
  }

  public SubmitOptions withBundle(Path file) {
    return new SubmitOptions(notBefore, key, retryOf, file, carried);
  }

  public SubmitOptions withCarried(Path file) {
    return new SubmitOptions(notBefore, key, retryOf, bundle, file);
  }

  SubmitOptions asOf(Instant now) {
    boolean isPast = notBefore != null && !notBefore.isAfter(now);
    return isPast ? new SubmitOptions(null, key, retryOf, bundle, carried) : this;
  }

  String keyText() {
    return key == null ? null : key.text();
  }

  String retryOfText() {
    return retryOf == null ? null : retryOf.text();
  }
}
