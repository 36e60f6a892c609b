package dev.handoff.log;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads new records of a topic until it is closed, through outages of the broker. Every follower of
 * the log uses this loop. One consumer without a group, used by one thread.
 */
public final class TailLoop implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TailLoop.class);
  private static final Duration POLL = Duration.ofSeconds(1);

  /** What a follower does with the records. All methods are called by the loop's thread. */
  public interface Role {

    /**
     * Assigns and positions the consumer. Called until it succeeds, and again for each new
     * consumer, which continues where the one before stopped.
     */
    void place(Consumer<String, byte[]> consumer);

    /** Called after every poll, also after an empty one. */
    void tell(ConsumerRecords<String, byte[]> records, Consumer<String, byte[]> consumer);

    /**
     * Called when reading failed for a reason that waiting alone does not mend. Returns true to try
     * again.
     */
    boolean goesOnAfter(KafkaException failure);

    /** Called when the loop has ended; no records follow. */
    default void ended() {}
  }

  private static final Duration LOOK = Duration.ofMillis(50);

  /** The tags of a metric of the whole client. */
  private static final Set<String> OF_ALL_NODES = Set.of("client-id");

  private final BrokerAddress address;
  private final Supplier<Consumer<String, byte[]>> consumers;
  private final PollPace pace;
  private final Role role;
  private final Thread thread;
  private final Silence silence = new Silence(System.nanoTime());

  private volatile Consumer<String, byte[]> consumer;
  private volatile boolean isLetGo;
  private volatile boolean isStopping;

  // Owned by the thread.
  private boolean isPlaced;
  private @Nullable Metric answers; // null until found

  /**
   * @param name of the thread
   * @param address of the cluster
   * @param consumers makes a consumer, and a new one after each loss of the address
   */
  public TailLoop(
      String name,
      BrokerAddress address,
      Supplier<Consumer<String, byte[]>> consumers,
      PollPace pace,
      Role role) {
    this.address = address;
    this.consumers = consumers;
    this.consumer = consumers.get();
    this.pace = pace;
    this.role = role;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  private void run() {
    while (!isStopping) {
      try {
        if (isLetGo) {
          renew();
        } else {
          poll();
        }
      } catch (WakeupException e) {
        // close() or letGo() was called; the next iteration handles it
      } catch (KafkaException e) {
        if (!goesOnAfter(e)) {
          break;
        }
      } catch (OutOfMemoryError e) {
        // The other side is no broker: the client took its first bytes for a length.
        isLetGo = address.isWatched();
        if (!goesOnAfter(new KafkaException("what answers is no Kafka broker", e))) {
          break;
        }
      } catch (RuntimeException e) {
        // A defect or an unexpected record. The follower must still receive the rest.
        LOG.error("{}: processing records failed; continuing", thread.getName(), e);
      }
    }
    KafkaSettings.closeAtOnce(consumer);
    role.ended();
  }

  private void poll() {
    if (!isPlaced) {
      role.place(consumer);
      isPlaced = true;
    }
    ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
    silence.looked(answers(), System.nanoTime());
    role.tell(records, consumer);
    LockSupport.parkNanos(pace.delayAfterPoll(records.count(), System.nanoTime()));
  }

  /**
   * How many responses the consumer has received. An empty fetch is answered too, within a second.
   * An empty poll alone does not show whether a broker answered.
   */
  private double answers() {
    Metric found = answers == null ? find(consumer, "response-total") : answers;
    answers = found;
    return found == null ? 0 : ((Number) found.metricValue()).doubleValue();
  }

  private static @Nullable Metric find(Consumer<String, byte[]> consumer, String name) {
    return consumer.metrics().entrySet().stream()
        .filter(one -> one.getKey().name().equals(name))
        .filter(one -> one.getKey().tags().keySet().equals(OF_ALL_NODES))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  /** Makes a new consumer once the cluster can be reached again. */
  private void renew() {
    KafkaSettings.closeAtOnce(consumer);
    isPlaced = false;
    answers = null;
    silence.changedClient();
    while (address.isAway() && !isStopping) {
      LockSupport.parkNanos(LOOK.toNanos());
      silence.looked(0, System.nanoTime());
    }
    if (!isStopping) {
      isLetGo = false;
      consumer = consumers.get();
    }
  }

  private boolean goesOnAfter(KafkaException failure) {
    boolean mayPass = failure instanceof RetriableException || address.mayExplain(failure);
    if (!mayPass && !role.goesOnAfter(failure)) {
      return false;
    }
    LOG.warn("{}: cannot read now, trying again: {}", thread.getName(), failure.getMessage());
    pause(Duration.ofSeconds(1));
    return true;
  }

  /** Waits between two tries: a broker does not announce its return. */
  private static void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Requests that the consumer is closed, and a new one made once the cluster can be reached again.
   */
  public void letGo() {
    isLetGo = true;
    consumer.wakeup();
  }

  /** For how long no broker has answered, in nanoseconds. */
  public long silence() {
    return silence.at(System.nanoTime());
  }

  @Override
  public void close() {
    isStopping = true;
    consumer.wakeup();
    TailLoop.join(thread);
  }

  /** Waits for the thread to end, for ten seconds at most. */
  public static void join(Thread thread) {
    try {
      thread.join(Duration.ofSeconds(10).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
