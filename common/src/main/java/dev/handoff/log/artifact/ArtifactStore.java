package dev.handoff.log.artifact;

import dev.handoff.job.JobId;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.log.Answers;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.MissingTopicException;
import dev.handoff.log.RecordWriter;
import dev.handoff.log.Topics;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads files of jobs, in chunks on the artifacts topic: logs while they grow, patches,
 * reports. Thread-safe.
 */
public final class ArtifactStore {

  private final KafkaSettings settings;
  private final @Nullable RecordWriter writer;

  /**
   * @param writer stays the caller's to close; null for a read-only store
   */
  public ArtifactStore(KafkaSettings settings, @Nullable RecordWriter writer) {
    this.settings = settings;
    this.writer = writer;
  }

  /** Fetches metadata now, so that later files begin quickly, also while no broker answers. */
  public void prepare() {
    writer().partitions(settings.topics().artifacts());
  }

  /**
   * Begins a file of an attempt.
   *
   * @param lease separates the chunks of this attempt from those of one that had lost its lease
   */
  public ArtifactWriter open(JobId job, int attempt, String lease, String name) {
    String topic = settings.topics().artifacts();
    int partition = Topics.partitionOf(job, writer().partitions(topic));
    return new ArtifactWriter(
        writer(), new ChunkCodec.Place(topic, partition, job, attempt, lease, name));
  }

  private RecordWriter writer() {
    return Objects.requireNonNull(writer, "a store without a writer is read-only");
  }

  /**
   * Writes the whole file to {@code out}. Size and SHA-256 are verified; on any mismatch this
   * method throws, and {@code out} has received unverified bytes.
   *
   * @param timeout longest wait for the next chunk
   * @throws GoneException if retention has removed the file
   * @throws IOException if the file does not match, or no broker answers in time
   */
  public void read(JobId job, Artifact artifact, OutputStream out, Duration timeout)
      throws IOException {
    ArtifactVerifier verifier = new ArtifactVerifier(job, artifact, out);
    Consumer<String, byte[]> consumer = settings.readConsumer();
    try {
      int partitions = partitions(consumer, timeout);
      TopicPartition partition =
          new TopicPartition(settings.topics().artifacts(), Topics.partitionOf(job, partitions));
      consumer.assign(List.of(partition));
      if (first(consumer, partition, timeout) > artifact.offset()) {
        throw new GoneException(job, artifact);
      }
      consumer.seek(partition, artifact.offset());
      readChunks(consumer, verifier, timeout);
    } catch (OffsetOutOfRangeException e) {
      throw new GoneException(job, artifact);
    } catch (org.apache.kafka.common.errors.TimeoutException e) {
      throw new IOException(
          "could not read " + artifact.name() + " of " + job + ": " + e.getMessage(), e);
    } finally {
      KafkaSettings.closeAtOnce(consumer);
    }
  }

  /**
   * The files that retention has not removed.
   *
   * @throws IOException if no broker answers in time
   */
  public List<Artifact> kept(JobId job, List<Artifact> files, Duration timeout) throws IOException {
    Consumer<String, byte[]> consumer = settings.readConsumer();
    try {
      int partitions = partitions(consumer, timeout);
      TopicPartition partition =
          new TopicPartition(settings.topics().artifacts(), Topics.partitionOf(job, partitions));
      long first = first(consumer, partition, timeout);
      return files.stream().filter(file -> file.offset() >= first).toList();
    } catch (org.apache.kafka.common.errors.TimeoutException e) {
      throw new IOException("could not look for files of " + job + ": " + e.getMessage(), e);
    } finally {
      KafkaSettings.closeAtOnce(consumer);
    }
  }

  private static long first(
      Consumer<String, byte[]> consumer, TopicPartition partition, Duration timeout) {
    return Answers.about(partition, consumer.beginningOffsets(List.of(partition), timeout));
  }

  private int partitions(Consumer<String, byte[]> consumer, Duration timeout) {
    String topic = settings.topics().artifacts();
    List<PartitionInfo> found = consumer.partitionsFor(topic, timeout);
    if (found == null || found.isEmpty()) {
      throw new MissingTopicException(topic, settings.place());
    }
    return found.size();
  }

  private static void readChunks(
      Consumer<String, byte[]> consumer, ArtifactVerifier verifier, Duration timeout)
      throws IOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!verifier.isComplete()) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
        if (verifier.accept(record)) {
          deadline = System.nanoTime() + timeout.toNanos();
        }
      }
      if (!verifier.isComplete() && System.nanoTime() > deadline) {
        throw new IOException(verifier.describeMissing());
      }
    }
    verifier.verify();
  }

  /** The file existed and is past retention. */
  public static final class GoneException extends IOException {

    private static final long serialVersionUID = 1L;

    GoneException(JobId job, Artifact artifact) {
      super(
          artifact.name()
              + " of "
              + job
              + " ("
              + artifact.bytes()
              + " bytes) is gone: it is past the retention of the artifacts topic");
    }
  }
}
