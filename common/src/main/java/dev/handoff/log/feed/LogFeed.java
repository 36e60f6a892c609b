package dev.handoff.log.feed;

import dev.handoff.log.Answers;
import dev.handoff.log.BrokerAddress;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.MissingTopicException;
import dev.handoff.log.PollPace;
import dev.handoff.log.TailLoop;
import dev.handoff.log.Topics;
import dev.handoff.log.presence.BeatReader;
import dev.handoff.log.presence.WorkerBeat;
import dev.handoff.log.status.EventReader;
import dev.handoff.log.status.RecordedEvent;
import dev.handoff.log.status.UnreadEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all events of all jobs and all heartbeats in one stream, for a steward or for a view of the
 * whole log. Begins where the stewards before it stopped, or earlier. One consumer, one thread,
 * {@code log-feed}.
 */
public final class LogFeed implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LogFeed.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Receives everything, on the feed's thread. */
  public interface Listener {

    /**
     * Called first.
     *
     * @param toldBefore how far earlier feeds reported each status partition, as recorded by {@link
     *     #commit}: events before it are repeated, later ones are new
     */
    default void onBegin(Map<Integer, Long> toldBefore) {}

    /** Called when everything that was on the log at the beginning has been reported. */
    default void onCaughtUp() {}

    /**
     * Called after each poll with the records of the status topic, in the order of each partition.
     * A listener that can do without the values of some overrides it; by default every event is
     * read and passed to {@link #onEvent}. An event that a listener fails on must not stop it.
     */
    default void onEvents(List<UnreadEvent> events) {
      events.forEach(event -> event.passTo(this::onEvent));
    }

    void onEvent(RecordedEvent event);

    void onBeat(WorkerBeat beat);
  }

  private final Topics topics;
  private final EventReader events;
  private final BeatReader beats;
  private final List<Listener> listeners;
  private final String place;
  private final @Nullable Instant since;
  private final BrokerAddress address;
  private final TailLoop loop;
  private final Runnable letGo = this::letGo;
  private final AtomicReference<@Nullable Map<Integer, Long>> toCommit = new AtomicReference<>();

  // Owned by the thread; null once they have been reached.
  private @Nullable Map<TopicPartition, Long> endsAtFirst;

  // Guarded by this.
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private final Map<Integer, Long> starts = new HashMap<>();

  public LogFeed(KafkaSettings settings, List<Listener> listeners) {
    this(settings, listeners, null, PollPace.leisurely(System.nanoTime()));
  }

  /**
   * A feed for a view of the log that is to be shown at once: it also has all events from that time
   * on, and polls as often as there is something new. It may have begun later if no steward has
   * left a position.
   */
  public static LogFeed since(KafkaSettings settings, Instant since, List<Listener> listeners) {
    return new LogFeed(settings, listeners, since, PollPace.prompt(System.nanoTime()));
  }

  private LogFeed(
      KafkaSettings settings, List<Listener> listeners, @Nullable Instant since, PollPace pace) {
    this.topics = settings.topics();
    this.events = new EventReader(settings);
    this.beats = new BeatReader(settings);
    this.listeners = List.copyOf(listeners);
    this.place = settings.place();
    this.since = since;
    this.loop =
        new TailLoop(
            "log-feed", settings.address(), settings::stewardConsumer, pace, new Follower());
    this.address = settings.address();
    address.onLoss(letGo);
  }

  public void start() {
    loop.start();
  }

  private void letGo() {
    loop.letGo();
  }

  private void place(Consumer<String, byte[]> consumer) {
    Set<TopicPartition> status = statusPartitions(consumer);
    TopicPartition workers = new TopicPartition(topics.workers(), 0);
    Set<TopicPartition> all = new HashSet<>(status);
    all.add(workers);
    consumer.assign(all);
    if (continueWhereStopped(consumer)) {
      return;
    }
    Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(status);
    Map<TopicPartition, Long> sinceThen = firstSince(consumer, status);
    Map<Integer, Long> toldBefore = new HashMap<>();
    for (TopicPartition partition : status) {
      OffsetAndMetadata offset = committed.get(partition);
      Long wanted = sinceThen.get(partition);
      if (offset != null) {
        long left = offset.offset();
        consumer.seek(partition, wanted == null ? left : Math.min(left, wanted));
        toldBefore.put(partition.partition(), told(offset));
      } else if (wanted != null) {
        consumer.seek(partition, wanted);
      } else {
        consumer.seekToBeginning(List.of(partition));
      }
    }
    noteStarts(consumer, status);
    long newBeats = Answers.about(workers, consumer.endOffsets(List.of(workers)));
    consumer.seek(workers, newBeats);
    beats.beginAt(newBeats);
    endsAtFirst = consumer.endOffsets(status);
    listeners.forEach(listener -> listener.onBegin(toldBefore));
  }

  /** For a new consumer in place of one that had begun; false for the first. */
  private boolean continueWhereStopped(Consumer<String, byte[]> consumer) {
    Map<TopicPartition, Long> reached;
    synchronized (this) {
      reached = Map.copyOf(positions);
    }
    if (reached.isEmpty()) {
      return false;
    }
    consumer.assign(reached.keySet()); // those that were added meanwhile are placed later
    reached.forEach(consumer::seek);
    return true;
  }

  /** The first offset since the time that is wanted; empty without such a time. */
  private Map<TopicPartition, Long> firstSince(
      Consumer<String, byte[]> consumer, Set<TopicPartition> status) {
    if (since == null) {
      return Map.of();
    }
    Map<TopicPartition, Long> times = new HashMap<>();
    status.forEach(partition -> times.put(partition, since.toEpochMilli()));
    // The ends are requested first: what is written between the two requests lies after them.
    Map<TopicPartition, Long> firsts = new HashMap<>(consumer.endOffsets(status));
    consumer
        .offsetsForTimes(times)
        .forEach(
            (partition, first) -> {
              if (first != null) {
                firsts.put(partition, first.offset());
              }
            });
    return firsts;
  }

  private void noteStarts(Consumer<String, byte[]> consumer, Set<TopicPartition> status) {
    Map<Integer, Long> found = new HashMap<>();
    status.forEach(
        partition -> found.put(partition.partition(), consumer.position(partition, PATIENCE)));
    synchronized (this) {
      starts.putAll(found);
    }
  }

  private Set<TopicPartition> statusPartitions(Consumer<String, byte[]> consumer) {
    List<PartitionInfo> found = consumer.partitionsFor(topics.status(), PATIENCE);
    if (found == null || found.isEmpty()) {
      throw new MissingTopicException(topics.status(), place); // tried again
    }
    Set<TopicPartition> status = new HashSet<>();
    found.forEach(info -> status.add(new TopicPartition(info.topic(), info.partition())));
    return status;
  }

  /**
   * Begins to read added partitions. Sends no request: the consumer learns of them within {@link
   * KafkaSettings#metadataAge}. All their events are new, so they have no entry in {@code
   * toldBefore} and {@code endsAtFirst}.
   */
  private void placeAdded(Consumer<String, byte[]> consumer) {
    Set<TopicPartition> added = statusPartitions(consumer);
    added.removeAll(consumer.assignment());
    if (added.isEmpty()) {
      return;
    }
    LOG.info("{} has new partitions: {}", topics.status(), added);
    Set<TopicPartition> all = new HashSet<>(consumer.assignment());
    all.addAll(added);
    consumer.assign(all);
    // Offset 0 without a request: a request would block the feed while one of them has no leader.
    added.forEach(partition -> consumer.seek(partition, 0));
    synchronized (this) {
      added.forEach(partition -> starts.putIfAbsent(partition.partition(), 0L));
    }
  }

  /** Old versions recorded no progress, so their events are reported again as new. */
  private static long told(OffsetAndMetadata noted) {
    try {
      return Long.parseLong(noted.metadata());
    } catch (NumberFormatException nothing) {
      return noted.offset();
    }
  }

  /** A record that fails does not stop those after it. */
  private void tell(ConsumerRecords<String, byte[]> records) {
    List<UnreadEvent> polled = new ArrayList<>(records.count());
    for (ConsumerRecord<String, byte[]> record : records) {
      if (record.topic().equals(topics.status())) {
        polled.add(events.unread(record));
      } else {
        tellBeat(record);
      }
    }
    for (Listener listener : listeners) {
      try {
        listener.onEvents(polled);
      } catch (RuntimeException e) {
        LOG.warn("A listener failed on the events of a poll", e); // the others still get them
      }
    }
  }

  private void tellBeat(ConsumerRecord<String, byte[]> record) {
    try {
      beats.read(record).ifPresent(beat -> tell(record, listener -> listener.onBeat(beat)));
    } catch (RuntimeException e) {
      skipped(record, e);
    }
  }

  /** A listener that throws does not stop the others. */
  private void tell(
      ConsumerRecord<String, byte[]> record, java.util.function.Consumer<Listener> what) {
    for (Listener listener : listeners) {
      try {
        what.accept(listener);
      } catch (RuntimeException e) {
        skipped(record, e);
      }
    }
  }

  private static void skipped(ConsumerRecord<String, byte[]> record, RuntimeException why) {
    LOG.warn(
        "Skipped a record of {} that a listener failed on: partition={} offset={}",
        record.topic(),
        record.partition(),
        record.offset(),
        why);
  }

  private void noteCaughtUp() {
    if (endsAtFirst != null && hasReached(endsAtFirst)) {
      endsAtFirst = null;
      listeners.forEach(Listener::onCaughtUp);
    }
  }

  private void notePositions(Consumer<String, byte[]> consumer) {
    Map<TopicPartition, Long> now = new HashMap<>();
    consumer.assignment().forEach(partition -> now.put(partition, consumer.position(partition)));
    synchronized (this) {
      positions.putAll(now);
    }
  }

  private void commit(Consumer<String, byte[]> consumer) {
    Map<Integer, Long> offsets = toCommit.getAndSet(null);
    if (offsets == null) {
      return;
    }
    Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
    offsets.forEach(
        (number, offset) -> {
          TopicPartition partition = new TopicPartition(topics.status(), number);
          String told = String.valueOf(consumer.position(partition));
          committed.put(partition, new OffsetAndMetadata(offset, told));
        });
    consumer.commitAsync(
        committed,
        (done, failure) -> {
          if (failure != null) {
            LOG.info("Could not record where to begin next time: {}", failure.getMessage());
          }
        });
  }

  /**
   * Records where a successor must begin, by status partition, and how far this feed has reported.
   * Best effort and asynchronous.
   */
  public void commit(Map<Integer, Long> offsets) {
    toCommit.set(Map.copyOf(offsets));
  }

  /** Whether everything before {@code ends} has been reported. */
  synchronized boolean hasReached(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> positions.getOrDefault(end.getKey(), -1L) >= end.getValue());
  }

  /** All partitions that it reads by now. */
  synchronized Set<TopicPartition> partitions() {
    return Set.copyOf(positions.keySet());
  }

  /** Where it began on each status partition; empty before it has begun. */
  public synchronized Map<Integer, Long> statusStarts() {
    return Map.copyOf(starts);
  }

  /** How far each status partition has been reported. */
  public synchronized Map<Integer, Long> statusPositions() {
    Map<Integer, Long> status = new HashMap<>();
    positions.forEach(
        (partition, offset) -> {
          if (partition.topic().equals(topics.status())) {
            status.put(partition.partition(), offset);
          }
        });
    return status;
  }

  /**
   * For how long no broker has answered: what was reported may be out of date. At most about a
   * second while brokers answer.
   */
  public Duration silence() {
    return Duration.ofNanos(loop.silence());
  }

  @Override
  public void close() {
    address.forget(letGo);
    loop.close();
  }

  private final class Follower implements TailLoop.Role {

    @Override
    public void place(Consumer<String, byte[]> consumer) {
      LogFeed.this.place(consumer);
    }

    @Override
    public void tell(ConsumerRecords<String, byte[]> records, Consumer<String, byte[]> consumer) {
      LogFeed.this.tell(records);
      notePositions(consumer);
      noteCaughtUp();
      commit(consumer);
      placeAdded(consumer);
    }

    /** Retries for as long as this worker is a steward: without the feed it can do nothing. */
    @Override
    public boolean goesOnAfter(KafkaException failure) {
      return true;
    }
  }
}
