package dev.handoff.worker.simulation;

import dev.handoff.job.JobState;
import dev.handoff.log.status.RecordedEvent;
import java.util.List;

/** Waits for a job like Wait: folds from the job's first event on, until one ends it. */
final class SimulatedAwaiter {

  private static final long PATIENCE_MILLIS = 1_000;

  private final World world;
  private final SimulatedJob job;
  private final SimulatedProcess process;
  private int read;
  private JobState state = JobState.UNKNOWN;

  SimulatedAwaiter(World world, SimulatedJob job) {
    this.world = world;
    this.job = job;
    this.process = new SimulatedProcess(world.time());
    this.read = world.has(Safeguard.READ_FROM_THE_BEGINNING) ? 0 : world.broker().status().size();
  }

  void start() {
    process.every(world.time().between(50, 150), this::read);
  }

  private void read() {
    List<RecordedEvent> log = world.broker().status();
    while (world.broker().isStatusReachableFor(process)
        && read < log.size()
        && !state.status().isTerminal()) {
      RecordedEvent recorded = log.get(read++);
      if (recorded.job().equals(job.id())) {
        state = world.fold().apply(state, recorded.event());
      }
    }
    if (state.status().isTerminal()) {
      process.kill();
    }
  }

  /** I6: it has another answer than the whole log gives. */
  boolean isDeceived() {
    JobState truth = world.state(job);
    long now = world.time().millis();
    boolean isOver = truth.status().isTerminal();
    boolean isLongOver =
        isOver
            && world.eventsOf(job).stream()
                .allMatch(event -> now - world.broker().appendedAt(event) > PATIENCE_MILLIS);
    return state.status().isTerminal() ? !state.end().equals(truth.end()) : isLongOver;
  }

  SimulatedJob job() {
    return job;
  }
}
