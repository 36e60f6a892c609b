package dev.handoff.log.presence;

import dev.handoff.json.Required;
import java.time.Instant;

/**
 * A steward's order to a worker to end an attempt.
 *
 * @param lease of the claim; other claims are not affected
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
    /** A user cancelled the job: end gracefully, and keep the result so far. */
    CANCELLED,
    /** The job has another owner now: end at once, and publish nothing. */
    SUPERSEDED
  }
}
