package dev.handoff.log;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.jspecify.annotations.Nullable;

/**
 * Appends records; what it calls done is on all in-sync replicas. Thread-safe. One may be shared by
 * several writers of a process.
 */
public final class RecordWriter implements AutoCloseable {

  /** Who is sent again may meet the next record that is refused. */
  private static final int MAX_BATCHMATE_RETRIES = 10;

  private static final Duration FACT = Duration.ofSeconds(30);

  private final KafkaSettings settings;
  private final Supplier<Producer<String, byte[]>> producers;
  private final Signatures signatures;
  private final Runnable letGo = this::letGo;

  // Guarded by this; null once the cluster's address was lost, until somebody writes again.
  private @Nullable Producer<String, byte[]> producer;
  private boolean isClosed;

  /** One whose records fail after 30 s without an answer: who has a fact to tell decides then. */
  public RecordWriter(KafkaSettings settings) {
    this(settings, FACT);
  }

  /** The same for records that a broker may refuse, so that it refuses none beside them. */
  public static RecordWriter unbatched(KafkaSettings settings) {
    return new RecordWriter(settings, () -> settings.unbatchedProducer(FACT));
  }

  /**
   * @param patience how long a record may go without an answer until it fails; for what nobody
   *     appends again, as a job's output, longer than any outage that is to cost nothing
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

  /** What is under way fails: nobody can say any more whether the cluster has it. */
  private void letGo() {
    Producer<String, byte[]> lost = taken();
    if (lost != null) {
      // Its close waits for callbacks, which may append and so wait for the cluster's return.
      CompletableFuture.runAsync(() -> lost.close(Duration.ZERO));
    }
  }

  private synchronized @Nullable Producer<String, byte[]> taken() {
    Producer<String, byte[]> current = producer;
    producer = null;
    return current;
  }

  /**
   * How many partitions the topic has. The first call for a topic asks the broker, and so warms the
   * cache without which {@link #append} would block its caller.
   *
   * @throws org.apache.kafka.common.errors.TimeoutException if the topic does not exist, or no
   *     broker answers within 30 s
   */
  public int partitions(String topic) {
    return producer().partitionsFor(topic).size();
  }

  /**
   * Like {@link #append}, in the name of this process, if it has a key to sign with: for whatever
   * readers act on.
   */
  public CompletableFuture<Long> appendSigned(ProducerRecord<String, byte[]> record) {
    signatures.sign(record);
    return append(record);
  }

  /**
   * The record's offset once it is acknowledged. The callback thread is the producer's own: chain
   * whatever may block by an {@code …Async} method.
   */
  public CompletableFuture<Long> append(ProducerRecord<String, byte[]> record) {
    CompletableFuture<Long> appended = new CompletableFuture<>();
    send(record, appended, MAX_BATCHMATE_RETRIES);
    return appended;
  }

  /** One of its client's figures; may be asked for by any thread. */
  public double figure(ClientFigure figure) {
    return figure.of(producer().metrics());
  }

  /**
   * How many records were sent more than once up to now. If that does not change while a record is
   * under way, no try of it had an answer that was lost.
   */
  public long resends() {
    return (long) figure(ClientFigure.RECORD_RETRIES);
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
   * Once a producer was refused, it may say of all records that it is in a state of error, with the
   * refusal as the cause: what people and callers go by is that.
   */
  static Throwable reason(Exception failure) {
    return failure.getClass() == KafkaException.class
            && failure.getCause() instanceof ApiException refusal
        ? refusal
        : failure;
  }

  /**
   * A record that the broker refuses (say, by its time stamp) fails the whole batch that it is in;
   * only the culprit's failure is an {@link ApiException}.
   */
  private static boolean failedOnlyByItsBatch(Exception failure) {
    return failure.getClass() == KafkaException.class
        && String.valueOf(failure.getMessage()).contains("part of a batch");
  }

  /** Waits up to ten seconds for what is under way, then fails it. */
  @Override
  public void close() {
    close(Duration.ofSeconds(10));
  }

  /** Waits so long for what is under way, then fails it. */
  public void close(Duration patience) {
    settings.address().forget(letGo);
    Producer<String, byte[]> last = closed();
    if (last != null) {
      last.close(patience);
    }
  }

  /** Stays the producer, so that whoever writes later is refused by it. */
  private synchronized @Nullable Producer<String, byte[]> closed() {
    isClosed = true;
    return producer;
  }
}
