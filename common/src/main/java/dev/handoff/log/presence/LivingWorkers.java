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
 * Who has beaten lately: the workers that live, each by its newest beat. One that said that it
 * stops lives no more.
 */
public final class LivingWorkers {

  /** A worker whose beat is no older than that, by the newest of all, is taken for alive. */
  public static final Duration RECENT = Duration.ofSeconds(15);

  /** Longer than the usual time from beat to beat. */
  private static final Duration LISTENING = Duration.ofSeconds(4);

  private final KafkaSettings settings;
  private final Duration listening;

  public LivingWorkers(KafkaSettings settings) {
    this(settings, LISTENING);
  }

  /**
   * @param listening for how long a beat is waited for when all look old
   */
  LivingWorkers(KafkaSettings settings, Duration listening) {
    this.settings = settings;
    this.listening = listening;
  }

  /**
   * By id.
   *
   * @param within how old a worker's beat may be, measured from the newest beat of all. If that is
   *     older by this host's clock, either nobody lives or a clock is wrong: who is not heard
   *     within some seconds then is dead
   * @throws org.apache.kafka.common.KafkaException if no broker answers within {@code patience}
   */
  public List<WorkerBeat> heard(Duration within, Duration patience) {
    return heard(within, patience, Duration.ZERO, living -> true);
  }

  /**
   * As {@link #heard(Duration, Duration)}, and listens on until they say what is asked for.
   *
   * @param wait how long to listen at most
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
          throw new TimeoutException("the beats of workers did not come within " + patience);
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

  /** The time of the newest record that comes in time. */
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
      return; // anybody's, and no worker's: each beats under its own key
    }
    beats
        .read(record)
        .ifPresent(
            beat -> newest.compute(record.key(), (key, old) -> beat.hasStopped() ? null : beat));
  }
}
