package dev.handoff.producer;

import dev.handoff.brief.Brief;
import dev.handoff.file.Sha256;
import dev.handoff.job.JobId;
import dev.handoff.json.Json;
import dev.handoff.log.key.KeyLog;
import dev.handoff.log.key.KeyUse;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Decides which job a key means: appends, reads back, and the first use wins. All submitters get
 * the same answer, even at once, since all read the same offsets.
 *
 * <p>The answer may name a job whose submitter died before it submitted; then the caller submits
 * it.
 */
final class IdempotencyKeys implements AutoCloseable {

  private final KeyLog log;
  private final String submitter;
  private final Duration window;

  /** Reads block, so they do not run on the callback thread, which handles acknowledgements. */
  private final ExecutorService reading =
      Executors.newSingleThreadExecutor(
          run -> {
            Thread thread = new Thread(run, "keys");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param window how long a key means its job
   */
  IdempotencyKeys(KeyLog log, String submitter, Duration window) {
    this.log = log;
    this.submitter = submitter;
    this.window = window;
  }

  /**
   * Returns the job that the key means: {@code candidate} if this is its first use. Fails with
   * {@link KeyConflictException} if it means another brief.
   *
   * @param person whose key it is; null: the submitter's own
   */
  CompletableFuture<JobId> jobOf(
      IdempotencyKey key, @Nullable String person, JobId candidate, Instant now) {
    KeyUse use =
        new KeyUse(
            now,
            submitter,
            person == null ? key.text() : person + "/" + key.text(),
            candidate.text(),
            hash(key.written()),
            key.written().title());
    return CompletableFuture.supplyAsync(() -> log.append(use), reading)
        .thenCompose(appended -> appended)
        .thenApplyAsync(
            // Twice the window: a use may itself be a repetition of one before the window.
            offset -> first(log.usesUpTo(use, offset, now.minus(window.multipliedBy(2))), window),
            reading)
        .thenApply(first -> jobOf(first, use));
  }

  private static JobId jobOf(KeyUse first, KeyUse use) {
    if (!first.briefHash().equals(use.briefHash())) {
      throw new KeyConflictException(first, use);
    }
    return first.jobId();
  }

  /**
   * Returns the use that the last of these repeats, or itself. A repetition begins no window of its
   * own: the job it named was never made, and a refused brief must not hold the key.
   */
  static KeyUse first(List<KeyUse> uses, Duration window) {
    KeyUse first = uses.get(0);
    for (KeyUse use : uses) {
      if (use.at().isAfter(first.at().plus(window))) {
        first = use;
      }
    }
    return first;
  }

  static String hash(Brief brief) {
    return HexFormat.of().formatHex(Sha256.of(Json.strict().write(brief)));
  }

  @Override
  public void close() {
    reading.shutdown();
  }
}
