package dev.handoff.worker.simulation;

import dev.handoff.worker.steward.StewardActions;
import dev.handoff.worker.steward.StewardDuty;
import dev.handoff.worker.steward.StewardTimes;

/** The steward's duty that ships, without the mends that the world takes out. */
final class SimulatedStewardDuty extends StewardDuty {

  private final World world;
  private int epoch;

  SimulatedStewardDuty(World world, StewardActions actions, Surroundings surroundings) {
    super(world.lease(), StewardTimes.DEFAULT, actions, surroundings);
    this.world = world;
  }

  @Override
  public void turn() {
    if (!world.has(Safeguard.KEEP_FOLD_WITHOUT_SEAT) && epoch != world.seats().epoch()) {
      epoch = world.seats().epoch();
      dismiss();
    }
    super.turn();
  }

  @Override
  public long keptFor() {
    return world.has(Safeguard.KEEP_FOLD_WITHOUT_SEAT) ? super.keptFor() : 0;
  }
}
