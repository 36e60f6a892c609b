package dev.handoff.log;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.errors.ApiException;
import org.jspecify.annotations.Nullable;

/**
 * Appends records. An append is done once the record is on all in-sync replicas. Thread-safe;
 * several writers of a process may share one.
 */
public final class RecordWriter implements AutoCloseable {

  /** A resent record can share a batch with another bad one, so one retry is not enough. */
  private static final int MAX_BATCHMATE_RETRIES = 10;

  private static final Duration FACT = Duration.ofSeconds(30);

  private final KafkaSettings settings;
  private final Supplier<Producer<String, byte[]>> producers;
  private final Signatures signatures;
  private final Runnable letGo = this::letGo;

  // Guarded by this; null after the cluster's address was lost, until the next append.
  private @Nullable Producer<String, byte[]> producer;
  private boolean isClosed;

  // Guarded by this. Of the producer; it is asked for twice a job, and a client has a hundred.
  private @Nullable Metric retries;

  /** A writer whose records fail after 30 s without an answer; the caller then decides. */
  public RecordWriter(KafkaSettings settings) {
    this(settings, FACT);
  }

  /** A writer with small batches, for records that a topic may find too large. */
  public static RecordWriter withSmallBatches(KafkaSettings settings) {
    return new RecordWriter(settings, () -> settings.smallBatchProducer(FACT));
  }

  /**
   * @param patience how long a record may wait for an answer before it fails. For records that are
   *     never appended again, such as a job's output, longer than any outage that must lose nothing
   */
  public RecordWriter(KafkaSettings settings, Duration patience) {
    this(settings, () -> settings.producer(patience));
  }

  private RecordWriter(KafkaSettings settings, Supplier<Producer<String, byte[]>> producers) {
    this.settings = settings;
    this.producers = producers;
    producer = producers.get();
    signatures = settings.signatures();
    settings.address().onLoss(letGo);
  }

  private synchronized Producer<String, byte[]> producer() {
    if (producer == null && isClosed) {
      throw new IllegalStateException("the writer is closed");
    }
    if (producer == null) {
      producer = producers.get();
    }
    return producer;
  }

  /** Fails the appends under way: whether the cluster has them is unknown. */
  private void letGo() {
    Producer<String, byte[]> lost = taken();
    if (lost != null) {
      // The close waits for callbacks, and these may append and so wait for the cluster's return.
      CompletableFuture.runAsync(() -> lost.close(Duration.ZERO));
    }
  }

  private synchronized @Nullable Producer<String, byte[]> taken() {
    Producer<String, byte[]> current = producer;
    producer = null;
    retries = null;
    return current;
  }

  /**
   * How many partitions the topic has. The first call for a topic asks the broker and fills the
   * cache; without it {@link #append} would block its caller.
   *
   * @throws org.apache.kafka.common.errors.TimeoutException if the topic does not exist, or no
   *     broker answers within 30 s
   */
  public int partitions(String topic) {
    return producer().partitionsFor(topic).size();
  }

  /**
   * Like {@link #append}, and signs the record if this process has a key: for all records that
   * readers act on.
   */
  public CompletableFuture<Long> appendSigned(ProducerRecord<String, byte[]> record) {
    signatures.sign(record);
    return append(record);
  }

  /**
   * The record's offset once it is acknowledged. Callbacks run on the producer's own thread: use an
   * {@code …Async} method to chain a call that may block.
   */
  public CompletableFuture<Long> append(ProducerRecord<String, byte[]> record) {
    CompletableFuture<Long> appended = new CompletableFuture<>();
    send(record, appended, MAX_BATCHMATE_RETRIES);
    return appended;
  }

  /** One figure of the client. Thread-safe. */
  public double figure(ClientFigure figure) {
    return figure.of(producer().metrics());
  }

  /**
   * How many records were sent more than once so far. If the number does not change while a record
   * is under way, the answer to no try of it was lost.
   */
  public synchronized long resends() {
    Producer<String, byte[]> current = producer();
    Metric found = retries == null ? ClientFigure.RECORD_RETRIES.find(current.metrics()) : retries;
    retries = found;
    return (long) ClientFigure.RECORD_RETRIES.valueOf(found);
  }

  private void send(
      ProducerRecord<String, byte[]> record, CompletableFuture<Long> appended, int tries) {
    try {
      producer()
          .send(
              record,
              (metadata, failure) -> {
                if (failure == null) {
                  appended.complete(metadata.offset());
                } else if (tries > 1 && failedOnlyByItsBatch(failure)) {
                  CompletableFuture.runAsync(() -> send(record, appended, tries - 1));
                } else {
                  appended.completeExceptionally(reason(failure));
                }
              });
    } catch (KafkaException | IllegalStateException e) {
      appended.completeExceptionally(reason(e));
    }
  }

  /**
   * Returns the refusal itself. After a refusal a producer may fail every record with "state of
   * error" and the refusal as its cause; people and callers need the cause.
   */
  static Throwable reason(Exception failure) {
    return failure.getClass() == KafkaException.class
            && failure.getCause() instanceof ApiException refusal
        ? refusal
        : failure;
  }

  /**
   * Whether another record of the batch was refused. One bad record (for example by its time stamp)
   * fails its whole batch, and only its own failure is an {@link ApiException}.
   */
  private static boolean failedOnlyByItsBatch(Exception failure) {
    return failure.getClass() == KafkaException.class
        && String.valueOf(failure.getMessage()).contains("part of a batch");
  }

  /** Waits up to ten seconds for the appends under way, then fails them. */
  @Override
  public void close() {
    close(Duration.ofSeconds(10));
  }

  /** Waits up to {@code patience} for the appends under way, then fails them. */
  public void close(Duration patience) {
    settings.address().forget(letGo);
    Producer<String, byte[]> last = closed();
    if (last != null) {
      last.close(patience);
    }
  }

  /** The closed producer stays in place, so that it refuses later appends. */
  private synchronized @Nullable Producer<String, byte[]> closed() {
    isClosed = true;
    return producer;
  }
}
