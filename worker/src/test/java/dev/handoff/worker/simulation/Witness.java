package dev.handoff.worker.simulation;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.log.status.RecordedEvent;
import dev.handoff.log.status.UnreadEvent;
import dev.handoff.worker.lease.LeaseSettings;
import dev.handoff.worker.log.Claim;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Observes from outside which children run at once and which attempts publish. */
final class Witness {

  private static final long LATE_KILL_MILLIS = 400;

  private static final long LONG_AGO_MILLIS = 40_000;

  private static final long STALE_ANSWER_MILLIS = 1_000;

  private final World world;
  private final List<SimulatedChild> alive = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();
  private int childrenStarted;
  private final List<UnreadEvent> polled = new ArrayList<>();

  Witness(World world) {
    this.world = world;
  }

  List<String> violations() {
    return violations;
  }

  /** Records a violation that a test has seen. */
  void saw(String violation) {
    violations.add(violation);
  }

  int childrenStarted() {
    return childrenStarted;
  }

  /** What a steward has received. */
  void polled(List<UnreadEvent> events) {
    polled.addAll(events);
  }

  /** How many events of that kind a steward could do without. */
  long neverRead(Class<? extends JobEvent> kind) {
    return polled.stream().filter(event -> event.is(kind) && !event.isRead()).count();
  }

  /** How many events of that kind stewards received. */
  long received(Class<? extends JobEvent> kind) {
    return polled.stream().filter(event -> event.is(kind)).count();
  }

  void began(SimulatedChild child) {
    childrenStarted++;
    for (SimulatedChild other : alive) {
      // Handlers that declare themselves repeatable may run twice at once.
      boolean isSame = other.claim().job().equals(child.claim().job());
      if (isSame && !world.job(child.claim().job()).isRepeatable()) {
        overlapped(other, child);
      }
    }
    alive.add(child);
  }

  private void overlapped(SimulatedChild older, SimulatedChild younger) {
    if (older.worker().process().isSuspended()) {
      // It does not run now; when its host wakes it may run until its supervisor kills it.
      later(older, younger, 100, "host slept");
      return;
    }
    LeaseSettings lease = world.lease();
    boolean isCutOff = older.worker().process().wasCutOffWithin(lease.beat().toMillis());
    if (isCutOff) {
      Duration most = lease.abandon().minus(lease.lapse()).plus(lease.beat());
      world
          .time()
          .after(most.toMillis(), () -> violatedIfBothLive(older, younger, "after " + most));
    } else {
      violated(older, younger, "at all");
    }
  }

  private void later(SimulatedChild older, SimulatedChild younger, long millis, String how) {
    world
        .time()
        .after(
            millis,
            () -> {
              if (older.worker().process().isSuspended()) {
                later(older, younger, millis, how);
              } else {
                world.time().after(LATE_KILL_MILLIS, () -> violatedIfBothLive(older, younger, how));
              }
            });
  }

  private void violatedIfBothLive(SimulatedChild older, SimulatedChild younger, String how) {
    if (older.isAlive() && younger.isAlive() && !older.worker().process().isSuspended()) {
      violated(older, younger, how);
    }
  }

  private void violated(SimulatedChild older, SimulatedChild younger, String how) {
    violations.add(
        "I4 two children of %s at once (%s): attempts %d of %s and %d of %s, at %d ms"
            .formatted(
                older.claim().job(),
                how,
                older.claim().attempt(),
                older.worker().id(),
                younger.claim().attempt(),
                younger.worker().id(),
                world.time().millis()));
  }

  void ended(SimulatedChild child) {
    alive.remove(child);
  }

  List<SimulatedChild> alive() {
    return alive;
  }

  /** I5: the read-back that permitted it may be only a moment old. */
  void published(Claim claim, SimulatedWorker worker) {
    long since = world.time().millis() - STALE_ANSWER_MILLIS;
    if (!world.wasHeldSince(claim, since)) {
      violations.add(
          "I5 %s published attempt %d of %s without its lease, at %d ms"
              .formatted(worker.id(), claim.attempt(), claim.job(), world.time().millis()));
    }
  }

  void accepted(SimulatedWorker worker, long offset) {
    boolean isClaimed =
        world.broker().status().stream()
            .anyMatch(
                recorded ->
                    recorded.event() instanceof Started started
                        && started.worker().equals(worker.id())
                        && started.laneOffset() == offset);
    if (!isClaimed) {
      violations.add("I1 offset " + offset + " was accepted before its claim was on the log");
    }
  }

  /** F12: no steward acts on an ended job. */
  void stewardActed(JobId job) {
    long now = world.time().millis();
    JobState state = JobState.UNKNOWN;
    for (RecordedEvent recorded : world.eventsOf(world.job(job))) {
      state = world.fold().apply(state, recorded.event());
      boolean isLongAgo = now - world.broker().appendedAt(recorded) > LONG_AGO_MILLIS;
      if (state.status().isTerminal() && isLongAgo) {
        violations.add("F12 a steward acted on " + job + " long after its end, at " + now + " ms");
        return;
      }
    }
  }

  /** I8: a slot becomes free only when the end of its attempt or its lost lease is on the log. */
  void left(Claim claim, SimulatedAttempt attempt, Throwable defect) {
    if (defect != null) {
      violations.add("I10 a defect ended an attempt of " + claim.job() + ": " + defect);
    }
    boolean isHeld = world.state(world.job(claim.job())).isHeldBy(claim.attempt(), claim.lease());
    if (isHeld && !attempt.hasLostLease()) {
      violations.add(
          "I8 the slot of attempt %d of %s is free, but by the log it still runs, at %d ms"
              .formatted(claim.attempt(), claim.job(), world.time().millis()));
    }
  }
}
