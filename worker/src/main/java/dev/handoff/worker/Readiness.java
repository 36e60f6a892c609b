package dev.handoff.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What keeps a worker from its work now: its own life, the broker, its lanes, its disk. */
final class Readiness {

  /** Where a worker is in its life. */
  enum Life {
    STARTING,
    TAKING,
    STOPPING
  }

  private final Beat beat;
  private final Duration lapse;
  private final RoomWatch room;
  private final List<LaneService> lanes;

  private volatile Life life = Life.STARTING;

  Readiness(Beat beat, LeaseSettings lease, RoomWatch room, List<LaneService> lanes) {
    this.beat = beat;
    this.lapse = lease.lapse();
    this.room = room;
    this.lanes = List.copyOf(lanes);
  }

  void is(Life now) {
    life = now;
  }

  /** In words, a line each; empty: ready. Asks nobody and waits for nobody. */
  List<String> problems() {
    if (life != Life.TAKING) {
      return List.of(life == Life.STARTING ? "the worker starts" : "the worker stops");
    }
    List<String> problems = new ArrayList<>();
    Duration age = beat.age();
    if (age.compareTo(lapse) > 0) {
      problems.add("no beat was acknowledged for " + age.toSeconds() + " s");
    }
    if (room.notice() != null) {
      problems.add(room.notice());
    }
    for (LaneService lane : lanes) {
      String trouble = lane.trouble();
      if (trouble != null) {
        problems.add("lane " + lane.slots().lane() + ": " + trouble);
      }
    }
    return problems;
  }
}
