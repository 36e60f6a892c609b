package dev.handoff.log.status;

import static java.util.stream.Collectors.toSet;

import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.PollPace;
import dev.handoff.log.TailLoop;
import dev.handoff.log.Topics;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads new events on all partitions of the status topic, also on those added while it runs, with
 * one consumer for any number of subscriptions. Parses only records of subscribed jobs.
 *
 * <p>It only polls: any other request would wait on the connection behind the open fetch. The
 * {@link StatusReader} reads older events.
 *
 * <p>Subscriptions join without a lock. The tail publishes which records it is about to report,
 * then looks for the subscriptions of their jobs. A subscription registers, then looks at what the
 * tail has published. Each puts a full fence between its two steps, so at least one sees the other.
 */
final class StatusTail implements TailLoop.Role, AutoCloseable {

  private final String topic;
  private final EventReader events;
  private final TailLoop loop;

  private final Map<String, List<Subscription>> subscriptions = new ConcurrentHashMap<>();
  private final RecentJobs recent = new RecentJobs();

  /** Where the tail began, by partition. */
  private final Map<Integer, Long> starts = new ConcurrentHashMap<>();

  /** Where the next record is that no subscription can have missed, by partition. */
  private final Map<Integer, Long> reached = new ConcurrentHashMap<>();

  /** Before what time everything before the start is stamped, by partition, where it is known. */
  private final Map<Integer, Long> began = new ConcurrentHashMap<>();

  // Guarded by this.
  private final Map<Integer, Long> positions = new HashMap<>();
  private final Map<TopicPartition, Long> added = new HashMap<>();

  // Set before the subscriptions are taken out.
  private volatile @Nullable RuntimeException failure;
  private volatile boolean isOver;

  /**
   * @param ends where to begin, for every partition that there is now
   */
  StatusTail(KafkaSettings settings, Map<TopicPartition, Long> ends) {
    topic = settings.topics().status();
    ends.forEach(this::begin);
    events = new EventReader(settings);
    loop =
        new TailLoop(
            "status-tail",
            settings.address(),
            settings::tailConsumer,
            PollPace.prompt(System.nanoTime()),
            this);
  }

