package dev.handoff.log.lane;

import dev.handoff.log.Answers;
import dev.handoff.log.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads the dead letters that are kept now. */
public final class DeadLetterReader {

  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaSettings settings;
  private final TopicPartition partition;
  private final Duration patience;

  /**
   * @param patience how long the broker may take for its answers
   */
  public DeadLetterReader(KafkaSettings settings, Duration patience) {
    this.settings = settings;
    this.partition = new TopicPartition(settings.topics().dead(), 0);
    this.patience = patience;
  }

  /**
   * All of them, oldest first. Blocks.
   *
   * @throws TimeoutException if they cannot be read in time
   */
  public List<DeadLetter> all() {
    return read(0, Long.MAX_VALUE);
  }

  /**
   * The dead letter at this offset, if it is still kept. Blocks.
   *
   * @throws TimeoutException if it cannot be read in time
   */
  public Optional<DeadLetter> at(long offset) {
    return read(offset, offset).stream().findFirst();
  }

  private List<DeadLetter> read(long first, long last) {
    Consumer<String, byte[]> consumer = settings.readConsumer();
    try {
      return read(consumer, first, last);
    } finally {
      KafkaSettings.closeAtOnce(consumer);
    }
  }

  private List<DeadLetter> read(Consumer<String, byte[]> consumer, long first, long last) {
    long deadline = System.nanoTime() + patience.toNanos();
    List<TopicPartition> only = List.of(partition);
    consumer.assign(only);
    long start =
        Math.max(first, Answers.about(partition, consumer.beginningOffsets(only, patience)));
    long end = Math.min(last, Answers.about(partition, consumer.endOffsets(only, patience)) - 1);
    List<DeadLetter> letters = new ArrayList<>();
    consumer.seek(partition, start);
    while (start <= end && consumer.position(partition, patience) <= end) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        if (record.offset() <= end) {
          letters.add(new DeadLetter(record, settings.topics()));
        }
      }
      if (System.nanoTime() > deadline) {
        throw new TimeoutException("the dead letters cannot be read");
      }
    }
    return letters;
  }
}
