package dev.handoff.gateway.roll;

import dev.handoff.awaiter.JobSummary;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A job that an event changed. Its bytes are made once for all who follow. Thread-safe. */
public final class Change {

  private final @Nullable JobSummary before;
  private final JobSummary after;

  // Guarded by this. Null until somebody asks.
  private byte @Nullable [] encoded;

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

  /**
   * The job as it is sent. The array belongs to all who ask.
   *
   * @param encoder the same for all
   */
  public synchronized byte[] encoded(Function<JobSummary, byte[]> encoder) {
    byte[] made = encoded == null ? encoder.apply(after) : encoded;
    encoded = made;
    return made;
  }
}
