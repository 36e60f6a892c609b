package dev.handoff.log;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what comes on a topic until it is closed, through outages of the broker: the loop of every
 * follower of the log. One consumer without a group, touched by one thread.
 */
final class TailLoop implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TailLoop.class);
  private static final Duration POLL = Duration.ofSeconds(1);

  /** What one follower does with it; all called by the loop's thread. */
  interface Role {

    /** Assigns and positions the consumer. Called until it succeeds. */
    void place(Consumer<String, byte[]> consumer);

    /** Called after every poll, also an empty one. */
    void tell(ConsumerRecords<String, byte[]> records, Consumer<String, byte[]> consumer);

    /** Reading failed for a reason that waiting alone does not mend; true to go on trying. */
    boolean goesOnAfter(KafkaException failure);

    /** The loop has ended, and nothing will be told any more. */
    default void ended() {}
  }

  private final Consumer<String, byte[]> consumer;
  private final PollPace pace;
  private final Role role;
  private final Thread thread;

  private volatile boolean isStopping;

  /**
   * @param name of the thread
   */
  TailLoop(String name, Consumer<String, byte[]> consumer, PollPace pace, Role role) {
    this.consumer = consumer;
    this.pace = pace;
    this.role = role;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    boolean isPlaced = false;
    while (!isStopping) {
      try {
        if (!isPlaced) {
          role.place(consumer);
          isPlaced = true;
        }
        ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
        role.tell(records, consumer);
        LockSupport.parkNanos(pace.delayAfterPoll(records.count(), System.nanoTime()));
      } catch (WakeupException e) {
        // close() was called, and the loop's condition sees it
      } catch (KafkaException e) {
        if (!goesOnAfter(e)) {
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

  private boolean goesOnAfter(KafkaException failure) {
    if (!(failure instanceof RetriableException) && !role.goesOnAfter(failure)) {
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

  @Override
  public void close() {
    isStopping = true;
    consumer.wakeup();
    StatusLog.join(thread);
  }
}
