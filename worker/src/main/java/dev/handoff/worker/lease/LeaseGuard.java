package dev.handoff.worker.lease;

import dev.handoff.job.JobState;
import dev.handoff.worker.attempt.child.StopSignal.Why;
import dev.handoff.worker.log.Claim;
import dev.handoff.worker.loop.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends this worker's own attempts when it may have lost them: all of them when no beat was
 * acknowledged for {@code abandon}; after a shorter silence those whose lease the log shows as
 * lost. No thread of its own: {@link #look} is called several times per beat, by one thread, and
 * never waits for the broker.
 */
public final class LeaseGuard {

  private static final Logger LOG = LoggerFactory.getLogger(LeaseGuard.class);

  private final LeaseSettings lease;
  private final Beat beat;
  private final RunningAttempts running;
  private final LeaseCheck leaseCheck;

  // Owned by the thread that calls look.
  private LeaseWatch watch;

  public LeaseGuard(
      LeaseSettings lease, Beat beat, RunningAttempts running, LeaseCheck leaseCheck) {
    this.lease = lease;
    this.beat = beat;
    this.running = running;
    this.leaseCheck = leaseCheck;
    this.watch = new LeaseWatch(beat.unbrokenSince());
  }

  /** How long to pause between two looks. */
  public static Duration pause(LeaseSettings lease) {
    return lease.beat().dividedBy(5);
  }

  /**
   * @param loop runs what follows the log's answers
   */
  public void look(EventLoop loop) {
    Duration silence = beat.silence();
    long unbrokenSince = beat.unbrokenSince();
    LeaseWatch.Due due = watch.due(lease, silence, unbrokenSince);
    watch = new LeaseWatch(unbrokenSince);
    switch (due) {
      case ABANDON -> abandon(silence, unbrokenSince);
      case CHECK -> checkAll(silence, unbrokenSince, loop);
      case NOTHING -> {
        return;
      }
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
          "No beat was acknowledged for {} s: this worker abandons {} attempts",
          silence.toSeconds(),
          givenUp.size());
      givenUp.forEach(claim -> running.stop(claim, Why.ABANDONED));
    }
    if (age.compareTo(lease.abandon()) <= 0) {
      // Beats are acknowledged again: the doubtful attempts are abandoned, later claims are not in
      // doubt, and the next silence counts from zero.
      beat.confirmed(unbrokenSince);
    }
  }

  private void checkAll(Duration silence, long unbrokenSince, EventLoop loop) {
    Set<Claim> known = running.knownClaims();
    leaseCheck
        .readBack(running.claims(), loop)
        .thenAcceptAsync(
            states -> {
              long lost =
                  states.entrySet().stream()
                      .filter(entry -> stopIfLost(entry.getKey(), entry.getValue(), known))
                      .count();
              beat.confirmed(unbrokenSince);
              if (!states.isEmpty() && beat.unbrokenSince() == unbrokenSince) {
                LOG.info(
                    "Beats get through again after {} s: {} attempts go on, {} lost their lease",
                    silence.toSeconds(),
                    states.size() - lost,
                    lost);
              }
            },
            loop)
        .exceptionally(
            defect -> {
              LOG.error("Could not check which leases are still held", defect);
              return null;
            });
  }

  private boolean stopIfLost(Claim claim, JobState state, Set<Claim> known) {
    boolean isLost =
        LeaseWatch.isLost(state, claim.attempt(), claim.lease(), known.contains(claim));
    if (isLost) {
      LOG.warn(
          "{} attempt {}: lost its lease while no beat was acknowledged",
          claim.job(),
          claim.attempt());
      running.stop(claim, Why.LEASE_LOST);
    }
    return isLost;
  }
}
