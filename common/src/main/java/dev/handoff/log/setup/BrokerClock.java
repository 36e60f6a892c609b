package dev.handoff.log.setup;

import dev.handoff.log.KafkaSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidTimestampException;

/**
 * Reads a broker's clock. Kafka has no request for that, so this sends a record whose timestamp is
 * so far ahead that the topic's settings refuse it. The refusal names the times that the broker
 * accepts, and nothing is written.
 */
public final class BrokerClock {

  /** How far a host's clock may be ahead of a broker's before its records are refused. */
  public static final Duration MOST_AHEAD = TopicSettings.MOST_AHEAD;

  /** How far it may be behind. */
  public static final Duration MOST_BEHIND = TopicSettings.MOST_BEHIND;

  /** More than the error of any clock. */
  private static final Duration FAR_AHEAD = Duration.ofDays(3650);

  /** The shortest that a producer accepts; the caller sets the actual wait. */
  private static final Duration LONGER_THAN_A_REQUEST = Duration.ofSeconds(15);

  private static final Pattern TAKEN = Pattern.compile("within \\[(-?\\d+), (-?\\d+)\\]");

  private final KafkaSettings settings;

  public BrokerClock(KafkaSettings settings) {
    this.settings = settings;
  }

  /**
   * How far this host's clock is ahead of the broker's; empty if the broker does not answer with
   * its time.
   *
   * @param topic a topic with the right settings, so that it refuses the record, to which this user
   *     may write
   * @throws org.apache.kafka.common.KafkaException if the broker refuses this user
   */
  public Optional<Duration> ahead(String topic, Duration patience)
      throws InterruptedException, TimeoutException {
    Producer<String, byte[]> producer = settings.producer(LONGER_THAN_A_REQUEST);
    try {
      refusal(producer, topic, patience); // connects first, so that the timed request does not
      long before = System.currentTimeMillis();
      String refusal = refusal(producer, topic, patience);
      long after = System.currentTimeMillis();
      return brokerTime(refusal).map(at -> Duration.ofMillis((before + after) / 2 - at));
    } finally {
      producer.close(Duration.ZERO);
    }
  }

  private static String refusal(Producer<String, byte[]> producer, String topic, Duration patience)
      throws InterruptedException, TimeoutException {
    long stamp = System.currentTimeMillis() + FAR_AHEAD.toMillis();
    try {
      producer
          .send(new ProducerRecord<>(topic, null, stamp, "clock", new byte[0]))
          .get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return ""; // accepted: the topic lacks the right settings
    } catch (ExecutionException e) {
      if (e.getCause() instanceof InvalidTimestampException refused) {
        return String.valueOf(refused.getMessage());
      }
      throw e.getCause() instanceof org.apache.kafka.common.KafkaException known
          ? known
          : new org.apache.kafka.common.KafkaException(e.getCause());
    }
  }

  /**
   * How far this host's clock is ahead of that of the broker that refused a record just now; empty
   * if the refusal does not contain the broker's time, or the topic lacks the settings that this
   * relies on.
   *
   * @param now when the refusal arrived, by this host's clock
   */
  public static Optional<Duration> ahead(InvalidTimestampException refusal, Instant now) {
    return brokerTime(String.valueOf(refusal.getMessage()))
        .map(at -> Duration.ofMillis(now.toEpochMilli() - at));
  }

  /**
   * Computes the broker's time: the latest accepted timestamp minus what its settings allow fast
   * clocks.
   */
  static Optional<Long> brokerTime(String refusal) {
    Matcher taken = TAKEN.matcher(refusal);
    if (!taken.find()) {
      return Optional.empty();
    }
    long oldest = Long.parseLong(taken.group(1));
    long newest = Long.parseLong(taken.group(2));
    boolean isAsSetUp = newest - oldest == MOST_AHEAD.plus(MOST_BEHIND).toMillis();
    return isAsSetUp ? Optional.of(newest - MOST_AHEAD.toMillis()) : Optional.empty();
  }
}
