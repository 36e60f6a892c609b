package dev.handoff.log;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.AuthenticationException;

/**
 * Holds the address of a cluster's brokers. The address of the local broker can change while
 * commands wait: if another process has taken its port, it restarts on a new one. Until then no
 * client may connect, because the other process would receive the password. Thread-safe.
 */
public final class BrokerAddress {

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  private volatile String servers;
  private volatile boolean isWatched;
  private volatile boolean isAway;
  private volatile int losses;

  private BrokerAddress(String servers) {
    this.servers = servers;
  }

  static BrokerAddress of(String servers) {
    return new BrokerAddress(servers);
  }

  /** The newest known address, for people. */
  public String servers() {
    return servers;
  }

  /** Declares that from now on each loss and each new address is reported here. */
  public void watch() {
    isWatched = true;
  }

  /** Records that the cluster is gone: clients are closed, and none is made until it is back. */
  public void lose() {
    synchronized (this) {
      isAway = true;
      losses++;
    }
    listeners.forEach(Runnable::run);
  }

  /** Records the new address. Clients of the old one are closed. */
  public void moveTo(String newServers) {
    if (!isAway && !newServers.equals(servers)) {
      lose();
    }
    synchronized (this) {
      servers = newServers;
      isAway = false;
      notifyAll();
    }
  }

  /**
   * Records that the cluster does not come back: clients fail as with any broker that does not
   * answer.
   */
  public synchronized void giveUp() {
    isWatched = false;
    isAway = false;
    notifyAll();
  }

  boolean isWatched() {
    return isWatched;
  }

  public boolean isAway() {
    return isAway;
  }

  /** How often the cluster was lost. A call that failed while this number grew is worth a retry. */
  public int losses() {
    return losses;
  }

  /**
   * The address for a new client. Waits while the cluster is away, for {@code patience} at most.
   */
  synchronized String await(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      for (long left = patience.toMillis(); isAway && left > 0; left = millisUntil(deadline)) {
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // an interrupted caller uses the client no more
    }
    return servers;
  }

  private static long millisUntil(long deadline) {
    return TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
  }

  /**
   * Whether another process at the old address can explain the failure: it rejects the login, or
   * the client takes its bytes for a huge length.
   */
  public boolean mayExplain(Throwable failure) {
    return isWatched
        && (failure instanceof AuthenticationException
            || failure.getCause() instanceof OutOfMemoryError);
  }

  /**
   * @param letGo called at each loss; closes clients without waiting for that
   */
  public void onLoss(Runnable letGo) {
    listeners.add(letGo);
  }

  public void forget(Runnable letGo) {
    listeners.remove(letGo);
  }
}
