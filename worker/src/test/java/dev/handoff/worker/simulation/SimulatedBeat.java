package dev.handoff.worker.simulation;

import dev.handoff.log.presence.WorkerBeat;
import dev.handoff.worker.lease.Beat;
import dev.handoff.worker.lease.HostClock;
import java.time.Duration;
import java.util.function.Supplier;

/** The beat that ships, without the mends that the world takes out. */
final class SimulatedBeat extends Beat {

  private final World world;

  SimulatedBeat(World world, SimulatedLog log, Supplier<WorkerBeat> content, HostClock clock) {
    super(log::append, content, world.lease(), clock);
    this.world = world;
  }

  @Override
  public synchronized Duration silence() {
    if (!world.has(Safeguard.UNSURE_UNTIL_CONFIRMED)) {
      confirmed(unbrokenSince());
    }
    return super.silence();
  }

  @Override
  public synchronized Duration certainFor(long held) {
    return super.certainFor(world.has(Safeguard.GAP_NEEDS_READ_BACK) ? held : Long.MAX_VALUE);
  }
}
