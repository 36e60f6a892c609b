package dev.handoff.log;

import dev.handoff.job.JobId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads what comes on all partitions of the status topic, by one consumer for any number of
 * subscriptions. Only records of a subscribed job are parsed.
 *
 * <p>It only ever polls: any other request would wait on the connection until the broker has
 * answered the fetch that is out. What is older is read by the {@link StatusReader}.
 */
final class StatusTail implements TailLoop.Role, AutoCloseable {

  private final Map<TopicPartition, Long> beginnings;
  private final EventReader events;
  private final TailLoop loop;

  // Guarded by this.
  private final Map<String, List<Subscription>> subscriptions = new HashMap<>();
  private final Map<Integer, Long> positions = new HashMap<>();
  private RuntimeException failure;

  private final Queue<Subscription> left = new ConcurrentLinkedQueue<>();

  /**
   * @param ends where to begin, for every partition
   */
  StatusTail(KafkaSettings settings, Map<TopicPartition, Long> ends) {
    beginnings = Map.copyOf(ends);
    ends.forEach((partition, end) -> positions.put(partition.partition(), end));
    events = new EventReader(settings);
    loop = new TailLoop("status-tail", settings.tailConsumer(), this);
  }

  void start() {
    loop.start();
  }

  @Override
  public void place(Consumer<String, byte[]> consumer) {
    consumer.assign(beginnings.keySet());
    beginnings.forEach(consumer::seek);
  }

  /** The first offset that the subscription will be told by the tail: what is older is not. */
  synchronized long join(Subscription subscription) {
    if (failure != null) {
      throw failure;
    }
    List<Subscription> ofJob =
        subscriptions.computeIfAbsent(subscription.job().text(), job -> new ArrayList<>(1));
    if (!ofJob.contains(subscription)) {
      ofJob.add(subscription);
    }
    Long position = positions.get(subscription.job().partition());
    if (position == null) {
      throw new IllegalStateException(
          subscription.job()
              + " is on a partition that was added after this process began to read");
    }
    return position;
  }

  /**
   * The subscription was closed. Takes no lock: a listener may end its own subscription while it
   * holds that one's.
   */
  void leave(Subscription subscription) {
    left.add(subscription);
  }

  private void forgetLeft() {
    for (Subscription gone = left.poll(); gone != null; gone = left.poll()) {
      Subscription leaving = gone;
      subscriptions.computeIfPresent(
          gone.job().text(),
          (job, list) -> {
            list.remove(leaving);
            return list.isEmpty() ? null : list;
          });
    }
  }

  @Override
  public synchronized void ended() {
    subscriptions.values().forEach(list -> list.forEach(Subscription::cancel));
    subscriptions.clear();
  }

  @Override
  public synchronized void tell(
      ConsumerRecords<String, byte[]> records, Consumer<String, byte[]> consumer) {
    for (ConsumerRecord<String, byte[]> record : records) {
      List<Subscription> interested = subscriptions.get(record.key());
      if (interested != null) {
        events
            .read(record)
            .ifPresent(event -> List.copyOf(interested).forEach(one -> one.tellNew(event)));
      }
    }
    forgetLeft();
    for (TopicPartition partition : records.partitions()) {
      List<ConsumerRecord<String, byte[]>> read = records.records(partition);
      positions.put(partition.partition(), read.get(read.size() - 1).offset() + 1);
    }
  }

  @Override
  public synchronized boolean goesOnAfter(KafkaException cause) {
    failure = cause;
    subscriptions.values().forEach(list -> list.forEach(one -> one.fail(cause)));
    subscriptions.clear();
    return false;
  }

  /** Whether it has ended by itself: whoever joins then needs another. */
  synchronized boolean hasFailed() {
    return failure != null;
  }

  synchronized int subscribedJobs() {
    return subscriptions.size();
  }

  @Override
  public void close() {
    loop.close();
  }

  static TopicPartition partitionOf(Topics topics, JobId job) {
    return new TopicPartition(topics.status(), job.partition());
  }
}
