package dev.handoff.cli.submit;

import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;

/** Parses a point in time as people write it. */
final class DueTime {

  private DueTime() {}

  /**
   * @param now also provides the zone if the text names none
   * @throws CommandException with 2 if the text is no time
   */
  static Instant parse(String text, ZonedDateTime now) {
    try {
      return (text.contains("T") ? dated(text, now) : next(LocalTime.parse(text), now))
          .toInstant()
          .truncatedTo(ChronoUnit.MILLIS);
    } catch (DateTimeException e) {
      throw new CommandException(
          ExitCode.USAGE,
          "--at must be a time such as 22:00, 2026-03-01T22:00 or 2026-03-01T22:00+01:00, got: "
              + text);
    }
  }

  private static ZonedDateTime dated(String text, ZonedDateTime now) {
    TemporalAccessor time =
        DateTimeFormatter.ISO_DATE_TIME.parseBest(text, ZonedDateTime::from, LocalDateTime::from);
    return time instanceof ZonedDateTime zoned
        ? zoned
        : LocalDateTime.from(time).atZone(now.getZone());
  }

  /**
   * That time tomorrow if it is past today. A time skipped by daylight saving moves behind the gap.
   */
  private static ZonedDateTime next(LocalTime time, ZonedDateTime now) {
    ZonedDateTime today = now.toLocalDate().atTime(time).atZone(now.getZone());
    return today.isAfter(now)
        ? today
        : now.toLocalDate().plusDays(1).atTime(time).atZone(now.getZone());
  }
}
