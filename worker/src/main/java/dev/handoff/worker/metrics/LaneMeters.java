package dev.handoff.worker.metrics;

import dev.handoff.job.AttemptState;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import dev.handoff.job.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Counts the events of the jobs of one lane. Every meter is made at once and kept: a rate needs the
 * zero before the first event, and no event has to look up a meter by its labels.
 */
final class LaneMeters {

  private static final double[] BUCKETS = {
    1, 2, 5, 10, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400
  };
  private static final String NONE = "none";
  private static final String RETRY = "retry";

  private final Counter submitted;
  private final Counter started;
  private final Counter rescued;
  private final Counter completed;
  private final Counter cancelled;
  private final Map<Reason, Counter> failed = new EnumMap<>(Reason.class);
  private final Map<Reason, Counter> retried = new EnumMap<>(Reason.class);
  private final DistributionSummary queueWait;
  private final Map<String, DistributionSummary> run = new HashMap<>();
  private final Map<String, DistributionSummary> duration = new HashMap<>();

  LaneMeters(Instruments instruments, String lane) {
    Tags tags = Tags.of("lane", lane);
    submitted = instruments.counter("handoff.jobs.submitted", "Jobs accepted", tags);
    started = instruments.counter("handoff.jobs.started", "Attempts that got their lease", tags);
    rescued = instruments.counter("handoff.jobs.rescued", "Attempts that lost their worker", tags);
    completed = ended(instruments, tags.and("outcome", "completed", "reason", NONE, "fault", NONE));
    cancelled = ended(instruments, tags.and("outcome", "cancelled", "reason", NONE, "fault", NONE));
    for (Reason reason : Reason.values()) {
      Tags ofReason = tags.and("reason", reason.label());
      String fault = reason.fault().name().toLowerCase(Locale.ROOT);
      failed.put(reason, ended(instruments, ofReason.and("outcome", "failed", "fault", fault)));
      retried.put(
          reason, instruments.counter("handoff.jobs.retried", "Jobs to be tried again", ofReason));
    }
    queueWait = instruments.seconds("handoff.job.queue.wait", "From due to started", tags, BUCKETS);
    for (String outcome : List.of("completed", "failed", "cancelled", RETRY)) {
      Tags ofOutcome = tags.and("outcome", outcome);
      run.put(
          outcome,
          instruments.seconds("handoff.job.run", "Duration of one attempt", ofOutcome, BUCKETS));
      if (!outcome.equals(RETRY)) {
        duration.put(
            outcome,
            instruments.seconds("handoff.job.duration", "Submit to end", ofOutcome, BUCKETS));
      }
    }
  }

  private static Counter ended(Instruments instruments, Tags tags) {
    return instruments.counter("handoff.jobs.completed", "Jobs that have ended", tags);
  }

  /** Counts the change between two states of a job. */
  void count(JobState before, JobState after) {
    if (before.submitted() == null) {
      submitted.increment();
    }
    int old = before.attempts().size();
    for (int index = Math.max(0, old - 1); index < after.attempts().size(); index++) {
      boolean isNew = index >= old;
      if (isNew) {
        started.increment();
        record(queueWait, after.dueAt(index), after.attempts().get(index).startedAt());
      }
      if (isNew || before.attempts().get(index).endedAt() == null) {
        attemptEnded(after, index);
      }
    }
    if (after.submitted() != null && after.end() != null) {
      jobEnded(after, after.submitted().at(), after.end().at());
    }
  }

  private void attemptEnded(JobState job, int index) {
    AttemptState attempt = job.attempts().get(index);
    if (attempt.endedAt() == null) {
      return;
    }
    boolean isLast = job.status().isTerminal() && index == job.attempts().size() - 1;
    String outcome = isLast ? job.status().label() : RETRY;
    record(meter(run, outcome), attempt.startedAt(), attempt.endedAt());
    if (!isLast && attempt.reason() != null) {
      meter(retried, attempt.reason()).increment();
      if (attempt.reason() == Reason.WORKER_LOST) {
        rescued.increment();
      }
    }
  }

  private void jobEnded(JobState job, Instant from, Instant to) {
    if (job.status() == JobStatus.COMPLETED) {
      completed.increment();
    } else if (job.reason() != null) {
      meter(failed, job.reason()).increment();
    } else {
      cancelled.increment();
    }
    record(meter(duration, job.status().label()), from, to);
  }

  /** The constructor has made one for every key. */
  private static <K, M> M meter(Map<K, M> meters, K key) {
    return Objects.requireNonNull(meters.get(key), () -> "no meter of " + key);
  }

  /** By the clocks of the writers of the events, which may differ a little. */
  private static void record(DistributionSummary seconds, Instant from, Instant to) {
    seconds.record(Math.max(0, Duration.between(from, to).toMillis() / 1000.0));
  }
}
