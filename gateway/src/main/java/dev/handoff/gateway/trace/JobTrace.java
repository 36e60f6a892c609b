package dev.handoff.gateway.trace;

import dev.handoff.brief.Brief;
import dev.handoff.job.AttemptState;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.CheckFinished;
import dev.handoff.job.JobEvent.OfAttempt;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.trace.TraceContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a trace needs of a job: the fold over its events, and besides it when each phase began and
 * each check ended. In bounded memory. No clock and no I/O; used by one thread at a time.
 */
final class JobTrace {

  /** Of phases and checks; a job has some ten. Later ones are left out. */
  static final int MAX_PARTS = 200;

  private final JobId job;
  private final List<OfAttempt> parts = new ArrayList<>(4);
  private JobState state = JobState.UNKNOWN;
  private @Nullable String title;
  private @Nullable String template;

  JobTrace(JobId job) {
    this.job = job;
  }

  /** Folds the event in the order of the log. Returns false if it does not count. */
  boolean apply(JobEvent event) {
    JobState after = state.apply(event.withoutTexts());
    if (after == state) {
      return false;
    }
    state = after;
    if (event instanceof Submitted submitted) {
      Brief brief = submitted.brief();
      title = brief.title() == null ? null : SpanText.value(brief.title());
      template = brief.template() == null ? null : SpanText.value(brief.template());
    } else if (event instanceof OfAttempt part && isKept(part)) {
      parts.add((OfAttempt) part.withoutTexts());
    }
    return true;
  }

  private boolean isKept(OfAttempt event) {
    if (parts.size() >= MAX_PARTS) {
      return false;
    }
    if (event instanceof Progressed progressed) {
      return progressed.phase() != null && !progressed.phase().equals(phaseOf(event.attempt()));
    }
    return event instanceof CheckFinished finished && finished.check() != null;
  }

  private @Nullable String phaseOf(int attempt) {
    for (int i = parts.size() - 1; i >= 0 && parts.get(i).attempt() == attempt; i--) {
      if (parts.get(i) instanceof Progressed progressed) {
        return progressed.phase();
      }
    }
    return null;
  }

  JobId job() {
    return job;
  }

  JobState state() {
    return state;
  }

  /** Null if its brief has none. */
  @Nullable String title() {
    return title;
  }

  /** Null if its brief names none. */
  @Nullable String template() {
    return template;
  }

  /** The phases and checks of an attempt, in the order of the log. */
  List<OfAttempt> parts(AttemptState attempt) {
    return parts.stream().filter(part -> part.attempt() == attempt.number()).toList();
  }

  /**
   * Whether it has ended and all is known. A fast worker can end a job before the event of its
   * submission is on the log.
   */
  boolean isComplete() {
    return state.status().isTerminal() && state.submitted() != null;
  }

  Submitted submitted() {
    return Objects.requireNonNull(state.submitted(), "submitted");
  }

  /** The trace of a complete job: that of its submitter, or its own. */
  TraceContext context() {
    return TraceContext.of(job, submitted().traceparent());
  }

  /** The job that this one repeats; null if it repeats none, or names none that can be. */
  @Nullable JobId retryOf() {
    String named = submitted().retryOf();
    try {
      return named == null ? null : new JobId(named);
    } catch (IllegalArgumentException noId) {
      return null;
    }
  }
}
