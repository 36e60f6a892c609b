package dev.handoff.cli.doctor.check;

import dev.handoff.log.setup.BrokerClock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * This host's clock against that of a broker.
 *
 * @param ahead negative if this host's is behind; null if it could not be measured
 * @param problem why not
 */
public record ClockCheck(@Nullable Duration ahead, @Nullable String problem) implements Check {

  private static final String NAME = "clock";
  private static final Duration GOOD = Duration.ofSeconds(2);
  private static final String REMEDY = "set the clocks by NTP, here and at the brokers";

  @Override
  public List<Diagnosis> findings() {
    if (ahead == null) {
      return List.of(
          Diagnosis.warning(
              NAME, "not compared with a broker's: " + problem, "ask as a submitter"));
    }
    String text =
        "%.1f s %s a broker's"
            .formatted(ahead.abs().toMillis() / 1000.0, ahead.isNegative() ? "behind" : "ahead of");
    if (ahead.compareTo(BrokerClock.MOST_AHEAD) > 0
        || ahead.negated().compareTo(BrokerClock.MOST_BEHIND) > 0) {
      return List.of(Diagnosis.failed(NAME, text + ": what is sent from here is refused", REMEDY));
    }
    return List.of(
        ahead.abs().compareTo(GOOD) > 0
            ? Diagnosis.warning(NAME, text + ": look-ups take longer, due times are off", REMEDY)
            : Diagnosis.ok(NAME, text));
  }
}
