package dev.handoff.trust;

import dev.handoff.job.JobEvent;
import java.util.Locale;
import java.util.Set;

/** What the owner of a key is to the jobs of a cluster. */
public enum Role {
  /** Gives jobs, and asks for them to be cancelled. */
  SUBMITTER(Set.of(JobEvent.Submitted.class, JobEvent.CancelRequested.class)),

  /** Runs jobs and says what became of them; as a steward too. */
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

  /** Puts dead letters back into their lanes, and asks for jobs to be cancelled. */
  OPERATOR(Set.of(JobEvent.Enqueued.class, JobEvent.CancelRequested.class));

  private final Set<Class<? extends JobEvent>> events;

  Role(Set<Class<? extends JobEvent>> events) {
    this.events = events;
  }

  /** Whether the log may have such an event from somebody of this role. */
  public boolean mayWrite(Class<?> event) {
    return events.contains(event);
  }

  /** As the trust file spells it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
