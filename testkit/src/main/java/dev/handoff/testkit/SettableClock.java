package dev.handoff.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until a test moves it; any thread may read it. */
public final class SettableClock implements InstantSource {
  private final AtomicReference<Instant> now;

  public SettableClock(Instant start) {
    now = new AtomicReference<>(start);
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  public void set(Instant instant) {
    now.set(instant);
  }

  /** Moves the clock on, or back if the duration is negative, as a real clock may be set back. */
  public void advance(Duration duration) {
    now.updateAndGet(instant -> instant.plus(duration));
  }
}
