package dev.handoff.log.presence;

import dev.handoff.json.Required;
import java.time.Instant;

/**
 * A steward's order to a worker: end this attempt.
 *
 * @param lease only the claim with this lease is meant
 */
public record StopOrder(Instant at, String worker, String job, int attempt, String lease, Why why) {

  public StopOrder {
    Required.present("at", at);
    Required.present("worker", worker);
    Required.present("job", job);
    Required.present("lease", lease);
    Required.present("why", why);
  }

  /** Why an attempt is to end. */
  public enum Why {
    /** Somebody wants the job to end: gracefully, and with what there is. */
    CANCELLED,
    /** The job is another's now: at once, and silently. */
    SUPERSEDED
  }
}