  private void begin(TopicPartition partition, long end) {
    positions.put(partition.partition(), end);
    starts.put(partition.partition(), end);
    reached.put(partition.partition(), end);
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
          if (!positions.containsKey(partition.partition())) {
            begin(partition, end);
            added.put(partition, end);
          }
        });
  }

  /** Assigns the added partitions to the consumer, which keeps its positions on the others. */
  private synchronized void placeAdded(Consumer<String, byte[]> consumer) {
    if (added.isEmpty()) {
      return;
    }
    Set<TopicPartition> all = new HashSet<>(consumer.assignment());
    all.addAll(added.keySet());
    consumer.assign(all);
    added.forEach(consumer::seek);
    added.clear();
  }

  /** The partitions of which it is not known when everything before the start was stamped. */
  Set<TopicPartition> withoutBeginning() {
    return starts.keySet().stream()
        .filter(partition -> !began.containsKey(partition))
        .map(partition -> new TopicPartition(topic, partition))
        .collect(toSet());
  }

  boolean reads(TopicPartition partition) {
    return starts.containsKey(partition.partition());
  }

  /**
   * Records for each partition whether everything before this tail began is stamped before {@code
   * time}, in milliseconds since the epoch.
   *
   * @param firsts the first record of each partition from that time on; null where there is none
   */
  void beganAt(long time, Map<TopicPartition, @Nullable OffsetAndTimestamp> firsts) {
    firsts.forEach(
        (partition, first) -> {
          Long start = starts.get(partition.partition());
          if (start != null && (first == null || first.offset() >= start)) {
            began.merge(partition.partition(), time, Math::min);
          }
        });
  }

  /**
   * Joins for a job that has no record before the tail's position: the tail reports all of them,
   * without a look-up. Does nothing and returns false if the job may have an earlier record. Called
   * by any thread.
   */
  boolean joinNew(Subscription subscription) {
    register(subscription);
    VarHandle.fullFence();
    return isNew(subscription);
  }

  /** Lets a registered subscription go live if the tail reports all events of its job. */
  boolean isNew(Subscription subscription) {
    // What the tail has reported to it by now is left to a look-up: it is not for this thread.
    if (isOver || mayHaveRecords(subscription.job()) || !subscription.goLiveEmpty()) {
      leave(subscription);
      return false;
    }
    if (subscription.isClosed()) {
      leave(subscription); // it may have left before it was registered
    }
    return true;
  }

  private boolean mayHaveRecords(JobId job) {
    // No record of the job has an earlier timestamp.
    long idTime = job.submittedAt().toEpochMilli();
    return idTime < began.getOrDefault(job.partition(), Long.MAX_VALUE) || recent.mayKnow(job);
  }

  /** Joins. Returns the first offset that the tail is sure to report to the subscription. */
  long join(Subscription subscription) {
    register(subscription);
    VarHandle.fullFence();
    RuntimeException failed = failure;
    if (failed != null) {
      leave(subscription);
      throw failed;
    }
    return Objects.requireNonNull(
        reached.get(subscription.job().partition()), "a tail reads every partition");
  }

  void register(Subscription subscription) {
    subscriptions.merge(subscription.job().text(), List.of(subscription), StatusTail::both);
  }

  private static List<Subscription> both(List<Subscription> before, List<Subscription> more) {
    if (before.containsAll(more)) {
      return before;
    }
    List<Subscription> all = new ArrayList<>(before);
    all.addAll(more);
    return List.copyOf(all);
  }

  /** Forgets a subscription. Called by any thread, also by a listener. */
  void leave(Subscription subscription) {
    subscriptions.computeIfPresent(
        subscription.job().text(), (job, list) -> without(list, subscription));
  }

  private static @Nullable List<Subscription> without(
      List<Subscription> before, Subscription leaving) {
    List<Subscription> rest = before.stream().filter(one -> one != leaving).toList();
    return rest.isEmpty() ? null : rest;
  }

  @Override
  public void ended() {
    isOver = true;
    takeOut().forEach(Subscription::cancel);
  }

  @Override
  public boolean goesOnAfter(KafkaException cause) {
    failure = cause;
    isOver = true;
    takeOut().forEach(subscription -> subscription.fail(cause));
    return false;
  }

  /** Takes out all that are registered; who registers later sees that the tail is over. */
  private List<Subscription> takeOut() {
    VarHandle.fullFence();
    List<Subscription> all = new ArrayList<>();
    for (String job : subscriptions.keySet()) {
      List<Subscription> ofJob = subscriptions.remove(job);
      if (ofJob != null) {
        all.addAll(ofJob);
      }
    }
    return all;
  }

  @Override
  public void tell(ConsumerRecords<String, byte[]> records, Consumer<String, byte[]> consumer) {
    if (!records.isEmpty()) {
      publish(records);
      VarHandle.fullFence();
      records.forEach(this::report);
      advance(records);
    }
    placeAdded(consumer);
  }

  /** Makes known what is about to be reported. */
  private void publish(ConsumerRecords<String, byte[]> records) {
    for (TopicPartition partition : records.partitions()) {
      reached.put(partition.partition(), after(records.records(partition)));
    }
    for (ConsumerRecord<String, byte[]> record : records) {
      if (record.key() != null) {
        recent.remember(record.key(), record.timestamp());
      }
    }
  }

  private void report(ConsumerRecord<String, byte[]> record) {
    List<Subscription> interested = record.key() == null ? null : subscriptions.get(record.key());
    if (interested != null) {
      events.read(record).ifPresent(event -> interested.forEach(one -> one.tellNew(event)));
    }
  }

  private synchronized void advance(ConsumerRecords<String, byte[]> records) {
    for (TopicPartition partition : records.partitions()) {
      positions.put(partition.partition(), after(records.records(partition)));
    }
  }

  private static long after(List<ConsumerRecord<String, byte[]>> read) {
    return read.get(read.size() - 1).offset() + 1;
  }

  /** Whether the tail has ended by itself. New subscriptions then need a new tail. */
  boolean hasFailed() {
    return failure != null;
  }

  @Override
  public void close() {
    loop.close();
  }

  static TopicPartition partitionOf(Topics topics, JobId job) {
    return new TopicPartition(topics.status(), job.partition());
  }
}
