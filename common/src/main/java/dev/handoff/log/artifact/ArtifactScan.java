package dev.handoff.log.artifact;

import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.MissingTopicException;
import dev.handoff.log.TopicScan;
import dev.handoff.log.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads the chunks that one job's file has now, of all attempts in the order in which they were
 * written.
 */
public final class ArtifactScan {

  private final KafkaSettings settings;
  private final Duration patience;

  /**
   * @param patience longest wait for the next answer of a broker
   */
  public ArtifactScan(KafkaSettings settings, Duration patience) {
    this.settings = settings;
    this.patience = patience;
  }

  /**
   * @throws org.apache.kafka.common.KafkaException if it cannot be read
   */
  public void since(JobId job, String name, Instant since, Consumer<ArtifactChunk> listener) {
    var consumer = settings.readConsumer();
    try {
      String topic = settings.topics().artifacts();
      List<PartitionInfo> found = consumer.partitionsFor(topic, patience);
      if (found == null || found.isEmpty()) {
        throw new MissingTopicException(topic, settings.place());
      }
      TopicPartition partition = new TopicPartition(topic, Topics.partitionOf(job, found.size()));
      TopicScan.read(
          consumer,
          List.of(partition),
          since,
          patience,
          record -> {
            if (ChunkCodec.isOf(job, name, record)) {
              listener.accept(ChunkCodec.chunk(record));
            }
          });
    } finally {
      KafkaSettings.closeAtOnce(consumer);
    }
  }
}
