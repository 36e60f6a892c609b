package dev.handoff.trust;

import dev.handoff.job.JobEvent;
import java.util.Locale;
import java.util.Set;

/** The role of a key's owner in a cluster. */
public enum Role {
  /** Submits jobs and requests their cancellation. */
  SUBMITTER(Set.of(JobEvent.Submitted.class, JobEvent.CancelRequested.class)),

  /** Runs jobs and appends their events, also as a steward. */
  WORKER(
      Set.of(
          JobEvent.Enqueued.class,
          JobEvent.Started.class,
          JobEvent.Progressed.class,
          JobEvent.CheckFinished.class,
          JobEvent.AttemptEnded.class,
          JobEvent.Completed.class,
          JobEvent.Failed.class,
          JobEvent.Cancelled.class)),

  /** Enqueues dead letters in their lanes again, and requests the cancellation of jobs. */
  OPERATOR(Set.of(JobEvent.Enqueued.class, JobEvent.CancelRequested.class));

  private final Set<Class<? extends JobEvent>> events;

  Role(Set<Class<? extends JobEvent>> events) {
    this.events = events;
  }

  /** Whether this role may append such an event. */
  public boolean mayWrite(Class<?> event) {
    return events.contains(event);
  }

  /** The name in the trust file. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
