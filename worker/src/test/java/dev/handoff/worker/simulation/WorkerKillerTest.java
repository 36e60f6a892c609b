package dev.handoff.worker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import dev.handoff.job.Reason;
import dev.handoff.log.lane.LaneRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests a job that takes down each worker that runs it, and the jobs beside it. */
class WorkerKillerTest {

  private static final int SCHEDULES = 8;
  private static final int NEIGHBOURS = 4;
  private static final long LIMIT_MILLIS = 900_000;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void isEndedAndItsNeighboursCompleteUncharged(int workers) {
    for (long seed = 1; seed <= SCHEDULES; seed++) {
      World world = World.of(seed);
      SimulatedJob killer = schedule(world, workers, 1).get(0);

      world.time().runUntil(LIMIT_MILLIS);

      String history = "seed " + seed + world.history(killer);
      assertThat(world.state(killer).reason()).as(history).isEqualTo(Reason.WORKER_LOST);
      assertThat(world.state(killer).attempts()).as(history).hasSizeBetween(2, 3);
      for (SimulatedJob neighbour : world.jobs().values()) {
        if (neighbour != killer) {
          JobState state = world.state(neighbour);
          assertThat(state.status()).as(world.history(neighbour)).isEqualTo(JobStatus.COMPLETED);
          assertThat(LaneRecord.FaultCounts.of(state))
              .as(world.history(neighbour))
              .isEqualTo(LaneRecord.FaultCounts.NONE);
        }
      }
      assertThat(Invariants.violated(world)).as("seed %d", seed).isEmpty();
    }
  }

  /** A job that ran beside both of them may count as a third. */
  @Test
  void twoAreEndedAndAllThatIsLeftEnds() {
    for (long seed = 1; seed <= SCHEDULES; seed++) {
      World world = World.of(seed);
      List<SimulatedJob> killers = schedule(world, 2, 2);

      world.time().runUntil(LIMIT_MILLIS);

      for (SimulatedJob killer : killers) {
        String history = "seed " + seed + world.history(killer);
        assertThat(world.state(killer).reason()).as(history).isEqualTo(Reason.WORKER_LOST);
      }
      assertThat(Invariants.violated(world)).as("seed %d", seed).isEmpty();
    }
  }

  private static List<SimulatedJob> schedule(World world, int workers, int count) {
    world.start(workers);
    List<SimulatedJob> killers = new ArrayList<>();
    for (int job = 0; job < count; job++) {
      killers.add(submitted(world, 60_000));
    }
    for (int job = 0; job < NEIGHBOURS; job++) {
      submitted(world, 20_000);
    }
    strike(world, killers);
    return killers;
  }

  private static SimulatedJob submitted(World world, long runMillis) {
    SimulatedJob job = world.newJob(runMillis);
    world.time().at(world.time().between(500, 3_000), () -> world.submit(job));
    return job;
  }

  /** Kills again and again, like a service manager that restarts each worker. */
  private static void strike(World world, List<SimulatedJob> killers) {
    world.when(
        () -> struck(world, killers).isPresent(),
        () -> {
          struck(world, killers).orElseThrow().process().kill();
          world.time().after(3_000, world::addWorker);
          strike(world, killers);
        });
  }

  private static Optional<SimulatedWorker> struck(World world, List<SimulatedJob> killers) {
    return world.witness().alive().stream()
        .filter(child -> killers.contains(world.job(child.claim().job())))
        .map(SimulatedChild::worker)
        .filter(worker -> !worker.process().isDead())
        .findFirst();
  }
}
