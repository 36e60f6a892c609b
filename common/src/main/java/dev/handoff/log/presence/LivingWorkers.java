package dev.handoff.log.presence;

import dev.handoff.log.Answers;
import dev.handoff.log.KafkaSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Finds the living workers by their newest heartbeats. A worker that announced its stop is not
 * alive.
 */
public final class LivingWorkers {

  /**
   * A worker is alive if its newest heartbeat is at most this much older than the newest of all.
   */
  public static final Duration RECENT = Duration.ofSeconds(15);

  /** Longer than the usual time between heartbeats. */
  private static final Duration LISTENING = Duration.ofSeconds(4);

  private final KafkaSettings settings;
  private final Duration listening;

  public LivingWorkers(KafkaSettings settings) {
    this(settings, LISTENING);
  }

  /**
   * @param listening how long to wait for a heartbeat if all are old
   */
  LivingWorkers(KafkaSettings settings, Duration listening) {
    this.settings = settings;
    this.listening = listening;
  }

  /**
   * The living workers by id.
   *
   * @param within how old a worker's heartbeat may be, measured from the newest of all. If even
   *     that is older by this host's clock, either no worker is alive or a clock is wrong. Then
   *     only workers that beat within the next seconds are alive
   * @throws org.apache.kafka.common.KafkaException if no broker answers within {@code patience}
   */
  public List<WorkerBeat> heard(Duration within, Duration patience) {
    return heard(within, patience, Duration.ZERO, living -> true);
  }

  /**
   * Like {@link #heard(Duration, Duration)}, and waits until the heartbeats meet the condition.
   *
   * @param wait how long to wait at most
   */
  public List<WorkerBeat> heard(
      Duration within, Duration patience, Duration wait, Predicate<List<WorkerBeat>> isEnough) {
    Consumer<String, byte[]> consumer = settings.readConsumer();
    try {
      TopicPartition partition = new TopicPartition(settings.topics().workers(), 0);
      consumer.assign(List.of(partition));
      long end = Answers.about(partition, consumer.endOffsets(List.of(partition), patience));
      if (end == 0) {
        return List.of();
      }
      consumer.seek(partition, end - 1);
      long newestAt = newest(consumer, Duration.ofSeconds(1)).orElse(System.currentTimeMillis());
      if (Math.abs(System.currentTimeMillis() - newestAt) > within.toMillis()) {
        consumer.seek(partition, end);
        OptionalLong fresh = newest(consumer, listening);
        if (fresh.isEmpty()) {
          return List.of();
        }
        newestAt = fresh.getAsLong();
        end = consumer.position(partition);
      }
      seekTo(consumer, partition, newestAt - within.toMillis(), patience);
      BeatReader beats = new BeatReader(settings);
      Map<String, WorkerBeat> newest = new TreeMap<>();
      long deadline = System.nanoTime() + patience.toNanos();
      while (consumer.position(partition, patience) < end) {
        if (System.nanoTime() > deadline) {
          throw new TimeoutException(
              "the heartbeats of the workers could not be read within " + patience);
        }
        consumer.poll(Duration.ofMillis(100)).forEach(record -> note(beats, record, newest));
      }
      long until = System.nanoTime() + wait.toNanos();
      while (!isEnough.test(List.copyOf(newest.values())) && System.nanoTime() < until) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> note(beats, record, newest));
      }
      return List.copyOf(newest.values());
    } finally {
      KafkaSettings.closeAtOnce(consumer);
    }
  }

  /** The time of the newest record that arrives in time. */
  private OptionalLong newest(Consumer<String, byte[]> consumer, Duration patience) {
    OptionalLong newest = OptionalLong.empty();
    long until = System.nanoTime() + patience.toNanos();
    while (newest.isEmpty() && System.nanoTime() < until) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
        if (new BeatReader(settings).isGenuine(record)) {
          newest = OptionalLong.of(record.timestamp());
        }
      }
    }
    return newest;
  }

  private static void seekTo(
      Consumer<String, byte[]> consumer, TopicPartition partition, long time, Duration patience) {
    OffsetAndTimestamp from =
        consumer.offsetsForTimes(Map.of(partition, time), patience).get(partition);
    if (from != null) {
      consumer.seek(partition, from.offset());
    }
  }

  private static void note(
      BeatReader beats, ConsumerRecord<String, byte[]> record, Map<String, WorkerBeat> newest) {
    if (record.key() == null) {
      return; // no worker's: a worker writes under its own key
    }
    beats
        .read(record)
        .ifPresent(
            beat -> newest.compute(record.key(), (key, old) -> beat.hasStopped() ? null : beat));
  }
}
