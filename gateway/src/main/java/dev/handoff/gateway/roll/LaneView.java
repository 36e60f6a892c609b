package dev.handoff.gateway.roll;

import dev.handoff.awaiter.JobSummary;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobStatus;
import dev.handoff.log.presence.WorkerBeat;
import dev.handoff.log.presence.WorkerBeat.LaneSlots;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What goes on in a lane.
 *
 * @param waiting jobs whose brief is in the lane
 * @param later jobs that wait for their time, or for another attempt
 * @param workers that serve it
 * @param oldest when the job that waits longest was submitted; null if none waits
 */
public record LaneView(
    String lane,
    int waiting,
    int later,
    int running,
    int workers,
    int slots,
    int used,
    @Nullable Instant oldest) {

  private static LaneView empty(String lane) {
    return new LaneView(lane, 0, 0, 0, 0, 0, 0, null);
  }

  /** The lanes that have live jobs or workers, by their names. */
  static List<LaneView> of(Collection<JobSummary> jobs, Collection<WorkerBeat> present) {
    Map<String, LaneView> lanes = new TreeMap<>();
    for (WorkerBeat worker : present) {
      for (LaneSlots one : worker.lanes()) {
        lanes.merge(one.lane(), empty(one.lane()).with(one), (a, b) -> a.with(one));
      }
    }
    for (JobSummary job : jobs) {
      Submitted submitted = job.state().submitted();
      if (submitted != null && !job.state().status().isTerminal()) {
        LaneView lane = lanes.getOrDefault(submitted.lane(), empty(submitted.lane()));
        lanes.put(submitted.lane(), lane.with(job));
      }
    }
    return List.copyOf(lanes.values());
  }

  private LaneView with(LaneSlots more) {
    return new LaneView(
        lane,
        waiting,
        later,
        running,
        workers + 1,
        slots + more.slots(),
        used + more.used(),
        oldest);
  }

  private LaneView with(JobSummary job) {
    boolean runs = job.state().status() == JobStatus.RUNNING;
    boolean waits = job.state().status() == JobStatus.QUEUED && job.state().inLane();
    boolean isLater = job.state().status() == JobStatus.QUEUED && !waits;
    Instant since = job.job().submittedAt();
    boolean isOldest = waits && (oldest == null || since.isBefore(oldest));
    return new LaneView(
        lane,
        waiting + (waits ? 1 : 0),
        later + (isLater ? 1 : 0),
        running + (runs ? 1 : 0),
        workers,
        slots,
        used,
        isOldest ? since : oldest);
  }
}
