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
 * Reads what comes on a topic until it is closed, through outages of the broker: the loop of every
 * follower of the log. One consumer without a group, touched by one thread.
 */
public final class TailLoop implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TailLoop.class);
  private static final Duration POLL = Duration.ofSeconds(1);

  /** What one follower does with it; all called by the loop's thread. */
  public interface Role {

    /**
     * Assigns and positions the consumer. Called until it succeeds, and again for another consumer,
     * which has to go on where the one before has come to.
     */
    void place(Consumer<String, byte[]> consumer);

    /** Called after every poll, also an empty one. */
    void tell(ConsumerRecords<String, byte[]> records, Consumer<String, byte[]> consumer);

    /** Reading failed for a reason that waiting alone does not mend; true to go on trying. */
    boolean goesOnAfter(KafkaException failure);

    /** The loop has ended, and nothing will be told any more. */
    default void ended() {}
  }

  private static final Duration LOOK = Duration.ofMillis(50);

  /** The tags of a figure of the whole client. */
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
  private @Nullable Metric answers; // null until it was looked up

  /**
   * @param name of the thread
   * @param address of what is read
   * @param consumers makes one, and another whenever the address was lost
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
        // close() or letGo() was called, and the next turn sees it
      } catch (KafkaException e) {
        if (!goesOnAfter(e)) {
          break;
        }
      } catch (OutOfMemoryError e) {
        // What listens there is no broker: a client has taken its first words for a length.
        isLetGo = address.isWatched();
        if (!goesOnAfter(new KafkaException("what answers is no Kafka broker", e))) {
          break;
        }
      } catch (RuntimeException e) {
        // A defect, or a record that nobody thought of: whoever lives on this must hear the rest.
        LOG.error("{}: something it was told of failed; it goes on", thread.getName(), e);
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
   * How many answers the consumer has received. Also a fetch that brings nothing is answered,
   * within a second; and a poll returns as it does then if no broker is there.
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

  /** Once the cluster is where it can be reached again. */
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

  /** Between two tries; the broker tells nobody when it is back. */
  private static void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Has the consumer closed soon, and another made once the cluster can be reached again. */
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

  /** Waits for its end, and not for ever. */
  public static void join(Thread thread) {
    try {
      thread.join(Duration.ofSeconds(10).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
