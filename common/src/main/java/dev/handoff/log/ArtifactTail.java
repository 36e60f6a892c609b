package dev.handoff.log;

import dev.handoff.job.JobId;
import dev.handoff.job.JobResult.Artifact;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the chunks of one job's file as they are written, old ones first. One consumer, one thread.
 */
public final class ArtifactTail implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ArtifactTail.class);
  private static final Duration POLL = Duration.ofSeconds(1);

  private final KafkaSettings settings;
  private final JobId job;
  private final String name;
  private final java.util.function.Consumer<byte[]> onBytes;
  private final Consumer<String, byte[]> consumer;
  private final Thread thread;

  // Guarded by this: the end of each lease's file is where its bytes add up.
  private final Map<String, Progress> told = new java.util.HashMap<>();

  private volatile boolean isStopping;

  /** What was told of one attempt's file. */
  private record Progress(long firstOffset, long bytes) {}

  public ArtifactTail(
      KafkaSettings settings, JobId job, String name, java.util.function.Consumer<byte[]> onBytes) {
    this.settings = settings;
    this.job = job;
    this.name = name;
    this.onBytes = onBytes;
    this.consumer = settings.tailConsumer();
    this.thread = new Thread(this::run, "artifact-tail");
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  private void run() {
    boolean isPlaced = false;
    while (!isStopping) {
      try {
        if (!isPlaced) {
          place();
          isPlaced = true;
        }
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          tell(record);
        }
      } catch (WakeupException e) {
        // close() was called, and the loop's condition sees it
      } catch (RetriableException e) {
        LOG.warn("Cannot follow the {} of {} at the moment, trying again", name, job);
      } catch (KafkaException e) {
        LOG.warn("Cannot follow the {} of {}: {}", name, job, e.getMessage());
        break;
      }
    }
    KafkaSettings.closeAtOnce(consumer);
  }

  private void place() {
    String topic = settings.topics().artifacts();
    int partitions = consumer.partitionsFor(topic).size();
    TopicPartition partition = new TopicPartition(topic, Topics.partitionOf(job, partitions));
    consumer.assign(List.of(partition));
    OffsetAndTimestamp first =
        consumer
            .offsetsForTimes(Map.of(partition, job.submittedAt().toEpochMilli()))
            .get(partition);
    if (first == null) {
      consumer.seekToEnd(List.of(partition));
    } else {
      consumer.seek(partition, first.offset());
    }
  }

  private void tell(ConsumerRecord<String, byte[]> record) {
    if (job.text().equals(record.key()) && name.equals(ChunkCodec.name(record))) {
      onBytes.accept(record.value());
      synchronized (this) {
        told.merge(
            ChunkCodec.lease(record),
            new Progress(record.offset(), record.value().length),
            (old, chunk) -> new Progress(old.firstOffset, old.bytes + chunk.bytes));
        notifyAll();
      }
    }
  }

  /** Whether every byte of the file was told within {@code patience}. */
  public synchronized boolean awaitAll(Artifact file, Duration patience)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!isTold(file)) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  private boolean isTold(Artifact file) {
    return told.values().stream()
        .anyMatch(one -> one.firstOffset == file.offset() && one.bytes >= file.bytes());
  }

  @Override
  public void close() {
    isStopping = true;
    consumer.wakeup();
    StatusLog.join(thread);
  }
}
