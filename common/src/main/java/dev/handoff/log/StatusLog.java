package dev.handoff.log;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The log of everything that happened to every job: the only writer and reader of the status topic.
 * Thread-safe.
 */
public final class StatusLog implements AutoCloseable {

  private final RecordWriter writer;
  private final String topic;
  private final String source;
  private final StatusReader reader;

  /**
   * @param writer stays the caller's to close; null for a log that is only read
   * @param source who appends here, as told in every event
   */
  public StatusLog(KafkaSettings settings, RecordWriter writer, String source) {
    this.writer = writer;
    this.topic = settings.topics().status();
    this.source = source;
    this.reader = new StatusReader(settings);
    reader.start();
  }

  /**
   * How many partitions a new job may choose from. The first call asks the broker.
   *
   * @throws org.apache.kafka.common.errors.TimeoutException if no broker answers, or there is no
   *     status topic
   */
  public int partitions() {
    return writer.partitions(topic);
  }

  /**
   * The event's offset once it is on all in-sync replicas.
   *
   * @param lane the job's lane, or null if unknown
   */
  public CompletableFuture<Long> append(JobId job, String lane, JobEvent event) {
    return writer.append(EventCodec.encode(topic, job, lane, source, event));
  }

  /**
   * Tells {@code listener} all events of the job, old and new, until the subscription is closed.
   *
   * @param from an offset at or before the job's first event if one is known; else null, and it is
   *     looked up by the id's time
   */
  public Subscription follow(JobId job, Long from, EventListener listener) {
    Subscription subscription = new Subscription(job, from, listener, false);
    reader.add(subscription);
    return subscription;
  }

  /** Ends the subscription and forgets it at once. */
  public void unfollow(Subscription subscription) {
    subscription.close();
    reader.leave(subscription);
  }

  /** The job by all that stands on the log now; {@link JobState#UNKNOWN} if nothing does. */
  public CompletableFuture<JobState> read(JobId job, Long from) {
    ReadOnce once = new ReadOnce();
    reader.add(new Subscription(job, from, once, true));
    return once.state;
  }

  @Override
  public void close() {
    reader.close();
  }

  static void join(Thread thread) {
    try {
      thread.join(Duration.ofSeconds(10).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Folds until caught up. */
  private static final class ReadOnce implements EventListener {

    private final CompletableFuture<JobState> state = new CompletableFuture<>();
    private JobState folded = JobState.UNKNOWN;

    @Override
    public void onEvent(RecordedEvent event) {
      folded = folded.apply(event.event());
    }

    @Override
    public void onCaughtUp() {
      state.complete(folded);
    }

    @Override
    public void onFailure(RuntimeException failure) {
      state.completeExceptionally(failure);
    }
  }
}
