package dev.handoff.worker.simulation;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.CancelRequested;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobEvent.OfAttempt;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Terminal;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import dev.handoff.job.Reason;
import dev.handoff.log.lane.LaneRecord;
import dev.handoff.log.status.RecordedEvent;
import dev.handoff.worker.steward.LiveJob;
import dev.handoff.worker.steward.Stewardship;
import dev.handoff.worker.steward.Suspicion;
import java.util.ArrayList;
import java.util.List;

/** Checks what must hold after every schedule, once all faults are healed. */
public final class Invariants {

  private final World world;
  private final List<String> violations = new ArrayList<>();

  private Invariants(World world) {
    this.world = world;
  }

  /** The violations in words, with the history of the job; empty if all invariants hold. */
  public static List<String> violated(World world) {
    Invariants invariants = new Invariants(world);
    invariants.violations.addAll(world.witness().violations());
    world.jobs().values().forEach(invariants::check);
    invariants.nothingIsLeft();
    invariants.nobodyIsDeceived();
    return invariants.violations;
  }

  private void check(SimulatedJob job) {
    int before = violations.size();
    JobState end = ended(job);
    oneEnd(job);
    oneWriterOneEnd(job);
    nothingStartsAfterCancel(job);
    boundedAttempts(job, end);
    if (violations.size() > before) {
      violations.add("the history of " + job.id() + ":" + world.history(job));
    }
  }

  /** I1, and the steward's part in it: the history itself has a terminal event. */
  private JobState ended(SimulatedJob job) {
    LiveJob live = world.fold().live(job.id(), world.broker().status());
    boolean isKnown = live.state().status() != JobStatus.UNKNOWN;
    if (world.accepted().contains(job.id()) && !isKnown) {
      violations.add("I1 " + job.id() + " was accepted and is not on the log");
    }
    if (isKnown && !live.state().status().isTerminal()) {
      violations.add("I1 " + job.id() + " is still " + live.state().status());
    } else if (isKnown && !live.isEndSaid()) {
      violations.add("I1 " + job.id() + " has ended without a terminal event");
    }
    return live.state();
  }

  /** I2, I3, I6: readers that read any prefix of the log never contradict each other. */
  private void oneEnd(SimulatedJob job) {
    JobState state = JobState.UNKNOWN;
    for (RecordedEvent recorded : world.eventsOf(job)) {
      JobState next = world.fold().apply(state, recorded.event());
      boolean isLegal =
          next.status() == state.status() || state.status().successors().contains(next.status());
      if (!isLegal) {
        violations.add("I3 " + job.id() + " went from " + state.status() + " to " + next.status());
      }
      if (next != state && !isByHolder(state, recorded.event())) {
        violations.add("R2 an event counted for " + job.id() + " that its holder did not append");
      }
      if (state.status().isTerminal() && next.end() != state.end()) {
        violations.add("I2 " + job.id() + " ended twice");
      }
      state = next;
    }
  }

  private static boolean isByHolder(JobState state, JobEvent event) {
    return state.status() != JobStatus.RUNNING
        || !(event instanceof OfAttempt ofAttempt)
        || state.isHeldBy(ofAttempt.attempt(), ofAttempt.lease());
  }

  private void nobodyIsDeceived() {
    for (SimulatedAwaiter awaiter : world.awaiters()) {
      if (awaiter.isDeceived()) {
        violations.add("I6 a wait for " + awaiter.job().id() + " did not receive its end");
      }
    }
  }

  /** I2: one lease never has two different ends of one attempt. */
  private void oneWriterOneEnd(SimulatedJob job) {
    List<Terminal> said = new ArrayList<>();
    for (RecordedEvent recorded : world.eventsOf(job)) {
      if (recorded.event() instanceof Terminal terminal && terminal.lease() != null) {
        for (Terminal other : said) {
          boolean isSame = other.getClass() == terminal.getClass();
          if (other.lease().equals(terminal.lease()) && !isSame && !isBySteward(other, terminal)) {
            violations.add("I2 two ends were appended for " + job.id() + " with one lease");
          }
        }
        said.add(terminal);
      }
    }
  }

  /** A steward appends the end of a silent worker's last attempt with that worker's lease. */
  private static boolean isBySteward(Terminal one, Terminal other) {
    return isLost(one) || isLost(other);
  }

  private static boolean isLost(Terminal terminal) {
    return terminal instanceof Failed failed && failed.reason() == Reason.WORKER_LOST;
  }

  private void nothingStartsAfterCancel(SimulatedJob job) {
    boolean isCancelled = false;
    JobState state = JobState.UNKNOWN;
    for (RecordedEvent recorded : world.eventsOf(job)) {
      JobState next = world.fold().apply(state, recorded.event());
      if (isCancelled && recorded.event() instanceof Started && next != state) {
        violations.add("I3 " + job.id() + " was started after it had been cancelled");
      }
      isCancelled |= recorded.event() instanceof CancelRequested;
      state = next;
    }
  }

  /** I9 */
  private void boundedAttempts(SimulatedJob job, JobState end) {
    long system = LaneRecord.FaultCounts.of(end).system();
    long own = LaneRecord.FaultCounts.of(end).own();
    if (Suspicion.of(end).losses() > Stewardship.MAX_LOSSES) {
      violations.add("I9 " + job.id() + " was lost with too many workers");
    }
    if (system > LaneRecord.FaultCounts.MAX_SYSTEM) {
      violations.add("I9 " + job.id() + " failed " + system + " times by the system");
    }
    if (own > job.brief().retries().attempts()) {
      violations.add("I9 " + job.id() + " failed " + own + " times by itself");
    }
  }

  /** I7, F12: no child, no used slot and no steward's watch outlives its job. */
  private void nothingIsLeft() {
    if (!world.witness().alive().isEmpty()) {
      violations.add("I7 children are left: " + world.witness().alive().size());
    }
    for (SimulatedWorker worker : world.workers()) {
      if (!worker.process().isDead() && !worker.isIdle()) {
        violations.add("I7 a slot of " + worker.id() + " is not free");
      }
      if (!worker.process().isDead() && worker.liveJobs() > 0) {
        violations.add("I7 the steward of " + worker.id() + " still watches ended jobs");
      }
    }
  }
}
