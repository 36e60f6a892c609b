package dev.handoff.awaiter;

import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobStatus;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.lane.LaneBacklog;
import dev.handoff.log.presence.LivingWorkers;
import dev.handoff.log.presence.WorkerBeat;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * What a waiting job waits for: its place in the lane, and the workers that serve the lane.
 *
 * @param place 1 is next; null if the job is not in a lane, or unknown
 * @param workers number of live workers that serve its lane; null if unknown
 * @param trouble why none of them takes jobs now; null if at least one does
 */
public record QueuePosition(
    @Nullable Long place, @Nullable Integer workers, @Nullable String trouble) {

  public static final QueuePosition UNKNOWN = new QueuePosition(null, null);

  // The start of the notice in a worker's heartbeat.
  private static final String TAKES_NONE = "takes no jobs: ";

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  public QueuePosition(@Nullable Long place, @Nullable Integer workers) {
    this(place, workers, null);
  }

  /** Looks up only jobs that wait in their lane. */
  public static QueuePosition of(JobView view, KafkaSettings kafka) throws InterruptedException {
    Submitted submitted = view.state().submitted();
    boolean isWaiting = view.status() == JobStatus.QUEUED && view.state().inLane();
    if (submitted == null || !isWaiting) {
      return UNKNOWN;
    }
    try {
      return of(workers(submitted.lane(), kafka), place(view, submitted, kafka));
    } catch (KafkaException | ExecutionException | TimeoutException e) {
      return UNKNOWN; // no failure: the state of the job is known
    }
  }

  private static @Nullable Long place(JobView view, Submitted submitted, KafkaSettings kafka)
      throws ExecutionException, InterruptedException, TimeoutException {
    Long offset = submitted.laneOffset();
    if (offset == null || !view.state().attempts().isEmpty()) {
      return null; // the state of a job does not contain the offset of a later attempt
    }
    try (LaneBacklog backlog = new LaneBacklog(kafka)) {
      Map<String, LaneBacklog.Place> places = backlog.of(List.of(submitted.lane()));
      LaneBacklog.Place found = places.get(submitted.lane());
      return found == null ? null : found.placeOf(offset);
    }
  }

  private static List<WorkerBeat> workers(String lane, KafkaSettings kafka) {
    return new LivingWorkers(kafka)
        .heard(LivingWorkers.RECENT, PATIENCE).stream()
            .filter(worker -> worker.lanes().stream().anyMatch(one -> one.lane().equals(lane)))
            .toList();
  }

  /**
   * @param workers live ones that serve the lane
   */
  public static QueuePosition of(List<WorkerBeat> workers, @Nullable Long place) {
    List<String> troubles =
        workers.stream()
            .map(WorkerBeat::notice)
            .filter(notice -> notice != null && notice.startsWith(TAKES_NONE))
            .map(notice -> notice.substring(TAKES_NONE.length()))
            .toList();
    boolean isNoneTaking = !workers.isEmpty() && troubles.size() == workers.size();
    return new QueuePosition(place, workers.size(), isNoneTaking ? troubles.get(0) : null);
  }

  /** The part that is the same for all jobs that wait in the lane. */
  public QueuePosition withoutPlace() {
    return new QueuePosition(null, workers, trouble);
  }

  /** For people; empty if nothing is known. */
  public String text(String lane) {
    if (workers == null) {
      return "";
    }
    if (workers == 0) {
      return "no worker that serves lane " + lane + " is alive";
    }
    String serve = workers == 1 ? "1 worker serves" : workers + " workers serve";
    String at = place == null ? "" : "place " + place + ", ";
    String takes = workers == 1 ? ", and takes no jobs: " : ", and none takes jobs: ";
    return at + serve + " lane " + lane + (trouble == null ? "" : takes + trouble);
  }
}
