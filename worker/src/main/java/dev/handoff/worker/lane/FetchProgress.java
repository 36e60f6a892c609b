package dev.handoff.worker.lane;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Tracks the current step of an intake: waiting for jobs or for a free slot is fine, waiting for a
 * broker that does not answer is not. Written by the intake's thread, read by any.
 */
final class FetchProgress {

  /** Much longer than a poll waits. */
  private static final Duration POLL_PATIENCE = Duration.ofSeconds(45);

  /** More than two tries of a claim. */
  private static final Duration CLAIM_PATIENCE = Duration.ofSeconds(10);

  private enum Step {
    WAITING,
    POLLING,
    CLAIMING
  }

  private record At(Step step, long since) {}

  private final LongSupplier nanoTime;
  private volatile At at;
  private volatile @Nullable String failure;

  FetchProgress(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    at(Step.WAITING);
  }

  private void at(Step step) {
    at = new At(step, nanoTime.getAsLong());
  }

  void polls() {
    at(Step.POLLING);
  }

  void polled() {
    failure = null;
    at(Step.WAITING);
  }

  /** Counts until a poll returns. */
  void failed(KafkaException refusal) {
    failure = refusal.getMessage() == null ? refusal.toString() : refusal.getMessage();
    at(Step.WAITING);
  }

  void claims() {
    at(Step.CLAIMING);
  }

  void claimed() {
    at(Step.WAITING);
  }

  boolean isClaiming() {
    return at.step() == Step.CLAIMING;
  }

  /** The trouble in words, if there is any. */
  @Nullable String trouble() {
    At now = at;
    Duration since = Duration.ofNanos(nanoTime.getAsLong() - now.since());
    String why = failure;
    if (why != null) {
      return "its jobs cannot be fetched: " + why;
    }
    if (now.step() == Step.POLLING && since.compareTo(POLL_PATIENCE) > 0) {
      return "its fetch has not returned for " + since.toSeconds() + " s";
    }
    return now.step() == Step.CLAIMING && since.compareTo(CLAIM_PATIENCE) > 0
        ? "its claims were not acknowledged for " + since.toSeconds() + " s"
        : null;
  }
}
