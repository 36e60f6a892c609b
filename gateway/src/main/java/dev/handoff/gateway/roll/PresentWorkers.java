package dev.handoff.gateway.roll;

import dev.handoff.log.presence.LivingWorkers;
import dev.handoff.log.presence.WorkerBeat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * The workers whose heartbeats arrive. Age is measured from the arrival, so no clock of another
 * host matters. Thread-safe.
 */
final class PresentWorkers {

  private record Heard(WorkerBeat beat, long at) {}

  private final LongSupplier nanoTime;

  // Guarded by this, by the id of the worker.
  private final Map<String, Heard> newest = new TreeMap<>();

  PresentWorkers(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  synchronized void heard(WorkerBeat beat) {
    if (beat.hasStopped()) {
      newest.remove(beat.worker());
    } else {
      newest.put(beat.worker(), new Heard(beat, nanoTime.getAsLong()));
    }
  }

  /** By their ids. */
  synchronized List<WorkerBeat> now() {
    long now = nanoTime.getAsLong();
    newest.values().removeIf(one -> now - one.at > LivingWorkers.RECENT.toNanos());
    List<WorkerBeat> present = new ArrayList<>();
    newest.values().forEach(one -> present.add(one.beat));
    return present;
  }

  List<WorkerBeat> serving(String lane) {
    return now().stream()
        .filter(worker -> worker.lanes().stream().anyMatch(one -> one.lane().equals(lane)))
        .toList();
  }
}
