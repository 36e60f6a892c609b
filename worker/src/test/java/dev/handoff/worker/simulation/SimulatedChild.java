package dev.handoff.worker.simulation;

import dev.handoff.worker.log.Claim;

/**
 * A job's own process under its supervisor, which kills it when its worker dies or is silent for
 * too long. Lives on the worker's host, not in the worker's process.
 */
public final class SimulatedChild {

  static final long SILENCE_MILLIS = 5_000;
  private static final long TICK_MILLIS = 20;

  private final World world;
  private final Claim claim;
  private final SimulatedWorker worker;
  private final Runnable onEnd;
  private boolean isAlive = true;
  private boolean isByItself;

  SimulatedChild(World world, Claim claim, SimulatedWorker worker, Runnable onEnd) {
    this.world = world;
    this.claim = claim;
    this.worker = worker;
    this.onEnd = onEnd;
  }

  void start(long runMillis) {
    world.witness().began(this);
    world.time().after(runMillis, this::endByItself);
  }

  private void endByItself() {
    if (isAlive && worker.process().isSuspended()) {
      world.time().after(100, this::endByItself);
    } else if (isAlive) {
      isByItself = true;
      end();
    }
  }

  void kill() {
    if (isAlive && worker.process().isSuspended()) {
      world.time().after(TICK_MILLIS, this::kill);
    } else if (isAlive) {
      end();
    }
  }

  private void end() {
    isAlive = false;
    world.witness().ended(this);
    onEnd.run();
  }

  /** The other end of the pipe is closed. */
  void workerDied() {
    world.time().after(world.time().between(1, TICK_MILLIS), this::kill);
  }

  /** The last sign of life on the pipe may be a quarter of a second old. */
  void workerSlept() {
    if (!world.has(Safeguard.SUPERVISOR_KILLS_ORPHANS)) {
      return;
    }
    long since = world.time().now();
    boolean isWithHost = worker.process().isSuspended();
    long left = SILENCE_MILLIS - world.time().between(0, 250);
    if (!isWithHost) {
      world.time().after(left, () -> killIfStillAsleep(since));
    } else if (world.has(Safeguard.CLOCK_COUNTS_SLEEP)) {
      world.time().after(left, this::kill); // runs when the host wakes
    }
  }

  private void killIfStillAsleep(long since) {
    if (worker.process().isAsleep() && worker.process().sleptAt() == since) {
      kill();
    }
  }

  boolean isAlive() {
    return isAlive;
  }

  boolean isByItself() {
    return isByItself;
  }

  public Claim claim() {
    return claim;
  }

  public SimulatedWorker worker() {
    return worker;
  }
}
