package dev.handoff.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a job, folded from its events.
 *
 * @param endedAt null while it runs; then {@code reason}, {@code message} and {@code retryAt} are
 *     null too
 * @param reason also null if it completed or was cancelled
 * @param loss null unless its worker went silent
 */
public record AttemptState(
    int number,
    String lease,
    String worker,
    @Nullable String isolation,
    Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Reason reason,
    @Nullable String message,
    @Nullable Instant retryAt,
    @Nullable Loss loss) {

  static AttemptState startedBy(JobEvent.Started started) {
    return new AttemptState(
        started.attempt(),
        started.lease(),
        started.worker(),
        started.isolation(),
        started.at(),
        null,
        null,
        null,
        null,
        null);
  }

  AttemptState ended(
      Instant at,
      @Nullable Reason reason,
      @Nullable String message,
      @Nullable Instant retryAt,
      @Nullable Loss loss) {
    return new AttemptState(
        number, lease, worker, isolation, startedAt, at, reason, message, retryAt, loss);
  }

  AttemptState withoutTexts() {
    return message == null || endedAt == null ? this : ended(endedAt, reason, null, retryAt, loss);
  }
}
