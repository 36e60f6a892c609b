package dev.handoff.faults;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobEvent.OfAttempt;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Terminal;
import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.job.Reason;
import dev.handoff.log.status.RecordedEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * One job's history: what its events come to, and which of them changed nothing.
 *
 * @param leases that held the job at some time
 */
record Folded(
    JobId job, JobState state, List<JobEvent> events, List<JobEvent> ignored, Set<String> leases) {

  static Map<JobId, Folded> byJob(List<RecordedEvent> events) {
    Map<JobId, List<JobEvent>> byJob = new LinkedHashMap<>();
    for (RecordedEvent recorded : events) {
      byJob.computeIfAbsent(recorded.job(), job -> new ArrayList<>()).add(recorded.event());
    }
    Map<JobId, Folded> folded = new LinkedHashMap<>();
    byJob.forEach((job, ofJob) -> folded.put(job, of(job, ofJob)));
    return folded;
  }

  private static Folded of(JobId job, List<JobEvent> events) {
    JobState state = JobState.UNKNOWN;
    List<JobEvent> ignored = new ArrayList<>();
    Set<String> leases = new HashSet<>();
    for (JobEvent event : events) {
      JobState next = state.apply(event);
      if (next == state) {
        ignored.add(event);
      } else if (event instanceof Started started) {
        leases.add(started.lease());
      }
      state = next;
    }
    return new Folded(job, state, List.copyOf(events), List.copyOf(ignored), Set.copyOf(leases));
  }

  boolean hasSaidItsEnd() {
    return events.stream().anyMatch(Terminal.class::isInstance);
  }

  /** Ends that contradict the one that counted, said by its own holder. */
  List<JobEvent> contradictions() {
    Terminal end = state.end();
    boolean wasTakenAway = end instanceof Failed failed && failed.reason() == Reason.WORKER_LOST;
    if (end == null || wasTakenAway) {
      return List.of(); // a lost worker that comes back may say what it had done, in vain
    }
    return ignored.stream()
        .filter(Terminal.class::isInstance)
        .filter(later -> isOfSameLease((Terminal) later, end) && !kind(later).equals(kind(end)))
        .toList();
  }

  private static boolean isOfSameLease(Terminal one, Terminal other) {
    return one.attempt() == other.attempt() && Objects.equals(one.lease(), other.lease());
  }

  private static String kind(JobEvent event) {
    return event.getClass().getSimpleName() + (event instanceof Failed f ? f.reason() : "");
  }

  /** What was said of attempts by those who never held the job, beyond their vain claims. */
  List<JobEvent> unfenced() {
    return ignored.stream()
        .filter(event -> event instanceof OfAttempt && !(event instanceof Started))
        .filter(event -> ((OfAttempt) event).lease() != null)
        .filter(event -> !leases.contains(((OfAttempt) event).lease()))
        .toList();
  }
}
