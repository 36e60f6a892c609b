package dev.handoff.log.status;

import dev.handoff.log.Topics;
import dev.handoff.log.status.Subscription.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Reads the existing events of jobs for subscriptions that want no later ones, with as few requests
 * as possible: a worker waits for two such reads in each attempt. Owned by the reader's thread.
 *
 * <p>Where a job begins is asked for. Where the log ends is not: the answer to each fetch names it,
 * and that answer is younger than the question. A fetch of an earlier pass that is still open
 * cannot be taken for it: the answer with the beginning comes behind that fetch's answer on the
 * same connection, and what a fetch has brought by then is dropped.
 */
final class StatusLookups {

  /** Each record is compared with each of these. */
  private static final int MOST_AT_ONCE = 16;

  private static final Duration POLL = Duration.ofSeconds(1);

  private final Topics topics;
  private final EventReader events;

  StatusLookups(Topics topics, EventReader events) {
    this.topics = topics;
    this.events = events;
  }

  /**
   * Reports everything that is on the log now; false if it could not: these subscriptions need more
   * than that, or there may be nothing on the log from the time of an id on.
   *
   * @param isStopping ends the pass
   */
  boolean serve(
      Consumer<String, byte[]> consumer, List<Subscription> batch, BooleanSupplier isStopping) {
    if (batch.size() > MOST_AT_ONCE || batch.stream().anyMatch(one -> one.kind() != Kind.READ)) {
      return false;
    }
    Optional<Map<TopicPartition, Long>> starts = starts(consumer, batch);
    return starts.isPresent() && read(consumer, starts.get(), batch, isStopping);
  }

  /**
   * Where to begin; empty if a job has no beginning. Subscriptions with an offset are asked about
   * too: it comes from a record that may be forged.
   */
  private Optional<Map<TopicPartition, Long>> starts(
      Consumer<String, byte[]> consumer, List<Subscription> batch) {
    Map<TopicPartition, Long> times = new HashMap<>();
    Map<TopicPartition, Long> starts = new HashMap<>();
    for (Subscription one : batch) {
      TopicPartition partition = StatusTail.partitionOf(topics, one.job());
      times.merge(partition, one.job().submittedAt().toEpochMilli(), Math::min);
      if (one.from() != null) {
        starts.merge(partition, one.from(), Math::min);
      }
    }
    Map<TopicPartition, OffsetAndTimestamp> firsts = consumer.offsetsForTimes(times);
    if (!firsts.keySet().containsAll(times.keySet()) || firsts.containsValue(null)) {
      return Optional.empty();
    }
    firsts.forEach((partition, first) -> starts.merge(partition, first.offset(), Math::min));
    return Optional.of(starts);
  }

  /** False if a partition has no record at or behind its start, or no broker answers in time. */
  private boolean read(
      Consumer<String, byte[]> consumer,
      Map<TopicPartition, Long> open,
      List<Subscription> batch,
      BooleanSupplier isStopping) {
    consumer.assign(List.of()); // what an earlier pass knew of the log's end is no answer
    consumer.assign(open.keySet());
    open.forEach(consumer::seek);
    while (!open.isEmpty()) {
      if (isStopping.getAsBoolean()) {
        throw new WakeupException(); // the events read so far are incomplete
      }
      ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
      if (records.isEmpty()) {
        return false;
      }
      records.forEach(record -> receive(record, batch));
      boolean isAnyDone =
          open.keySet()
              .removeIf(
                  partition ->
                      areAnswered(batch, partition)
                          || records.partitions().contains(partition)
                              && consumer.currentLag(partition).equals(OptionalLong.of(0)));
      if (isAnyDone) {
        consumer.assign(open.keySet());
      }
    }
    return true;
  }

  /** Most records are of other jobs. */
  private void receive(ConsumerRecord<String, byte[]> record, List<Subscription> batch) {
    for (Subscription one : batch) {
      if (one.job().text().equals(record.key())) {
        report(record, batch);
        return;
      }
    }
  }

  private void report(ConsumerRecord<String, byte[]> record, List<Subscription> batch) {
    events
        .read(record)
        .ifPresent(
            event ->
                batch.stream()
                    .filter(one -> one.job().text().equals(record.key()))
                    .forEach(one -> one.tellOld(event)));
  }

  private static boolean areAnswered(List<Subscription> batch, TopicPartition partition) {
    return batch.stream()
        .filter(one -> one.job().partition() == partition.partition())
        .allMatch(Subscription::isClosed);
  }
}
