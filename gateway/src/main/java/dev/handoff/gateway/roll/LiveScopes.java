package dev.handoff.gateway.roll;

import dev.handoff.awaiter.JobSummary;
import dev.handoff.brief.Brief.Scope;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the live jobs may change, by their briefs. Guarded by its owner. */
final class LiveScopes {

  private final Map<JobId, Scope> scopes = new HashMap<>();

  /**
   * @param after the job after the event, which counts
   */
  void apply(JobSummary after, JobEvent event) {
    if (after.state().status().isTerminal()) {
      scopes.remove(after.job());
    } else if (event instanceof Submitted submitted) {
      Scope scope = submitted.brief().scope();
      if (scope.repo() != null) {
        scopes.put(after.job(), scope);
      }
    }
  }

  void forget(JobId job) {
    scopes.remove(job);
  }

  /** Null: it has ended, has no repository, or is not known. */
  @Nullable Scope of(JobId job) {
    return scopes.get(job);
  }

  Map<JobId, Scope> all() {
    return Map.copyOf(scopes);
  }
}
