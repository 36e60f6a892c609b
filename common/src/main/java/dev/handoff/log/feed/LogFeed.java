package dev.handoff.log.feed;

import dev.handoff.log.Answers;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.MissingTopicException;
import dev.handoff.log.PollPace;
import dev.handoff.log.TailLoop;
import dev.handoff.log.Topics;
import dev.handoff.log.presence.BeatReader;
import dev.handoff.log.presence.WorkerBeat;
import dev.handoff.log.status.EventReader;
import dev.handoff.log.status.RecordedEvent;
import java.time.Duration;
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
 * All events of all jobs and all beats, in one stream: what a steward lives on. Begins where the
 * stewards before it have left off. One consumer, one thread, {@code log-feed}.
 */
public final class LogFeed implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LogFeed.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Is told everything, on the feed's thread. */
  public interface Listener {

    /**
     * Comes first.
     *
     * @param toldBefore how far each status partition was told by the feeds before this one, as
     *     noted by {@link #commit}: what is told again from where it begins; the rest is new
     */
    default void onBegin(Map<Integer, Long> toldBefore) {}

    /** All that stood on the log at the beginning has been told. */
    default void onCaughtUp() {}

    void onEvent(RecordedEvent event);

    void onBeat(WorkerBeat beat);
  }

  private final Topics topics;
  private final EventReader events;
  private final BeatReader beats;
  private final List<Listener> listeners;
  private final String place;
  private final TailLoop loop;
  private final AtomicReference<@Nullable Map<Integer, Long>> toCommit = new AtomicReference<>();

  // Owned by the thread; null once they have been reached.
  private @Nullable Map<TopicPartition, Long> endsAtFirst;

  // Guarded by this.
  private final Map<TopicPartition, Long> positions = new HashMap<>();

  public LogFeed(KafkaSettings settings, List<Listener> listeners) {
    this.topics = settings.topics();
    this.events = new EventReader(settings);
    this.beats = new BeatReader(settings);
    this.listeners = List.copyOf(listeners);
    this.place = settings.place();
    this.loop =
        new TailLoop(
            "log-feed",
            settings.address(),
            settings::stewardConsumer,
            PollPace.leisurely(System.nanoTime()),
            new Follower());
  }

  public void start() {
    loop.start();
  }

  private void place(Consumer<String, byte[]> consumer) {
    Set<TopicPartition> status = statusPartitions(consumer);
    TopicPartition workers = new TopicPartition(topics.workers(), 0);
    Set<TopicPartition> all = new HashSet<>(status);
    all.add(workers);
    consumer.assign(all);
    Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(status);
    Map<Integer, Long> toldBefore = new HashMap<>();
    for (TopicPartition partition : status) {
      OffsetAndMetadata offset = committed.get(partition);
      if (offset == null) {
        consumer.seekToBeginning(List.of(partition));
      } else {
        consumer.seek(partition, offset.offset());
        toldBefore.put(partition.partition(), told(offset));
      }
    }
    long newBeats = Answers.about(workers, consumer.endOffsets(List.of(workers)));
    consumer.seek(workers, newBeats);
    beats.beginAt(newBeats);
    endsAtFirst = consumer.endOffsets(status);
    listeners.forEach(listener -> listener.onBegin(toldBefore));
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
   * Begins to read partitions that were added meanwhile. Asks nobody: a consumer learns of them by
   * itself within {@link KafkaSettings#metadataAge}. All that stands on them is new, so they have
   * no part in {@code toldBefore} and {@code endsAtFirst}.
   */
  private void placeAdded(Consumer<String, byte[]> consumer) {
    Set<TopicPartition> added = statusPartitions(consumer);
    added.removeAll(consumer.assignment());
    if (added.isEmpty()) {
      return;
    }
    LOG.info("{} has got more partitions: {}", topics.status(), added);
    Set<TopicPartition> all = new HashSet<>(consumer.assignment());
    all.addAll(added);
    consumer.assign(all);
    // By number: to ask where they begin would stop the feed while one of them has no leader.
    added.forEach(partition -> consumer.seek(partition, 0));
  }

  /** What a version that noted nothing has told is not known, and told again as new. */
  private static long told(OffsetAndMetadata noted) {
    try {
      return Long.parseLong(noted.metadata());
    } catch (NumberFormatException nothing) {
      return noted.offset();
    }
  }

  /** One record that cannot be told must not keep those after it from being told. */
  private void tell(ConsumerRecord<String, byte[]> record) {
    try {
      if (record.topic().equals(topics.status())) {
        events.read(record).ifPresent(event -> tell(record, listener -> listener.onEvent(event)));
      } else {
        beats.read(record).ifPresent(beat -> tell(record, listener -> listener.onBeat(beat)));
      }
    } catch (RuntimeException e) {
      skipped(record, e);
    }
  }

  /** Nor must one listener keep the next from being told. */
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
        "Skipped a record of {} that cannot be told: partition={} offset={}",
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
            LOG.info("Could not note where to begin next time: {}", failure.getMessage());
          }
        });
  }

  /**
   * Where a successor is to begin, by status partition; how far this feed has told is noted with
   * it. Takes effect soon, if at all.
   */
  public void commit(Map<Integer, Long> offsets) {
    toCommit.set(Map.copyOf(offsets));
  }

  /** Whether everything before {@code ends} has been told. */
  synchronized boolean hasReached(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> positions.getOrDefault(end.getKey(), -1L) >= end.getValue());
  }

  /** All that it reads by now. */
  synchronized Set<TopicPartition> partitions() {
    return Set.copyOf(positions.keySet());
  }

  /** How far each status partition has been told. */
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

  @Override
  public void close() {
    loop.close();
  }

  private final class Follower implements TailLoop.Role {

    @Override
    public void place(Consumer<String, byte[]> consumer) {
      LogFeed.this.place(consumer);
    }

    @Override
    public void tell(ConsumerRecords<String, byte[]> records, Consumer<String, byte[]> consumer) {
      records.forEach(LogFeed.this::tell);
      notePositions(consumer);
      noteCaughtUp();
      commit(consumer);
      placeAdded(consumer);
    }

    /** A steward without eyes is no steward; it looks again for as long as it is seated. */
    @Override
    public boolean goesOnAfter(KafkaException failure) {
      return true;
    }
  }
}
