package dev.handoff.log;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads partitions once, from a time to the ends that they have at the beginning. */
public final class TopicScan {

  private static final Duration POLL = Duration.ofMillis(200);

  private TopicScan() {}

  /**
   * @param since every record stamped at or after this is read
   * @param patience longest wait for the next answer of a broker
   * @throws TimeoutException if no answer comes
   */
  public static void read(
      Consumer<String, byte[]> consumer,
      Collection<TopicPartition> partitions,
      Instant since,
      Duration patience,
      java.util.function.Consumer<ConsumerRecord<String, byte[]>> listener) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, patience);
    Map<TopicPartition, Long> open = starts(consumer, ends, since, patience);
    consumer.assign(open.keySet());
    open.forEach(consumer::seek);
    long deadline = System.nanoTime() + patience.toNanos();
    while (!open.isEmpty()) {
      ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
      for (ConsumerRecord<String, byte[]> record : records) {
        if (record.offset() < Answers.about(partitionOf(record), ends)) {
          listener.accept(record);
        }
      }
      boolean isDone =
          open.keySet()
              .removeIf(
                  partition ->
                      consumer.position(partition, patience) >= Answers.about(partition, ends));
      if (isDone) {
        consumer.assign(open.keySet());
      }
      if (isDone || !records.isEmpty()) {
        deadline = System.nanoTime() + patience.toNanos();
      } else if (System.nanoTime() > deadline) {
        throw new TimeoutException("nothing came from " + open.keySet() + " within " + patience);
      }
    }
  }

  private static Map<TopicPartition, Long> starts(
      Consumer<String, byte[]> consumer,
      Map<TopicPartition, Long> ends,
      Instant since,
      Duration patience) {
    Map<TopicPartition, Long> times = new HashMap<>();
    ends.keySet().forEach(partition -> times.put(partition, Math.max(0, since.toEpochMilli())));
    Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times, patience);
    Map<TopicPartition, Long> starts = new HashMap<>();
    found.forEach(
        (partition, first) -> {
          if (first != null && first.offset() < Answers.about(partition, ends)) {
            starts.put(partition, first.offset());
          }
        });
    return starts;
  }

  private static TopicPartition partitionOf(ConsumerRecord<String, byte[]> record) {
    return new TopicPartition(record.topic(), record.partition());
  }
}
