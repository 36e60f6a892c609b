package dev.handoff.log.key;

import dev.handoff.job.JobId;
import dev.handoff.json.Required;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * A submit's claim that an idempotency key means its job. The first claim within the window wins.
 *
 * @param at by the submitter's clock
 * @param submitter the submitter that owns the key
 * @param briefHash SHA-256 in hexadecimal of the brief as written; a key means one brief
 * @param title of that brief, for messages
 */
public record KeyUse(
    Instant at, String submitter, String key, String job, String briefHash, String title) {

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  public KeyUse {
    Required.present("at", at);
    Required.present("submitter", submitter);
    Required.present("key", key);
    Required.present("job", job);
    Required.present("title", title);
    Required.present("briefHash", briefHash);
    if (!HASH.matcher(briefHash).matches()) {
      throw new IllegalArgumentException("brief hash must match " + HASH + ", got: " + briefHash);
    }
  }

  public JobId jobId() {
    return new JobId(job);
  }

  boolean isOfSameKey(KeyUse other) {
    return submitter.equals(other.submitter) && key.equals(other.key);
  }
}
