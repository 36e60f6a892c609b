package dev.handoff.log;

import dev.handoff.job.JobId;
import java.time.Duration;
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
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what comes on all partitions of the status topic, by one consumer for any number of
 * subscriptions. Only records of a subscribed job are parsed.
 *
 * <p>It only ever polls: any other request would wait on the connection until the broker has
 * answered the fetch that is out. What is older is read by the {@link StatusReader}.
 */
final class StatusTail implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StatusTail.class);
  private static final Duration POLL = Duration.ofSeconds(5);

  private final Consumer<String, byte[]> consumer;
  private final Thread thread;

  // Guarded by this.
  private final Map<String, List<Subscription>> subscriptions = new HashMap<>();
  private final Map<Integer, Long> positions = new HashMap<>();
  private RuntimeException failure;

  private final Queue<Subscription> left = new ConcurrentLinkedQueue<>();

  private volatile boolean isStopping;

  /**
   * @param ends where to begin, for every partition
   */
  StatusTail(KafkaSettings settings, Map<TopicPartition, Long> ends) {
    consumer = settings.tailConsumer();
    consumer.assign(ends.keySet());
    ends.forEach(consumer::seek);
    ends.forEach((partition, end) -> positions.put(partition.partition(), end));
    thread = new Thread(this::run, "status-tail");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
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
    return positions.get(subscription.job().partition());
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

  private void run() {
    while (!isStopping) {
      try {
        tell(consumer.poll(POLL));
      } catch (WakeupException e) {
        // close() was called, and the loop's condition sees it
      } catch (RetriableException e) {
        LOG.warn("Cannot read the status log at the moment, trying again", e);
      } catch (KafkaException e) {
        fail(e);
        break;
      }
    }
    KafkaSettings.closeAtOnce(consumer);
    cancelAll();
  }

  private synchronized void cancelAll() {
    subscriptions.values().forEach(list -> list.forEach(Subscription::cancel));
    subscriptions.clear();
  }

  private synchronized void tell(ConsumerRecords<String, byte[]> records) {
    for (ConsumerRecord<String, byte[]> record : records) {
      List<Subscription> interested = subscriptions.get(record.key());
      if (interested != null) {
        StatusReader.decode(record)
            .ifPresent(event -> List.copyOf(interested).forEach(one -> one.tellNew(event)));
      }
    }
    forgetLeft();
    for (TopicPartition partition : records.partitions()) {
      List<ConsumerRecord<String, byte[]>> read = records.records(partition);
      positions.put(partition.partition(), read.get(read.size() - 1).offset() + 1);
    }
  }

  private synchronized void fail(KafkaException cause) {
    failure = cause;
    subscriptions.values().forEach(list -> list.forEach(one -> one.fail(cause)));
    subscriptions.clear();
  }

  synchronized int subscribedJobs() {
    return subscriptions.size();
  }

  @Override
  public void close() {
    isStopping = true;
    consumer.wakeup();
    StatusLog.join(thread);
  }

  static TopicPartition partitionOf(Topics topics, JobId job) {
    return new TopicPartition(topics.status(), job.partition());
  }
}
