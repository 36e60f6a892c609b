package dev.handoff.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Thousands of seeded schedules of faults, in virtual time, over the real rules of the protocol.
 */
class SimulationTest {

  private static final long SEED = Long.getLong("simulation.seed", 1L);
  private static final int SCHEDULES = Integer.getInteger("simulation.schedules", 120);

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
}
