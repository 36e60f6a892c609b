package dev.handoff.worker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobStatus;
import dev.handoff.job.Reason;
import dev.handoff.log.status.RecordedEvent;
import dev.handoff.worker.simulation.SimulatedJob.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Attempts of repeatable handlers that start before their claim is on the log: the claim is refused
 * or lost while the attempt runs and its end gets on the log. In virtual time.
 */
@Order(1)
class EarlyStartTest {

  private static final int SEEDS = 60;

  /** Until then each claim may be refused or lost. */
  private static final long HEALED = 9_000;

  @Test
  void anEndThatStandsBeforeItsClaimIsPublishedAgainBehindIt() {
    assertThat(endsBeforeTheirClaim(this::queued)).as("schedules that show it").isPositive();

    assertHolds(this::queued, JobStatus.COMPLETED);
  }

  /** Nothing of the job was on the log: there the end counts alone. */
  @Test
  void anEndThatStandsBeforeEverythingElseOfItsJobIsTheOneEnd() {
    assertThat(endsBeforeTheirClaim(this::unknown)).as("schedules that show it").isPositive();

    assertHolds(this::unknown, JobStatus.COMPLETED);
  }

  @Test
  void aFailureThatStandsBeforeItsClaimIsTriedAgain() {
    assertHolds(this::failing, JobStatus.FAILED);
  }

  @Test
  void anEndThatIsNotPublishedAgainIsCaught() {
    assertThat(violations(this::queued, seed -> World.without(seed, Safeguard.END_BEHIND_CLAIM)))
        .anyMatch(violation -> violation.startsWith("I8"));
  }

  @Test
  void aWorkerThatDiesBetweenTheEndAndItsClaimLeavesTheJobToAnother() {
    assertHolds(
        world -> {
          SimulatedJob job = queued(world);
          world.when(() -> isEndedBeforeClaim(world, job), () -> killAll(world));
          return job;
        },
        JobStatus.COMPLETED);
  }

  @Test
  void aWorkerThatStopsBetweenTheEndAndItsClaimLeavesTheJobToAnother() {
    assertHolds(
        world -> {
          SimulatedJob job = queued(world);
          world.when(
              () -> isEndedBeforeClaim(world, job),
              () -> {
                world.workers().forEach(worker -> worker.drain(500));
                world.addWorker();
              });
          return job;
        },
        JobStatus.COMPLETED);
  }

  @Test
  void aCancelThatComesBeforeTheClaimEndsTheJob() {
    assertHolds(
        world -> {
          SimulatedJob job = queued(world, 20_000, null);
          world.time().at(2_500, () -> world.cancel(job));
          return job;
        },
        JobStatus.CANCELLED);
  }

  @Test
  void aGapOfTheBeatsDoesNotTakeItsLeaseFromAnAttemptWhoseClaimIsNotYetOnTheLog() {
    assertHolds(
        world -> {
          SimulatedJob job = queued(world, 30_000, null);
          world.when(
              () -> world.runnerOrNull() != null,
              () -> world.runner().process().cutOff(8_300)); // longer than a beat may take
          return job;
        },
        JobStatus.COMPLETED);
  }

  private SimulatedJob queued(World world) {
    return queued(world, 5, null);
  }

  private SimulatedJob failing(World world) {
    return queued(world, 5, Reason.RUN_FAILED);
  }

  private static SimulatedJob queued(World world, long runMillis, Reason failure) {
    loseClaims(world);
    SimulatedJob job =
        world.newJob(5, runMillis, failure, "attempts: 2, backoff: 1s", Kind.REPEATABLE_HANDLER);
    world.time().at(1_000, () -> world.submit(job));
    return job;
  }

  private SimulatedJob unknown(World world) {
    loseClaims(world);
    SimulatedJob job = world.newJob(5, 5, null, "attempts: 1", Kind.REPEATABLE_HANDLER);
    world.time().at(1_000, () -> world.broker().lane().append(World.briefOf(job)));
    Submitted submitted =
        new Submitted(world.wallClock(), job.brief(), "ann", World.LANE, 0L, null, null);
    world.time().at(7_000, () -> world.broker().appendNow(job.id(), submitted));
    return job;
  }

  private static void loseClaims(World world) {
    world.start(2);
    world.broker().loseStarts(0.8);
    world.time().at(HEALED, () -> world.broker().loseStarts(0));
  }

  private static void killAll(World world) {
    world.workers().forEach(worker -> worker.process().kill());
    world.addWorker();
  }

  // What they have in common

  private interface Schedule {
    SimulatedJob of(World world);
  }

  private static void assertHolds(Schedule schedule, JobStatus end) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      World world = World.of(seed);
      SimulatedJob job = schedule.of(world);
      Scenario.settle(world);
      assertThat(Invariants.violated(world)).as("seed %d", seed).isEmpty();
      assertThat(world.state(job).status())
          .as("seed %d:%s", seed, world.history(job))
          .isEqualTo(end);
    }
  }

  private static List<String> violations(
      Schedule schedule, java.util.function.LongFunction<World> worlds) {
    List<String> violations = new ArrayList<>();
    for (long seed = 1; seed <= SEEDS; seed++) {
      World world = worlds.apply(seed);
      schedule.of(world);
      Scenario.settle(world);
      violations.addAll(Invariants.violated(world));
    }
    return violations;
  }

  private static int endsBeforeTheirClaim(Schedule schedule) {
    int count = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      World world = World.of(seed);
      SimulatedJob job = schedule.of(world);
      Scenario.settle(world);
      count += isEndedBeforeClaim(world, job) ? 1 : 0;
    }
    return count;
  }

  private static boolean isEndedBeforeClaim(World world, SimulatedJob job) {
    for (RecordedEvent recorded : world.eventsOf(job)) {
      if (recorded.event() instanceof Started) {
        return false;
      }
      if (recorded.event() instanceof Completed) {
        return true;
      }
    }
    return false;
  }
}
