package dev.handoff.worker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobEvent.Submitted;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs hundreds of seeded schedules of faults, in virtual time, over the real protocol. */
@Order(2)
class SimulationTest {

  private static final long SEED = Long.getLong("simulation.seed", 1L);
  private static final int SCHEDULES = Integer.getInteger("simulation.schedules", 40);

  @ParameterizedTest
  @EnumSource
  void everyJobEndsOnceWhateverHappens(Scenario scenario) {
    for (long seed = SEED; seed < SEED + SCHEDULES; seed++) {
      World world = scenario.run(World.of(seed));
      List<String> violated = Invariants.violated(world);
      assertThat(violated)
          .as("%s: again with -Dsimulation.schedules=1 -Dsimulation.seed=%d", scenario, seed)
          .isEmpty();
    }
  }

  @Test
  void aKilledWorkersJobStartsAgainWithinALapseAndTwoSeconds() {
    for (long seed = SEED; seed < SEED + SCHEDULES; seed++) {
      World world = World.of(seed);
      SimulatedJob job = running(world);
      long killedAt = world.time().between(8_000, 30_000);
      world.time().at(killedAt, () -> world.runner().process().kill());

      world.time().runUntil(killedAt + world.lease().lapse().toMillis() + 2_000);

      assertThat(world.state(job).attempts()).as("seed %d:%s", seed, world.history(job)).hasSize(2);
    }
  }

  @Test
  void aJobStartsAgainSoonThoughBothStewardsDieWithItsWorker() {
    for (long seed = SEED; seed < SEED + SCHEDULES; seed++) {
      World world = World.of(seed);
      SimulatedJob job = running(world);
      long killedAt = world.time().between(8_000, 30_000);
      world.time().at(killedAt, () -> killRunnerAndStewards(world));

      // Session 6.5 s, new seats 2.5 s, notice and pulse 2 s, a whole lapse, the acts 1 s.
      world.time().runUntil(killedAt + 12_000 + world.lease().lapse().toMillis());

      assertThat(world.state(job).attempts()).as("seed %d:%s", seed, world.history(job)).hasSize(2);
    }
  }

  @Test
  void anOutageUpToAbandonEndsNoAttempt() {
    for (long seed = SEED; seed < SEED + SCHEDULES; seed++) {
      World world = World.of(seed);
      SimulatedJob job = running(world);
      world.time().at(world.time().between(5_000, 20_000), () -> outage(world));

      world.time().runUntil(110_000);

      assertThat(world.state(job).attempts())
          .as("seed %d:%s", seed, world.history(job))
          .singleElement()
          .satisfies(attempt -> assertThat(attempt.reason()).isNull());
    }
  }

  /** So the schedules test both: jobs that rest unread until their end, and jobs that are read. */
  @Test
  void stewardsReadSomeJobsAndDoWithoutOthers() {
    World world = Scenario.EVERYTHING.run(World.of(SEED));

    long all = world.witness().received(Submitted.class);
    assertThat(world.witness().neverRead(Submitted.class)).isBetween(1L, all - 1);
  }

  @Test
  void aSeedHasOneHistory() {
    assertThat(history(Scenario.EVERYTHING.run(World.of(SEED))))
        .isEqualTo(history(Scenario.EVERYTHING.run(World.of(SEED))))
        .contains("Started");
  }

  private static String history(World world) {
    return world.jobs().values().stream().map(world::history).collect(Collectors.joining("\n"));
  }

  private static void outage(World world) {
    long abandon = world.lease().abandon().minus(world.lease().beat()).toMillis();
    world.broker().away(world.time().between(500, abandon - 1_000));
  }

  private static SimulatedJob running(World world) {
    world.start(4);
    SimulatedJob job = world.newJob(90_000);
    world.time().at(1_000, () -> world.submit(job));
    return job;
  }

  private static void killRunnerAndStewards(World world) {
    world.runner().process().kill();
    world.workers().stream()
        .filter(SimulatedWorker::isSteward)
        .forEach(worker -> worker.process().kill());
  }
}
