package dev.handoff.producer;

import dev.handoff.job.JobId;
import dev.handoff.trace.TraceContext;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The options of a submit besides the brief.
 *
 * @param notBefore when it is due; null or past: at once
 * @param key makes a repeated submit the same job
 * @param retryOf the job that it repeats
 * @param bundle a git bundle with the ref {@code refs/handoff/COMMIT}, of the commit that the brief
 *     is pinned to; at most {@link dev.handoff.brief.Sources#MAX_BUNDLE_BYTES}
 * @param carried a {@link dev.handoff.carry.CarriedPack} of what the brief's {@code scope.carry}
 *     names
 * @param trace the trace that the job belongs to; null: one of its own
 * @param onBehalfOf for whom the producer submits it; null: for itself. Its idempotency keys are
 *     then that person's alone
 */
public record SubmitOptions(
    @Nullable Instant notBefore,
    @Nullable IdempotencyKey key,
    @Nullable JobId retryOf,
    @Nullable Path bundle,
    @Nullable Path carried,
    @Nullable TraceContext trace,
    @Nullable String onBehalfOf) {

  public static final SubmitOptions NONE = new SubmitOptions(null, null, null);

  public SubmitOptions(
      @Nullable Instant notBefore, @Nullable IdempotencyKey key, @Nullable JobId retryOf) {
    this(notBefore, key, retryOf, null, null, null, null);
  }

  public SubmitOptions(
      @Nullable Instant notBefore,
      @Nullable IdempotencyKey key,
      @Nullable JobId retryOf,
      @Nullable Path bundle) {
    this(notBefore, key, retryOf, bundle, null, null, null);
  }

  public SubmitOptions(
      @Nullable Instant notBefore,
      @Nullable IdempotencyKey key,
      @Nullable JobId retryOf,
      @Nullable Path bundle,
      @Nullable Path carried) {
    this(notBefore, key, retryOf, bundle, carried, null, null);
  }

  public SubmitOptions withBundle(@Nullable Path file) {
    return new SubmitOptions(notBefore, key, retryOf, file, carried, trace, onBehalfOf);
  }

  public SubmitOptions withCarried(@Nullable Path file) {
    return new SubmitOptions(notBefore, key, retryOf, bundle, file, trace, onBehalfOf);
  }

  public SubmitOptions withTrace(@Nullable TraceContext of) {
    return new SubmitOptions(notBefore, key, retryOf, bundle, carried, of, onBehalfOf);
  }

  public SubmitOptions withOnBehalfOf(@Nullable String person) {
    return new SubmitOptions(notBefore, key, retryOf, bundle, carried, trace, person);
  }

  SubmitOptions asOf(Instant now) {
    boolean isPast = notBefore != null && !notBefore.isAfter(now);
    return isPast
        ? new SubmitOptions(null, key, retryOf, bundle, carried, trace, onBehalfOf)
        : this;
  }

  @Nullable String keyText() {
    return key == null ? null : key.text();
  }

  @Nullable String retryOfText() {
    return retryOf == null ? null : retryOf.text();
  }

  /** Null also for a trace that nothing in it has caused, which the job's id tells as well. */
  @Nullable String traceparent() {
    if (trace == null || trace.parentId() == null) {
      return null;
    }
    return trace.traceparent(trace.parentId());
  }
}
