package dev.handoff.gateway.roll;

import dev.handoff.awaiter.JobSummary;
import dev.handoff.awaiter.json.SummaryJson;
import org.jspecify.annotations.Nullable;

/** A job that an event changed. Its JSON is made once for all who follow. Thread-safe. */
public final class Change {

  private final @Nullable JobSummary before;
  private final JobSummary after;

  // Guarded by this. Null until somebody asks.
  private @Nullable String json;

  Change(@Nullable JobSummary before, JobSummary after) {
    this.before = before;
    this.after = after;
  }

  /** Null if it was not known. */
  public @Nullable JobSummary before() {
    return before;
  }

  public JobSummary after() {
    return after;
  }

  public synchronized String json() {
    if (json == null) {
      json = SummaryJson.of(after);
    }
    return json;
  }
}
