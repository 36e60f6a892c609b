package dev.handoff.cli.options;

import dev.handoff.brief.DurationText;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses a time on the command line: how long ago ({@code 2h}), or a date with a time. */
public final class SinceOption implements ITypeConverter<Instant> {

  @Override
  public Instant convert(String text) {
    return at(text, Instant.now(), ZoneId.systemDefault());
  }

  public static Instant at(String text, Instant now, ZoneId zone) {
    try {
      if (!text.contains("T")) {
        Duration ago = DurationText.parse("time", text);
        return ago.compareTo(Duration.between(Instant.EPOCH, now)) > 0
            ? Instant.EPOCH
            : now.minus(ago);
      }
      TemporalAccessor time =
          DateTimeFormatter.ISO_DATE_TIME.parseBest(text, ZonedDateTime::from, LocalDateTime::from);
      return time instanceof ZonedDateTime zoned
          ? zoned.toInstant()
          : LocalDateTime.from(time).atZone(zone).toInstant();
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new TypeConversionException(
          "must be how long ago, such as 30m or 2d, or a time such as 2026-03-01T22:00, got: "
              + text);
    }
  }
}
