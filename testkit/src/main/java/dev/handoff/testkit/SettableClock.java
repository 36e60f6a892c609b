package dev.handoff.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until a test moves it; any thread may read it. */
public final class SettableClock implements InstantSource {
  private Instant now; // guarded by this

  public SettableClock(Instant start) {
    now = start;
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  public synchronized void set(Instant instant) {
    now = instant;
  }

  /**
   * Moves the clock forward, or back if the duration is negative, like a real clock that is set.
   */
  public synchronized void advance(Duration duration) {
    now = now.plus(duration);
  }
}
