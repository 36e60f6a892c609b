package dev.handoff.log.status;

import dev.handoff.job.JobId;
import dev.handoff.log.Answers;
import dev.handoff.log.KafkaSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * Asks a broker how many partitions the status topic has now. Partitions can be added at any time,
 * and a client's metadata is up to a minute old: enough to find a partition, but no proof that one
 * is missing. Brokers also learn of a new partition at different moments, so one answer is enough
 * only for a job that was not submitted just now. Thread-safe.
 */
final class StatusPartitions implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** After this time every broker knows a partition to which a job was submitted. */
  private static final Duration SPREAD = Duration.ofSeconds(2);

  /** {@link #SPREAD} plus a margin for clocks that differ. */
  private static final Duration YOUNG = Duration.ofSeconds(60);

  /** The pause between two requests about the partition of a young job. */
  static final Duration PAUSE = Duration.ofMillis(500);

  private final KafkaSettings settings;
  private final String topic;

  // Guarded by this. Made on first use; most processes never need it.
  private @Nullable Admin admin;
  private boolean isClosed;

  StatusPartitions(KafkaSettings settings) {
    this.settings = settings;
    this.topic = settings.topics().status();
  }

  /**
   * Whether a negative answer about the job's partition is final now.
   *
   * @param askedSince on {@link System#nanoTime}
   */
  static boolean isSettled(JobId job, long askedSince) {
    return job.submittedAt().isBefore(Instant.now().minus(YOUNG))
        || System.nanoTime() - askedSince >= SPREAD.toNanos();
  }

  /**
   * The number of partitions. Asks again while the job's partition is missing and that is not
   * settled.
   */
  CompletableFuture<Integer> countFor(JobId job) {
    return countFor(job, System.nanoTime());
  }

  private CompletableFuture<Integer> countFor(JobId job, long askedSince) {
    return count()
        .thenCompose(
            count ->
                job.partition() < count || isSettled(job, askedSince)
                    ? CompletableFuture.completedFuture(count)
                    : pause().thenCompose(paused -> countFor(job, askedSince)));
  }

  private static CompletableFuture<Void> pause() {
    return CompletableFuture.runAsync(
        () -> {}, CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
  }

  /**
   * Asks a broker after this call, so the answer is newer than everything that the caller knows.
   * Never blocks; fails if no broker answers within ten seconds.
   */
  CompletableFuture<Integer> count() {
    // Not on the caller's thread: a new client may have to log in through a third party.
    return CompletableFuture.supplyAsync(this::admin)
        .thenCompose(
            client ->
                Answers.about(topic, client.describeTopics(List.of(topic)).topicNameValues())
                    .toCompletionStage())
        .thenApply(description -> description.partitions().size());
  }

  private synchronized Admin admin() {
    if (isClosed) {
      throw new IllegalStateException("the status log is closed");
    }
    if (admin == null) {
      admin = settings.admin(PATIENCE);
    }
    return admin;
  }

  /** Makes the next request use a new client. */
  synchronized void letGo() {
    if (admin != null) {
      admin.close(Duration.ZERO);
      admin = null;
    }
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    letGo();
  }
}
