package dev.handoff.log;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.AuthenticationException;

/**
 * Where the brokers of a cluster are reached. That of the local default changes while commands
 * wait: its process comes back on another port if a stranger has taken the old one. Until it is
 * back no client may be connected: the stranger would be sent the password. Thread-safe.
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

  /** The newest that is known, for people. */
  public String servers() {
    return servers;
  }

  /** From now on somebody reports each loss, and where it is found again. */
  public void watch() {
    isWatched = true;
  }

  /**
   * Nothing of the cluster is there any more: clients are closed, and none is made until it is
   * back.
   */
  public void lose() {
    synchronized (this) {
      isAway = true;
      losses++;
    }
    listeners.forEach(Runnable::run);
  }

  /** The cluster is there now. Clients that are somewhere else are closed. */
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

  /** It does not come back: clients fail as with any broker that does not answer. */
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

  /** How often it was lost: what failed while this grew is worth another try. */
  public int losses() {
    return losses;
  }

  /**
   * Where to connect a new client: waits while the cluster is away, for as long as that takes or
   * until {@code patience} is over.
   */
  synchronized String await(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      for (long left = patience.toMillis(); isAway && left > 0; left = millisUntil(deadline)) {
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // who is interrupted uses the client no more
    }
    return servers;
  }

  private static long millisUntil(long deadline) {
    return TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
  }

  /**
   * Whether a failure may be the doing of a stranger at the old address: one who knows no login, or
   * whose words a client takes for a length in bytes.
   */
  public boolean mayExplain(Throwable failure) {
    return isWatched
        && (failure instanceof AuthenticationException
            || failure.getCause() instanceof OutOfMemoryError);
  }

  /**
   * @param letGo has clients closed, and does not wait for that; is called at each loss
   */
  public void onLoss(Runnable letGo) {
    listeners.add(letGo);
  }

  public void forget(Runnable letGo) {
    listeners.remove(letGo);
  }
}
