package dev.handoff.log;

import static java.util.stream.Collectors.toMap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads, for new subscriptions, what stands on the status log already, and hands those that want
 * more over to the {@link StatusTail}, which it starts when the first does.
 *
 * <p>A look-up is one {@code offsetsForTimes} and a read forward to the end, so its cost does not
 * grow with history. All subscriptions that wait are served by one pass.
 */
final class StatusReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StatusReader.class);
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaSettings settings;
  private final EventReader events;
  private final BlockingQueue<Subscription> waiting = new LinkedBlockingQueue<>();
  private final Thread thread = new Thread(this::run, "status-reader");

  private volatile boolean isStopping;
  private volatile Consumer<String, byte[]> consumer;
  private volatile StatusTail tail;

  StatusReader(KafkaSettings settings) {
    this.settings = settings;
    this.events = new EventReader(settings);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  void add(Subscription subscription) {
    waiting.add(subscription);
    if (isStopping) {
      cancelWaiting();
    }
  }

  private void cancelWaiting() {
    for (Subscription late = waiting.poll(); late != null; late = waiting.poll()) {
      late.cancel();
    }
  }

  void leave(Subscription subscription) {
    StatusTail current = tail;
    if (current != null) {
      current.leave(subscription);
    }
  }

  private void run() {
    while (!isStopping) {
      List<Subscription> batch = new ArrayList<>();
      try {
        batch.add(waiting.take());
        waiting.drainTo(batch);
        serve(batch);
      } catch (InterruptedException | InterruptException | WakeupException e) {
        // close() was called, and the loop's condition sees it
        batch.forEach(Subscription::cancel);
      } catch (RetriableException e) {
        LOG.warn("Cannot read the status log at the moment, trying again: {}", e.getMessage());
        waiting.addAll(batch);
      } catch (RuntimeException e) {
        batch.forEach(subscription -> subscription.fail(e));
      }
    }
    cancelWaiting();
    if (consumer != null) {
      Thread.interrupted(); // else the consumer's close would throw
      KafkaSettings.closeAtOnce(consumer);
    }
  }

  private void serve(List<Subscription> batch) {
    if (consumer == null) {
      consumer = settings.readConsumer();
    }
    List<TopicPartition> all = partitions();
    List<Subscription> known = withPartition(batch, all.size());
    Map<TopicPartition, Long> ends = consumer.endOffsets(all);
    read(known, starts(known, ends), ends);
    known.forEach(Subscription::caughtUp);
    known.removeIf(Subscription::isClosed);
    if (!known.isEmpty()) {
      handOver(known, ends);
    }
  }

  private List<TopicPartition> partitions() {
    List<PartitionInfo> found = consumer.partitionsFor(settings.topics().status());
    if (found == null || found.isEmpty()) {
      throw new MissingTopicException(settings.topics().status(), settings.place());
    }
    return found.stream().map(info -> new TopicPartition(info.topic(), info.partition())).toList();
  }

  /** An id made for a cluster with more partitions has no events here. */
  private static List<Subscription> withPartition(List<Subscription> batch, int partitions) {
    List<Subscription> known = new ArrayList<>();
    for (Subscription subscription : batch) {
      if (subscription.job().partition() < partitions) {
        known.add(subscription);
      } else {
        subscription.caughtUp();
      }
    }
    return known;
  }

  private Map<TopicPartition, Long> starts(
      List<Subscription> subscriptions, Map<TopicPartition, Long> ends) {
    Map<TopicPartition, Long> starts = new HashMap<>();
    Map<TopicPartition, Long> times = new HashMap<>();
    for (Subscription subscription : subscriptions) {
      TopicPartition partition = StatusTail.partitionOf(settings.topics(), subscription.job());
      if (subscription.from() != null) {
        starts.merge(partition, subscription.from(), Math::min);
      } else {
        times.merge(partition, subscription.job().submittedAt().toEpochMilli(), Math::min);
      }
    }
    Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
    for (TopicPartition partition : times.keySet()) {
      OffsetAndTimestamp first = found.get(partition);
      starts.merge(partition, first == null ? ends.get(partition) : first.offset(), Math::min);
    }
    return starts;
  }

  /** Tells everything from {@code starts} to before {@code ends}. */
  private void read(
      List<Subscription> subscriptions,
      Map<TopicPartition, Long> starts,
      Map<TopicPartition, Long> ends) {
    Map<String, List<Subscription>> byJob = new HashMap<>();
    for (Subscription subscription : subscriptions) {
      byJob.computeIfAbsent(subscription.job().text(), job -> new ArrayList<>(1)).add(subscription);
    }
    Map<TopicPartition, Long> open = new HashMap<>(starts);
    open.entrySet().removeIf(start -> start.getValue() >= ends.get(start.getKey()));
    consumer.assign(open.keySet());
    open.forEach(consumer::seek);
    while (!open.isEmpty()) {
      if (isStopping) {
        throw new WakeupException(); // what was read so far is not what stands on the log
      }
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        List<Subscription> interested = byJob.get(record.key());
        if (interested != null) {
          events.read(record).ifPresent(event -> interested.forEach(one -> one.tellOld(event)));
        }
      }
      if (open.keySet().removeIf(partition -> isRead(partition, ends, subscriptions))) {
        consumer.assign(open.keySet());
      }
    }
  }

  private boolean isRead(
      TopicPartition partition, Map<TopicPartition, Long> ends, List<Subscription> subscriptions) {
    return consumer.position(partition) >= ends.get(partition)
        || subscriptions.stream()
            .filter(subscription -> subscription.job().partition() == partition.partition())
            .allMatch(Subscription::isClosed);
  }

  private void handOver(List<Subscription> subscriptions, Map<TopicPartition, Long> ends) {
    if (tail == null || tail.hasFailed()) {
      tail = new StatusTail(settings, ends);
      tail.start();
    }
    Map<TopicPartition, Long> joined = new HashMap<>();
    for (Subscription subscription : subscriptions) {
      TopicPartition partition = StatusTail.partitionOf(settings.topics(), subscription.job());
      joined.merge(partition, tail.join(subscription), Math::max);
    }
    // The tail may have gone past the ends that were read to.
    Map<TopicPartition, Long> gapStarts =
        joined.keySet().stream().collect(toMap(partition -> partition, ends::get));
    read(subscriptions, gapStarts, joined);
    subscriptions.forEach(Subscription::goLive);
    // Who was closed before it joined has left in vain.
    subscriptions.stream().filter(Subscription::isClosed).forEach(tail::leave);
  }

  @Override
  public void close() {
    isStopping = true;
    thread.interrupt();
    Consumer<String, byte[]> current = consumer;
    if (current != null) {
      current.wakeup();
    }
    StatusLog.join(thread);
    if (tail != null) {
      tail.close();
    }
  }
}
