package dev.handoff.worker.metrics;

import dev.handoff.log.presence.LivingWorkers;
import dev.handoff.log.presence.WorkerBeat;
import dev.handoff.log.presence.WorkerBeat.LaneSlots;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Counts the living workers and their slots by the beats received here. Times on this process's
 * monotonic clock, in nanoseconds. Guarded by its owner.
 */
final class BeatFigures {

  /** As in {@code handoff workers}: a worker silent for longer does not count. */
  private static final long WITHIN = LivingWorkers.RECENT.toNanos();

  private record Heard(long at, List<LaneSlots> lanes) {}

  private final Map<String, Heard> newest = new HashMap<>();

  void heard(WorkerBeat beat, long now) {
    if (beat.hasStopped()) {
      newest.remove(beat.worker());
    } else {
      newest.put(beat.worker(), new Heard(now, List.copyOf(beat.lanes())));
    }
  }

  int workers(long now) {
    forgetSilent(now);
    return newest.size();
  }

  int workersOf(String lane, long now) {
    return sum(lane, now, slots -> 1);
  }

  int slotsOf(String lane, long now) {
    return sum(lane, now, LaneSlots::slots);
  }

  int usedOf(String lane, long now) {
    return sum(lane, now, LaneSlots::used);
  }

  private int sum(String lane, long now, ToIntFunction<LaneSlots> figure) {
    forgetSilent(now);
    return newest.values().stream()
        .flatMap(heard -> heard.lanes().stream())
        .filter(slots -> slots.lane().equals(lane))
        .mapToInt(figure)
        .sum();
  }

  private void forgetSilent(long now) {
    newest.values().removeIf(heard -> now - heard.at() > WITHIN);
  }
}
