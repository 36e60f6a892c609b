package dev.handoff.log;

import dev.handoff.json.InvalidJsonException;
import dev.handoff.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who has beaten lately: the workers that live, each by its newest beat. */
public final class LivingWorkers {

  private static final Logger LOG = LoggerFactory.getLogger(LivingWorkers.class);

  private final KafkaSettings settings;

  public LivingWorkers(KafkaSettings settings) {
    this.settings = settings;
  }

  /**
   * By id.
   *
   * @param within how old the newest beat may be, measured from the newest beat of all, so that
   *     this host's clock does not matter
   * @throws org.apache.kafka.common.KafkaException if no broker answers within {@code patience}
   */
  public List<WorkerBeat> heard(Duration within, Duration patience) {
    return heard(within, patience, Duration.ZERO, living -> true);
  }

  /**
   * As {@link #heard(Duration, Duration)}, and listens on until they say what is asked for.
   *
   * @param wait how long to listen at most
   */
  public List<WorkerBeat> heard(
      Duration within, Duration patience, Duration wait, Predicate<List<WorkerBeat>> isEnough) {
    Consumer<String, byte[]> consumer = settings.readConsumer();
    try {
      TopicPartition partition = new TopicPartition(settings.topics().workers(), 0);
      consumer.assign(List.of(partition));
      long end = consumer.endOffsets(List.of(partition), patience).get(partition);
      if (end == 0) {
        return List.of();
      }
      seekBack(consumer, partition, end, within, patience);
      Map<String, WorkerBeat> newest = new TreeMap<>();
      while (consumer.position(partition, patience) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> note(record, newest));
      }
      long until = System.nanoTime() + wait.toNanos();
      while (!isEnough.test(List.copyOf(newest.values())) && System.nanoTime() < until) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> note(record, newest));
      }
      return List.copyOf(newest.values());
    } finally {
      KafkaSettings.closeAtOnce(consumer);
    }
  }

  private static void seekBack(
      Consumer<String, byte[]> consumer,
      TopicPartition partition,
      long end,
      Duration within,
      Duration patience) {
    consumer.seek(partition, end - 1);
    long newest = System.currentTimeMillis();
    for (ConsumerRecord<String, byte[]> last : consumer.poll(Duration.ofSeconds(1))) {
      newest = last.timestamp();
    }
    OffsetAndTimestamp from =
        consumer
            .offsetsForTimes(Map.of(partition, newest - within.toMillis()), patience)
            .get(partition);
    consumer.seek(partition, from == null ? end : from.offset());
  }

  private static void note(ConsumerRecord<String, byte[]> record, Map<String, WorkerBeat> newest) {
    try {
      newest.put(record.key(), Json.tolerant().read(record.value(), WorkerBeat.class));
    } catch (InvalidJsonException | NullPointerException e) {
      LOG.warn("Skipped an unreadable beat at offset {}: {}", record.offset(), e.getMessage());
    }
  }
}
