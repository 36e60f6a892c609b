package dev.handoff.log.status;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.log.BrokerAddress;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.RecordWriter;
import dev.handoff.log.status.Subscription.Kind;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Appends and reads the events of all jobs. Only this class writes and reads the status topic.
 * Thread-safe.
 */
public final class StatusLog implements AutoCloseable {

  private static final String READ_ONLY = "a status log without a writer is read-only";

  private final @Nullable RecordWriter writer;
  private final String topic;
  private final @Nullable EventEncoder encoder;
  private final StatusPartitions partitions;
  private final StatusReader reader;
  private final BrokerAddress address;
  private final Runnable letGo = this::letGo;

  /**
   * @param writer stays the caller's to close; null for a read-only log
   * @param source the name of the writer in every event; null if {@code writer} is
   */
  public StatusLog(KafkaSettings settings, @Nullable RecordWriter writer, @Nullable String source) {
    this.writer = writer;
    this.topic = settings.topics().status();
    this.encoder = source == null ? null : new EventEncoder(topic, source);
    this.partitions = new StatusPartitions(settings);
    this.reader = new StatusReader(settings, partitions);
    this.address = settings.address();
    address.onLoss(letGo);
    reader.start();
  }

  /**
   * Reconnects. Subscriptions receive the rest, and no event twice, once the cluster is found
   * again.
   */
  private void letGo() {
    reader.letGo();
    partitions.letGo();
  }

  /**
   * For how long no broker has answered the tail, which polls all the time; zero without a
   * subscription.
   */
  public Duration silence() {
    return Duration.ofNanos(reader.silence());
  }

  /**
   * How many partitions a new job can use. The first call asks the broker; partitions added later
   * are not counted.
   *
   * @throws org.apache.kafka.common.errors.TimeoutException if no broker answers, or there is no
   *     status topic
   */
  public int partitions() {
    return writer().partitions(topic);
  }

  /**
   * Completes with the event's offset once it is on all in-sync replicas; fails with {@link
   * NoSuchPartitionException} if the topic does not have the job's partition. Once the topic is
   * known, an added or missing partition does not block the caller.
   *
   * @param lane the job's lane, if it is known
   */
  public CompletableFuture<Long> append(JobId job, @Nullable String lane, JobEvent event) {
    return append(job, () -> writer().appendSigned(encoder().encode(job, lane, event)));
  }

  /**
   * Like {@link #append}, but unsigned. Readers that verify signatures ignore it, so it can be
   * appended for a job whose owner is unknown.
   */
  public CompletableFuture<Long> appendUnsigned(JobId job, @Nullable String lane, JobEvent event) {
    return append(job, () -> writer().append(encoder().encode(job, lane, event)));
  }

  /**
   * Asks a broker for the partition first: a producer blocks its caller until it knows the
   * partition, and for 30 s if there is none.
   */
  private CompletableFuture<Long> append(JobId job, Supplier<CompletableFuture<Long>> append) {
    try {
      if (job.partition() < partitions()) {
        return append.get();
      }
    } catch (KafkaException | IllegalStateException e) {
      return CompletableFuture.failedFuture(e);
    }
    return partitions
        .countFor(job)
        .thenComposeAsync(
            count ->
                job.partition() < count
                    ? append.get()
                    : CompletableFuture.failedFuture(
                        new NoSuchPartitionException(job, topic, count)));
  }

  private EventEncoder encoder() {
    return Objects.requireNonNull(encoder, READ_ONLY);
  }

  private RecordWriter writer() {
    return Objects.requireNonNull(writer, READ_ONLY);
  }

  /**
   * Reports all events of the job, old and new, to {@code listener} until the subscription is
   * closed.
   *
   * @param from a known offset at or before the job's first event; null to look it up by the id's
   *     time
   */
  public Subscription follow(JobId job, @Nullable Long from, EventListener listener) {
    return follow(new Subscription(job, from, listener, Kind.FOLLOW));
  }

  /**
   * Like {@link #follow}, for a job that may have no events yet. Once this log follows jobs, that
   * needs no look-up if the job is newer than all that the log had before. Does not report when it
   * is caught up.
   */
  public Subscription followNew(JobId job, EventListener listener) {
    return follow(new Subscription(job, null, listener, Kind.FOLLOW_NEW));
  }

  private Subscription follow(Subscription subscription) {
    reader.add(subscription);
    return subscription;
  }

  /** Ends the subscription and forgets it at once. */
  public void unfollow(Subscription subscription) {
    subscription.close();
    reader.leave(subscription);
  }

  /**
   * The job by all its events that are on the log now; {@link JobState#UNKNOWN} if there are none.
   * Stops once it has both the job's end and its brief: later events change nothing, and millions
   * of other jobs' events may follow. A quick job may have ended before its submitter appends
   * {@code Submitted}.
   */
  public CompletableFuture<JobState> read(JobId job, @Nullable Long from) {
    return read(
        job,
        from,
        JobState.UNKNOWN,
        (state, event) -> state.apply(event.event()),
        state -> state.status().isTerminal() && state.submitted() != null);
  }

  /** Folds all events of the job that are on the log now into a value of the caller's type. */
  public <S> CompletableFuture<S> read(
      JobId job, @Nullable Long from, S start, BiFunction<S, RecordedEvent, S> fold) {
    return read(job, from, start, fold, folded -> false);
  }

  private <S> CompletableFuture<S> read(
      JobId job,
      @Nullable Long from,
      S start,
      BiFunction<S, RecordedEvent, S> fold,
      Predicate<S> isEnough) {
    ReadOnce<S> once = new ReadOnce<>(start, fold, isEnough);
    Subscription subscription = new Subscription(job, from, once, Kind.READ);
    once.result.whenComplete((folded, failure) -> subscription.close());
    reader.add(subscription);
    return once.result;
  }

  @Override
  public void close() {
    address.forget(letGo);
    reader.close();
    partitions.close();
  }

  /** Folds until it is caught up or has enough. */
  private static final class ReadOnce<S> implements EventListener {

    private final CompletableFuture<S> result = new CompletableFuture<>();
    private final BiFunction<S, RecordedEvent, S> fold;
    private final Predicate<S> isEnough;
    private S folded;

    ReadOnce(S start, BiFunction<S, RecordedEvent, S> fold, Predicate<S> isEnough) {
      this.folded = start;
      this.fold = fold;
      this.isEnough = isEnough;
    }

    @Override
    public void onEvent(RecordedEvent event) {
      folded = fold.apply(folded, event);
      if (isEnough.test(folded)) {
        result.complete(folded);
      }
    }

    @Override
    public void onCaughtUp() {
      result.complete(folded);
    }

    @Override
    public void onFailure(RuntimeException failure) {
      result.completeExceptionally(failure);
    }
  }
}
