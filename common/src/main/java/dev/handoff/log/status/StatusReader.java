package dev.handoff.log.status;

import static java.util.stream.Collectors.toMap;

import dev.handoff.log.Answers;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.MissingTopicException;
import dev.handoff.log.TailLoop;
import dev.handoff.log.status.Subscription.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the existing events of the status log for new subscriptions. Hands those that want later
 * events over to the {@link StatusTail}, which it starts for the first of them.
 *
 * <p>A look-up is one {@code offsetsForTimes} and a read forward to the end, so its cost does not
 * grow with history. One pass serves all waiting subscriptions. A new job needs no pass: the tail
 * reports it from the first event on.
 */
final class StatusReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StatusReader.class);
  private static final Duration POLL = Duration.ofMillis(200);

  /** The pause between two tries while the other side is no broker. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** How often to look for missing partitions that subscriptions wait for. */
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final KafkaSettings settings;
  private final StatusPartitions partitions;
  private final EventReader events;
  private final StatusLookups lookups;
  private final BlockingQueue<Subscription> waiting = new LinkedBlockingQueue<>();
  private final Thread thread = new Thread(this::run, "status-reader");

  private volatile boolean isStopping;
  private volatile boolean isLetGo;
  // Written only by the thread; null until needed.
  private volatile @Nullable Consumer<String, byte[]> consumer;
  private volatile @Nullable StatusTail tail;

  // Owned by the thread: subscriptions whose partition does not exist, and the time of the next
  // look-up.
  private final List<Subscription> withoutPartition = new ArrayList<>();
  private long lookAt;

  StatusReader(KafkaSettings settings, StatusPartitions partitions) {
    this.settings = settings;
    this.partitions = partitions;
    this.events = new EventReader(settings);
    this.lookups = new StatusLookups(settings.topics(), events);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Called by any thread. */
  void add(Subscription subscription) {
    if (joinsAtOnce(subscription)) {
      return;
    }
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
        awaitBatch(batch);
        serve(batch);
      } catch (InterruptedException | InterruptException | WakeupException e) {
        // After close() the loop's condition ends it. After letGo() they are served again.
        waiting.addAll(batch);
      } catch (RetriableException e) {
        LOG.warn("Cannot read the status log at the moment, trying again: {}", e.getMessage());
        waiting.addAll(batch);
      } catch (OutOfMemoryError e) {
        // The other side is no broker: the client took its first bytes for a length.
        isLetGo = true;
        failed(batch, new KafkaException("what answers is no Kafka broker", e));
      } catch (RuntimeException e) {
        failed(batch, e);
      }
    }
    withoutPartition.forEach(Subscription::cancel);
    cancelWaiting();
    Consumer<String, byte[]> last = consumer;
    if (last != null) {
      Thread.interrupted(); // else the consumer's close would throw
      KafkaSettings.closeAtOnce(last);
    }
  }

  private void failed(List<Subscription> batch, RuntimeException failure) {
    if (!settings.address().mayExplain(failure)) {
      batch.forEach(subscription -> subscription.fail(failure));
      return;
    }
    LOG.warn("Cannot read the status log now, trying again: {}", failure.getMessage());
    waiting.addAll(batch);
    LockSupport.parkNanos(PAUSE.toNanos());
  }

  /**
   * Requests that the consumers are closed, and new ones made once the cluster can be reached
   * again.
   */
  void letGo() {
    isLetGo = true;
    Consumer<String, byte[]> current = consumer;
    if (current != null) {
      current.wakeup();
    }
    StatusTail currentTail = tail;
    if (currentTail != null) {
      currentTail.letGo();
    }
  }

  /** For how long no broker has answered the tail, in nanoseconds; zero without a tail. */
  long silence() {
    StatusTail current = tail;
    return current == null ? 0 : current.silence();
  }

  /**
   * Collects the waiting subscriptions and, from time to time, those whose partition was missing:
   * it may exist by now.
   */
  private void awaitBatch(List<Subscription> batch) throws InterruptedException {
    withoutPartition.removeIf(Subscription::isClosed);
    Subscription first =
        withoutPartition.isEmpty()
            ? waiting.take()
            : waiting.poll(nanosUntilLook(), TimeUnit.NANOSECONDS);
    if (first != null) {
      batch.add(first);
    }
    waiting.drainTo(batch);
    if (nanosUntilLook() <= 0) {
      batch.addAll(withoutPartition);
      withoutPartition.clear();
    }
  }

  private long nanosUntilLook() {
    return lookAt - System.nanoTime();
  }

  /**
   * @param batch served subscriptions are removed from it, so that the rest can be retried after a
   *     failure
   */
  private void serve(List<Subscription> batch) {
    Consumer<String, byte[]> reading = currentConsumer();
    batch.removeIf(this::joinsAtOnce);
    if (batch.isEmpty()) {
      return;
    }
    List<TopicPartition> all = partitionsFor(reading, batch);
    batch.removeIf(subscription -> lacksPartition(subscription, all.size()));
    if (batch.isEmpty()) {
      return;
    }
    if (lookups.serve(reading, batch, () -> isStopping)) {
      batch.forEach(Subscription::caughtUp);
      return;
    }
    Map<TopicPartition, Long> ends = reading.endOffsets(needed(batch, all));
    read(reading, batch, starts(batch, reading.offsetsForTimes(times(batch)), ends), ends);
    batch.forEach(Subscription::caughtUp);
    batch.removeIf(Subscription::isClosed);
    if (!batch.isEmpty()) {
      StatusTail following = handOver(reading, batch, ends);
      long newest = newestIdTime(batch);
      batch.clear(); // served
      learnBeginning(reading, following, newest);
    }
  }

  /** The partitions of the jobs; all for a tail that does not read them yet. */
  private Collection<TopicPartition> needed(List<Subscription> batch, List<TopicPartition> all) {
    StatusTail current = tail;
    boolean isTailComplete =
        current != null && !current.hasFailed() && all.stream().allMatch(current::reads);
    boolean areAllReads = batch.stream().allMatch(one -> one.kind() == Kind.READ);
    return areAllReads || isTailComplete ? times(batch).keySet() : all;
  }

  private Consumer<String, byte[]> currentConsumer() {
    Consumer<String, byte[]> current = consumer;
    if (isLetGo && current != null) {
      KafkaSettings.closeAtOnce(current);
      current = null;
      consumer = null;
    }
    isLetGo = false;
    if (current == null) {
      current = settings.readConsumer();
      consumer = current;
    }
    if (isLetGo) {
      // The address was lost while the consumer was made, so the consumer may use the old one.
      throw new WakeupException();
    }
    return current;
  }

  /** Joins the tail if the job can have no record that the tail does not report. */
  private boolean joinsAtOnce(Subscription subscription) {
    StatusTail current = tail;
    return current != null
        && subscription.kind() == Kind.FOLLOW_NEW
        && current.joinNew(subscription);
  }

  private static long newestIdTime(List<Subscription> subscriptions) {
    return subscriptions.stream()
        .mapToLong(subscription -> subscription.job().submittedAt().toEpochMilli())
        .max()
        .orElseThrow();
  }

  /**
   * Finds out for later subscriptions whether everything before the tail began is older than their
   * ids. Where a record stands there with a later timestamp, asks again at the next look-up.
   *
   * @param idTime of a recent id. Its clock is that of the ids, but no id makes it a time to come
   */
  private static void learnBeginning(
      Consumer<String, byte[]> consumer, StatusTail following, long idTime) {
    long time = Math.min(idTime, System.currentTimeMillis());
    Set<TopicPartition> unknown = following.withoutBeginning();
    if (!unknown.isEmpty()) {
      following.beganAt(
          time, consumer.offsetsForTimes(unknown.stream().collect(toMap(one -> one, one -> time))));
    }
  }

  /**
   * The partitions that the consumer knows. If one of a subscription is not among them, asks a
   * broker how many there are now.
   */
  private List<TopicPartition> partitionsFor(
      Consumer<String, byte[]> consumer, List<Subscription> subscriptions) {
    String topic = settings.topics().status();
    List<PartitionInfo> found = consumer.partitionsFor(topic);
    if (found == null || found.isEmpty()) {
      throw new MissingTopicException(topic, settings.place());
    }
    int remembered = found.size();
    boolean areEnough = subscriptions.stream().allMatch(one -> one.job().partition() < remembered);
    int count = areEnough ? remembered : Math.max(remembered, Answers.get(partitions.count()));
    return IntStream.range(0, count).mapToObj(number -> new TopicPartition(topic, number)).toList();
  }

  /**
   * An id made for a cluster with more partitions has no events here. If the partition is added
   * later, followers receive its events, so it is looked up repeatedly.
   */
  private boolean lacksPartition(Subscription subscription, int partitions) {
    if (subscription.job().partition() < partitions) {
      return false;
    }
    boolean isSettled = StatusPartitions.isSettled(subscription.job(), subscription.madeAt());
    if (isSettled) {
      subscription.caughtUp();
    }
    long next = System.nanoTime() + (isSettled ? LOOK : StatusPartitions.PAUSE).toNanos();
    lookAt = withoutPartition.isEmpty() ? next : Math.min(lookAt, next);
    withoutPartition.add(subscription);
    return true;
  }

  /**
   * The earliest of the ids' times for each partition. Subscriptions with an offset count too:
   * their offset comes from a record that may be forged, and an offset after a worker's claim would
   * hide the claim.
   */
  private Map<TopicPartition, Long> times(List<Subscription> subscriptions) {
    return subscriptions.stream()
        .collect(
            toMap(
                subscription -> StatusTail.partitionOf(settings.topics(), subscription.job()),
                subscription -> subscription.job().submittedAt().toEpochMilli(),
                Math::min));
  }

  /**
   * @param firsts the first record of each partition from the ids' times on; null where none is
   */
  private Map<TopicPartition, Long> starts(
      List<Subscription> subscriptions,
      Map<TopicPartition, OffsetAndTimestamp> firsts,
      Map<TopicPartition, Long> ends) {
    Map<TopicPartition, Long> starts = new HashMap<>();
    firsts.forEach(
        (partition, first) ->
            starts.put(partition, first == null ? Answers.about(partition, ends) : first.offset()));
    for (Subscription subscription : subscriptions) {
      Long from = subscription.from();
      if (from != null) {
        TopicPartition partition = StatusTail.partitionOf(settings.topics(), subscription.job());
        starts.merge(partition, from, Math::min);
      }
    }
    return starts;
  }

  /** Reports everything from {@code starts} to before {@code ends}. */
  private void read(
      Consumer<String, byte[]> consumer,
      List<Subscription> subscriptions,
      Map<TopicPartition, Long> starts,
      Map<TopicPartition, Long> ends) {
    Map<String, List<Subscription>> byJob = new HashMap<>();
    Map<Integer, Deque<Subscription>> unanswered = new HashMap<>();
    for (Subscription subscription : subscriptions) {
      byJob.computeIfAbsent(subscription.job().text(), job -> new ArrayList<>(1)).add(subscription);
      unanswered
          .computeIfAbsent(subscription.job().partition(), partition -> new ArrayDeque<>())
          .add(subscription);
    }
    Map<TopicPartition, Long> open = new HashMap<>(starts);
    open.entrySet().removeIf(start -> start.getValue() >= Answers.about(start.getKey(), ends));
    consumer.assign(open.keySet());
    open.forEach(consumer::seek);
    while (!open.isEmpty()) {
      if (isStopping) {
        throw new WakeupException(); // the events read so far are incomplete
      }
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        List<Subscription> interested = byJob.get(record.key());
        if (interested != null) {
          events.read(record).ifPresent(event -> interested.forEach(one -> one.tellOld(event)));
        }
      }
      boolean anyPartitionDone =
          open.keySet()
              .removeIf(
                  partition ->
                      consumer.position(partition) >= Answers.about(partition, ends)
                          || isAnswered(
                              unanswered.getOrDefault(partition.partition(), new ArrayDeque<>())));
      if (anyPartitionDone) {
        consumer.assign(open.keySet());
      }
    }
  }

  /**
   * Removes answered subscriptions from the front, so that each of a hundred thousand is checked
   * once.
   */
  private static boolean isAnswered(Deque<Subscription> subscriptions) {
    while (!subscriptions.isEmpty() && subscriptions.peek().isClosed()) {
      subscriptions.remove();
    }
    return subscriptions.isEmpty();
  }

  private StatusTail handOver(
      Consumer<String, byte[]> consumer,
      List<Subscription> subscriptions,
      Map<TopicPartition, Long> ends) {
    StatusTail current = tail;
    if (current == null || current.hasFailed()) {
      current = new StatusTail(settings, ends);
      tail = current;
      current.start();
    }
    current.add(ends);
    Map<TopicPartition, Long> joined = new HashMap<>();
    for (Subscription subscription : subscriptions) {
      TopicPartition partition = StatusTail.partitionOf(settings.topics(), subscription.job());
      joined.merge(partition, current.join(subscription), Math::max);
    }
    // The tail may be past the ends of this read.
    Map<TopicPartition, Long> gapStarts =
        joined.keySet().stream()
            .collect(toMap(partition -> partition, partition -> Answers.about(partition, ends)));
    read(consumer, subscriptions, gapStarts, joined);
    subscriptions.forEach(Subscription::goLive);
    // A subscription that was closed before it joined is still in the tail.
    subscriptions.stream().filter(Subscription::isClosed).forEach(current::leave);
    return current;
  }

  @Override
  public void close() {
    isStopping = true;
    thread.interrupt();
    Consumer<String, byte[]> current = consumer;
    if (current != null) {
      current.wakeup();
    }
    TailLoop.join(thread);
    StatusTail currentTail = tail;
    if (currentTail != null) {
      currentTail.close();
    }
  }
}
