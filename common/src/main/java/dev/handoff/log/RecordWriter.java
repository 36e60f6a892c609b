package dev.handoff.log;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
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
  private final Duration patience;
  private final Signatures signatures;
  private final Runnable letGo = this::letGo;

  // Guarded by this; null after the cluster's address was lost, until the next append.
  private @Nullable Producer<String, byte[]> producer;
  private boolean isClosed;
  private @Nullable Producer<String, byte[]> large; // before batches became small
  private int batchBytes;
  private long lostCounts;

  // Guarded by this. Of the producer; it is asked for twice a job, and a client has a hundred.
  private @Nullable Metric retries;

  /** A writer whose records fail after 30 s without an answer; the caller then decides. */
  public RecordWriter(KafkaSettings settings) {
    this(settings, FACT);
  }

  /** A writer with small batches, for records that a topic may find too large. */
  public static RecordWriter withSmallBatches(KafkaSettings settings) {
    return new RecordWriter(settings, FACT, KafkaSettings.SMALL_BATCH_BYTES);
  }

  /**
   * @param patience how long a record may wait for an answer before it fails. For records that are
   *     never appended again, such as a job's output, longer than any outage that must lose nothing
   */
  public RecordWriter(KafkaSettings settings, Duration patience) {
    this(settings, patience, KafkaSettings.LARGE_BATCH_BYTES);
  }

  private RecordWriter(KafkaSettings settings, Duration patience, int batchBytes) {
    this.settings = settings;
    this.patience = patience;
    this.batchBytes = batchBytes;
    producer = settings.producer(patience, batchBytes);
    signatures = settings.signatures();
    settings.address().onLoss(letGo);
  }

  /**
   * Sends only small batches from now on if a topic would refuse large ones. Blocks then until what
   * is under way is answered.
   *
   * @param topicBytes the largest batch that a topic takes which is about to be written to; 0 if
   *     that is not known
   */
  public void fitBatches(long topicBytes) {
    Producer<String, byte[]> last =
        topicBytes < 2L * KafkaSettings.LARGE_BATCH_BYTES ? shrunk() : null;
    if (last != null) {
      last.close(patience);
    }
  }

  /** The producer with large batches, which appends no more; null if there is none. */
  private synchronized @Nullable Producer<String, byte[]> shrunk() {
    if (isClosed || batchBytes == KafkaSettings.SMALL_BATCH_BYTES) {
      return null;
    }
    batchBytes = KafkaSettings.SMALL_BATCH_BYTES;
    large = taken();
    return large;
  }

  private synchronized boolean isShrunk(@Nullable Producer<String, byte[]> used) {
    return used != null && used == large && !isClosed;
  }

  private synchronized Producer<String, byte[]> producer() {
    if (producer == null && isClosed) {
      throw new IllegalStateException("the writer is closed");
    }
    if (producer == null) {
      producer = settings.producer(patience, batchBytes);
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
    lostCounts++; // its later resends are not counted
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
   * How many records were sent more than once so far, at least. If the number does not change while
   * a record is under way, the answer to no try of it was lost.
   */
  public synchronized long resends() {
    Producer<String, byte[]> current = producer();
    Metric found = retries == null ? ClientFigure.RECORD_RETRIES.find(current.metrics()) : retries;
    retries = found;
    return (lostCounts << 32) + (long) ClientFigure.RECORD_RETRIES.valueOf(found);
  }

  private void send(
      ProducerRecord<String, byte[]> record, CompletableFuture<Long> appended, int tries) {
    Producer<String, byte[]> current = null;
    try {
      current = producer();
      current.send(
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
      if (tries > 1 && isShrunk(current)) {
        send(record, appended, tries - 1); // it took the producer a moment too early
      } else {
        appended.completeExceptionally(reason(e));
      }
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
