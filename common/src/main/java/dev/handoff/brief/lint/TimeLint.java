package dev.handoff.brief.lint;

import dev.handoff.brief.Brief;
import dev.handoff.brief.Brief.RunAgent;
import dev.handoff.brief.DurationText;
import java.time.Duration;

/**
 * Checks what a brief says about time: whether the job has a good size, and whether its limits let
 * it finish.
 */
final class TimeLint {

  private static final Duration WORTH_A_JOB = Duration.ofMinutes(5);
  private static final Duration SWEET_SPOT = Duration.ofMinutes(30);
  private static final Duration TOO_LONG = Duration.ofHours(2);

  private final Brief brief;
  private final Findings found;

  TimeLint(Brief brief, Findings found) {
    this.brief = brief;
    this.found = found;
  }

  void run() {
    expectation();
    limits();
  }

  private void expectation() {
    if (brief.expect() == null) {
      found.advise(
          "expect",
          "nothing says how long it takes",
          "set it: it shows whether the job has a good size");
    } else {
      length(brief.expect());
    }
  }

  private void length(Duration expect) {
    String length = DurationText.format(expect);
    if (expect.compareTo(WORTH_A_JOB) < 0) {
      found.advise(
          "expect", length + " is under 5 minutes", "do it yourself, unless it is a script");
    } else if (expect.compareTo(SWEET_SPOT) <= 0) {
      found.note("expect", length + " is in the sweet spot of 5 to 30 minutes");
    } else if (expect.compareTo(TOO_LONG) <= 0) {
      found.advise("expect", length + " is over 30 minutes", "watch the scope: long jobs wander");
    } else {
      found.advise(
          "expect",
          length + " is over 2 hours",
          "break it up: several small jobs, each with its own checks");
    }
  }

  private void limits() {
    Duration timeout = brief.limits().timeout();
    if (brief.expect() != null && timeout.compareTo(brief.expect()) < 0) {
      found.warn(
          "limits.timeout",
          "ends the job before the %s that it is expected to take, got: %s"
              .formatted(DurationText.format(brief.expect()), DurationText.format(timeout)),
          "give it twice the time that you expect");
    }
    if (brief.run() instanceof RunAgent && brief.limits().idle().isZero()) {
      found.advise(
          "limits.idle", "an agent that hangs is ended by the timeout only", "set it, such as 20m");
    }
  }
}
