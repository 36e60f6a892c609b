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
 * How many partitions the status topic has by a broker's answer of now. They may be added at any
 * time, and what a client remembers is up to a minute old: enough to find a partition by, not to
 * say that there is none. A broker, too, hears of a new one a moment later than others: one answer
 * settles it for a job that was not submitted just now. Thread-safe.
 */
final class StatusPartitions implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** By then every broker has heard of a partition that a job was submitted to. */
  private static final Duration SPREAD = Duration.ofSeconds(2);

  /** More than {@link #SPREAD} by what clocks may differ. */
  private static final Duration YOUNG = Duration.ofSeconds(60);

  /** How long to pause between two questions about the partition of a young job. */
  static final Duration PAUSE = Duration.ofMillis(500);

  private final KafkaSettings settings;
  private final String topic;

  // Guarded by this. Made when it is first needed, which in most processes is never.
  private @Nullable Admin admin;
  private boolean isClosed;

  StatusPartitions(KafkaSettings settings) {
    this.settings = settings;
    this.topic = settings.topics().status();
  }

  /**
   * Whether an answer of now that says no is the last word about the job's partition.
   *
   * @param askedSince on {@link System#nanoTime}
   */
  static boolean isSettled(JobId job, long askedSince) {
    return job.submittedAt().isBefore(Instant.now().minus(YOUNG))
        || System.nanoTime() - askedSince >= SPREAD.toNanos();
  }

  /** How many there are; asks again while the job's is not among them and that is not settled. */
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
   * Asks a broker, after this call and so after whatever its caller knows. Never blocks; fails if
   * no broker answers within ten seconds.
   */
  CompletableFuture<Integer> count() {
    // Not on the caller's thread: a new client may have to log in by way of a third party.
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

  /** The next question is asked by another client. */
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
