package dev.handoff.worker;

import dev.handoff.job.JobState;
import dev.handoff.worker.attempt.StopSignal.Why;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends this worker's own attempts when it may have lost them: all of them when no beat was
 * acknowledged for {@code abandon}; after a shorter silence those that the log gives to somebody
 * else. On one thread, {@code lease-guard}.
 */
final class LeaseGuard implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LeaseGuard.class);

  private final LeaseSettings lease;
  private final Beat beat;
  private final RunningAttempts running;
  private final LeaseCheck leaseCheck;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "lease-guard"));

  /** Asks the log, which may take for ever; the guard itself must see {@code abandon} meanwhile. */
  private final ExecutorService questions =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "lease-check"));

  // Owned by the timer's thread.
  private LeaseWatch watch;

  LeaseGuard(LeaseSettings lease, Beat beat, RunningAttempts running, LeaseCheck leaseCheck) {
    this.lease = lease;
    this.beat = beat;
    this.running = running;
    this.leaseCheck = leaseCheck;
    this.watch = new LeaseWatch(beat.unbrokenSince());
  }

  void start() {
    Duration every = lease.beat().dividedBy(5);
    timer.scheduleWithFixedDelay(
        this::look, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      Duration silence = beat.silence();
      long unbrokenSince = beat.unbrokenSince();
      LeaseWatch.Due due = watch.due(lease, silence, unbrokenSince);
      watch = new LeaseWatch(unbrokenSince);
      switch (due) {
        case ABANDON -> abandon(silence, unbrokenSince);
        case CHECK -> questions.execute(() -> checkAll(unbrokenSince));
        case NOTHING -> {
          return;
        }
      }
    } catch (RuntimeException e) {
      LOG.error(
          "Could not look after leases", e); // a thrown exception would end the timer for good
    }
  }

  private void abandon(Duration silence, long unbrokenSince) {
    Duration age = beat.age();
    List<Claim> givenUp =
        running.claims().stream()
            .filter(claim -> LeaseWatch.isGivenUp(lease, age, claim.claimedAt(), unbrokenSince))
            .toList();
    if (!givenUp.isEmpty()) {
      LOG.error(
          "No beat was acknowledged for {} s: this worker gives up {} attempts",
          silence.toSeconds(),
          givenUp.size());
      givenUp.forEach(claim -> running.stop(claim, Why.ABANDONED));
    }
  }

  private void checkAll(long unbrokenSince) {
    try {
      leaseCheck.readBack(running.claims()).forEach(this::check);
      beat.confirmed(unbrokenSince);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the worker stops
    } catch (RuntimeException e) {
      LOG.error("Could not ask whose the leases are", e);
    }
  }

  private void check(Claim claim, JobState state) {
    if (LeaseWatch.isLost(state, claim.attempt(), claim.lease())) {
      LOG.warn("{} attempt {}: its lease was lost in the silence", claim.job(), claim.attempt());
      running.stop(claim, Why.LEASE_LOST);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    questions.shutdownNow();
  }
}
