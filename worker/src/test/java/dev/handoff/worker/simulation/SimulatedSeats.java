package dev.handoff.worker.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The group with two seats: sticky, and a dead member's seat becomes free after six seconds. */
final class SimulatedSeats {

  private static final int SEATS = 2;
  private static final long SESSION_MILLIS = 6_000;

  private final World world;
  private final List<SimulatedWorker> members = new ArrayList<>();
  private final Map<SimulatedWorker, Long> heard = new HashMap<>();
  private final SimulatedWorker[] seated = new SimulatedWorker[SEATS];
  private int epoch;
  private boolean isRebalancing;

  SimulatedSeats(World world) {
    this.world = world;
  }

  void start() {
    world.time().after(500, this::look);
  }

  private void look() {
    long now = world.time().millis();
    boolean isUp = world.broker().isUp();
    for (SimulatedWorker worker : world.workers()) {
      SimulatedProcess process = worker.process();
      boolean isHeard =
          world.broker().isReachableFor(process) && !process.isDead() && !process.isAsleep();
      if (isHeard || !isUp && heard.containsKey(worker)) {
        heard.put(worker, now);
      }
    }
    List<SimulatedWorker> alive =
        world.workers().stream()
            .filter(worker -> now - heard.getOrDefault(worker, -SESSION_MILLIS) < SESSION_MILLIS)
            .toList();
    if (isUp && !alive.equals(members) && !isRebalancing) {
      isRebalancing = true;
      world.time().after(world.time().between(50, 2_000), this::rebalance);
      members.clear();
      members.addAll(alive);
    }
    world.time().after(500, this::look);
  }

  private void rebalance() {
    isRebalancing = false;
    epoch++;
    for (int i = 0; i < SEATS; i++) {
      if (seated[i] != null && !members.contains(seated[i])) {
        seated[i] = null;
      }
    }
    for (int i = 0; i < SEATS; i++) {
      if (seated[i] == null) {
        List<SimulatedWorker> standing = new ArrayList<>(members);
        standing.remove(seated[1 - i]);
        seated[i] = standing.isEmpty() ? null : standing.get(0);
      }
    }
  }

  /** Changes with each rebalance. */
  int epoch() {
    return epoch;
  }

  OptionalInt seatOf(SimulatedWorker worker) {
    for (int i = 0; i < SEATS; i++) {
      if (seated[i] == worker) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }
}
