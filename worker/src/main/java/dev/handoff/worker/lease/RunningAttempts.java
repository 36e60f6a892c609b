package dev.handoff.worker.lease;

import dev.handoff.log.presence.StopOrder;
import dev.handoff.worker.attempt.child.StopSignal.Why;
import dev.handoff.worker.log.Claim;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds the attempts that this worker runs now, and stops them. Thread-safe. */
public final class RunningAttempts {

  private static final Logger LOG = LoggerFactory.getLogger(RunningAttempts.class);

  private static final Future<?> ON_LOG = CompletableFuture.completedFuture(null);

  private final Map<String, Running> byLease = new ConcurrentHashMap<>();

  private volatile boolean isStopping;

  private record Running(Claim claim, Future<?> onLog, Consumer<Why> stop) {}

  /**
   * @param stop ends the attempt; called by any thread, must return at once
   */
  public void began(Claim claim, Consumer<Why> stop) {
    began(claim, ON_LOG, stop);
  }

  /**
   * The same for an attempt that may have started before its claim is on the log.
   *
   * @param onLog is done when the claim is
   */
  public void began(Claim claim, Future<?> onLog, Consumer<Why> stop) {
    byLease.put(claim.lease(), new Running(claim, onLog, stop));
    if (isStopping) {
      stop.accept(Why.WORKER_STOPPING); // claimed before the stop, begun after it
    }
  }

  public void ended(Claim claim) {
    byLease.remove(claim.lease());
  }

  public List<Claim> claims() {
    return byLease.values().stream().map(Running::claim).toList();
  }

  /** Those that are known to be on the log. */
  Set<Claim> knownClaims() {
    return byLease.values().stream()
        .filter(running -> running.onLog.isDone())
        .map(Running::claim)
        .collect(Collectors.toSet());
  }

  public void obey(StopOrder order) {
    Running running = byLease.get(order.lease());
    if (running != null) {
      LOG.info("{} attempt {}: ordered to stop ({})", order.job(), order.attempt(), order.why());
      running.stop.accept(order.why() == StopOrder.Why.CANCELLED ? Why.CANCELLED : Why.LEASE_LOST);
    }
  }

  public void stop(Claim claim, Why why) {
    Running running = byLease.get(claim.lease());
    if (running != null) {
      running.stop.accept(why);
    }
  }

  /** Stops all running attempts, and each that begins later. */
  public void stopForGood() {
    isStopping = true;
    stopAll(Why.WORKER_STOPPING);
  }

  void stopAll(Why why) {
    byLease.values().forEach(running -> running.stop.accept(why));
  }
}
