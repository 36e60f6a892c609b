package dev.handoff.log.presence;

import java.time.Instant;
import java.util.List;

/** Beats as tests need them. */
final class SomeBeats {

  private SomeBeats() {}

  /** Of a worker that serves no lane, runs nothing and has nothing to tell. */
  static WorkerBeat idle(Instant at, String worker) {
    return new WorkerBeat(
        at, worker, "host", 1, at, "0", "none", List.of(), List.of(), null, null, null, null);
  }
}
