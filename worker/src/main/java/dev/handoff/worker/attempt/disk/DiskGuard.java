package dev.handoff.worker.attempt.disk;

import dev.handoff.worker.attempt.child.EscapedProcesses;
import dev.handoff.worker.attempt.child.StopSignal;
import dev.handoff.worker.attempt.folder.Workspace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the attempts that fill the disk of the work folder while the others still have room. Runs on
 * one thread, {@code disk-guard}, which lives while attempts run.
 */
public final class DiskGuard {

  private static final Logger LOG = LoggerFactory.getLogger(DiskGuard.class);

  private final List<SupplyWatch> supplies;

  // Guarded by this; by name, in the order in which they started.
  private final Map<String, Guarded> running = new LinkedHashMap<>();
  private boolean isWatching;

  public DiskGuard(Path folder, long leastFree) {
    this.supplies =
        List.of(
            new SupplyWatch(new Supply.Bytes(folder, leastFree)),
            new SupplyWatch(new Supply.Entries(folder)));
  }

  /**
   * A running attempt.
   *
   * @param stop the signal that ends it, and that records whether the disk is the reason
   */
  public record Guarded(
      String name, Workspace workspace, EscapedProcesses escaped, StopSignal stop) {

    boolean isEnding() {
      return stop.shortage().isPresent();
    }
  }

  /** Guards the attempt until {@link #release}. */
  public synchronized void guard(Guarded attempt) {
    running.put(attempt.name(), attempt);
    if (!isWatching) {
      isWatching = true;
      Thread thread = new Thread(this::watch, "disk-guard");
      thread.setDaemon(true);
      thread.start();
    }
  }

  public synchronized void release(Guarded attempt) {
    running.remove(attempt.name());
  }

  /** Whether running jobs have left less room than they must. */
  public boolean isShort() throws InterruptedException {
    for (SupplyWatch supply : supplies) {
      if (supply.isShort()) {
        return true;
      }
    }
    return false;
  }

  private void watch() {
    long[] next = new long[supplies.size()];
    supplies.forEach(SupplyWatch::begin);
    Arrays.fill(next, System.nanoTime());
    try {
      for (List<Guarded> now = attempts(); !now.isEmpty(); now = attempts()) {
        for (int i = 0; i < next.length; i++) {
          if (System.nanoTime() - next[i] >= 0) {
            next[i] = System.nanoTime() + look(supplies.get(i), now).toNanos();
          }
        }
        long soonest = Long.MAX_VALUE;
        for (long each : next) {
          soonest = Math.min(soonest, each - System.nanoTime());
        }
        TimeUnit.NANOSECONDS.sleep(Math.max(0, soonest));
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("the disk guard's thread is never interrupted", e);
    }
  }

  private static Duration look(SupplyWatch supply, List<Guarded> now) throws InterruptedException {
    try {
      return supply.look(now);
    } catch (RuntimeException e) {
      LOG.error(
          "Could not check whether jobs fill the disk", e); // if thrown, it would end the watch
      return Duration.ofSeconds(1);
    }
  }

  /** Empty: the thread ends, and the next attempt starts another. */
  private synchronized List<Guarded> attempts() {
    isWatching = !running.isEmpty();
    return List.copyOf(running.values());
  }
}
