package dev.handoff.log.status;

import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.PollPace;
import dev.handoff.log.TailLoop;
import dev.handoff.log.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads new events on all partitions of the status topic, also on those added while it runs, with
 * one consumer for any number of subscriptions. Parses only records of subscribed jobs.
 *
 * <p>It only polls: any other request would wait on the connection behind the open fetch. The
 * {@link StatusReader} reads older events.
 */
final class StatusTail implements TailLoop.Role, AutoCloseable {

  private final String topic;
  private final EventReader events;
  private final TailLoop loop;

  // Guarded by this.
  private final Map<String, List<Subscription>> subscriptions = new HashMap<>();
  private final Map<Integer, Long> positions = new HashMap<>();
  private final Map<Integer, Long> newestTold = new HashMap<>();
  private final Map<Integer, Long> newestBefore = new HashMap<>();
  private final Map<Integer, List<CatchingUp>> catchingUp = new HashMap<>();
  private final Map<TopicPartition, Long> added = new HashMap<>();
  private @Nullable RuntimeException failure;

  /** A subscription that is caught up once the tail has reached {@code end}. */
  private record CatchingUp(long end, Subscription subscription) {

    /** Whether the tail has reached the end. Then notifies the subscription. */
    boolean isOverAt(long position) {
      if (position < end) {
        return false;
      }
      subscription.caughtUp();
      return true;
    }
  }

  private final Queue<Subscription> left = new ConcurrentLinkedQueue<>();

  /**
   * @param ends where to begin, for every partition that there is now
   */
  StatusTail(KafkaSettings settings, Map<TopicPartition, Long> ends) {
    topic = settings.topics().status();
    ends.forEach((partition, end) -> positions.put(partition.partition(), end));
    events = new EventReader(settings);
    loop =
        new TailLoop(
            "status-tail",
            settings.address(),
            settings::tailConsumer,
            PollPace.prompt(System.nanoTime()),
            this);
  }

  void start() {
    loop.start();
  }

  @Override
  public synchronized void place(Consumer<String, byte[]> consumer) {
    Map<TopicPartition, Long> all = new HashMap<>();
    positions.forEach((number, next) -> all.put(new TopicPartition(topic, number), next));
    added.clear(); // positions contains them
    consumer.assign(all.keySet());
    all.forEach(consumer::seek);
  }

  /** Continues from its position with a new consumer once the cluster can be reached again. */
  void letGo() {
    loop.letGo();
  }

  /** For how long no broker has answered, in nanoseconds. */
  long silence() {
    return loop.silence();
  }

  /**
   * Begins to read those of the partitions that it does not read yet.
   *
   * @param ends where to begin on them
   */
  synchronized void add(Map<TopicPartition, Long> ends) {
    ends.forEach(
        (partition, end) -> {
          if (positions.putIfAbsent(partition.partition(), end) == null) {
            added.put(partition, end);
          }
        });
  }

  /** Assigns the added partitions to the consumer, which keeps its positions on the others. */
  private void placeAdded(Consumer<String, byte[]> consumer) {
    if (added.isEmpty()) {
      return;
    }
    Set<TopicPartition> all = new HashSet<>(consumer.assignment());
    all.addAll(added.keySet());
    consumer.assign(all);
    added.forEach(consumer::seek);
    added.clear();
  }

  /**
   * Records that everything on the partition before this tail began has a timestamp before {@code
   * time}.
   */
  synchronized void beganBefore(int partition, long time) {
    newestBefore.putIfAbsent(partition, time - 1);
  }

  /**
   * Joins for a job that has no record before the tail's position: the tail reports all of them,
   * without a look-up. Does nothing and returns false if the job may have an earlier record.
   *
   * @param end of the job's partition: once the tail is there, the subscription is caught up
   */
  synchronized boolean joinNew(Subscription subscription, long end) {
    int partition = subscription.job().partition();
    // No record of the job has an earlier timestamp.
    long idTime = subscription.job().submittedAt().toEpochMilli();
    boolean isNew =
        newestBefore.getOrDefault(partition, Long.MAX_VALUE) < idTime
            && newestTold.getOrDefault(partition, Long.MIN_VALUE) < idTime;
    if (!isNew) {
      return false;
    }
    CatchingUp catching = new CatchingUp(end, subscription);
    boolean isThere = catching.isOverAt(join(subscription));
    subscription.goLive();
    if (!isThere) {
      catchingUp.computeIfAbsent(partition, number -> new ArrayList<>()).add(catching);
    }
    return true;
  }

  /** Joins. Returns the first offset that the tail will report to the subscription. */
  synchronized long join(Subscription subscription) {
    if (failure != null) {
      throw failure;
    }
    List<Subscription> ofJob =
        subscriptions.computeIfAbsent(subscription.job().text(), job -> new ArrayList<>(1));
    if (!ofJob.contains(subscription)) {
      ofJob.add(subscription);
    }
    return Objects.requireNonNull(
        positions.get(subscription.job().partition()), "a tail reads every partition");
  }

  /**
   * Removes a closed subscription. Takes no lock: a listener may close its own subscription while
   * it holds that one's lock.
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
      newestTold.merge(record.partition(), record.timestamp(), Math::max);
      List<Subscription> interested = subscriptions.get(record.key());
      if (interested != null) {
        events
            .read(record)
            .ifPresent(event -> List.copyOf(interested).forEach(one -> one.tellNew(event)));
      }
    }
    forgetLeft();
    for (TopicPartition partition : records.partitions()) {
      note(partition.partition(), records.records(partition));
    }
    placeAdded(consumer);
  }

  private void note(int partition, List<ConsumerRecord<String, byte[]>> read) {
    long position = read.get(read.size() - 1).offset() + 1;
    positions.put(partition, position);
    catchingUp.computeIfPresent(
        partition,
        (number, waiting) -> {
          waiting.removeIf(one -> one.isOverAt(position));
          return waiting.isEmpty() ? null : waiting;
        });
  }

  @Override
  public synchronized boolean goesOnAfter(KafkaException cause) {
    failure = cause;
    subscriptions.values().forEach(list -> list.forEach(one -> one.fail(cause)));
    subscriptions.clear();
    return false;
  }

  /** Whether the tail has ended by itself. New subscriptions then need a new tail. */
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
