package dev.handoff.worker.attempt.agents;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds in an agent's message when its usage limit is lifted: {@code try again at 3:05 PM}, {@code
 * resets Nov 25th, 2026 3:05 PM}, {@code resets 10pm (Europe/Moscow)}, {@code try again in 2 hours
 * 5 minutes}, {@code limit reached|1795000000}.
 *
 * @param zone of times without a zone
 */
record ResetTime(Instant now, ZoneId zone) {

  private static final Pattern AT =
      Pattern.compile(
          "(?:again at|resets?(?: at)?|reset at)\\s+"
              + "(?:(?<month>[A-Z][a-z]{2})[a-z]*\\.? (?<day>\\d{1,2})(?:st|nd|rd|th)?,?"
              + "(?: (?<year>\\d{4}),?)?(?: at)? )?"
              + "(?<hour>\\d{1,2})(?::(?<minute>\\d{2}))?\\s*(?<half>[AaPp][Mm])"
              + "(?:\\s*\\((?<zone>[A-Za-z0-9_+/-]+)\\))?");
  // Possessive: otherwise the matcher recurses for each part, and an agent could overflow the
  // stack.
  private static final Pattern IN = Pattern.compile("again in ((?:\\d+ ?[a-z]+[ ,.]*(?:and )?)++)");
  private static final Pattern PART = Pattern.compile("(\\d+) ?(d|h|m|s)[a-z]*");
  private static final Pattern EPOCH = Pattern.compile("\\|(\\d{10})\\b");

  Optional<Instant> in(String message) {
    return at(message).or(() -> after(message)).or(() -> epoch(message));
  }

  private Optional<Instant> at(String message) {
    Matcher found = AT.matcher(message);
    if (!found.find()) {
      return Optional.empty();
    }
    try {
      return Optional.of(time(found));
    } catch (DateTimeException noTime) {
      return Optional.empty();
    }
  }

  private Instant time(Matcher found) {
    ZoneId named = found.group("zone") == null ? zone : ZoneId.of(found.group("zone"));
    ZonedDateTime local = now.atZone(named);
    LocalTime time = time(found.group("hour"), found.group("minute"), found.group("half"));
    if (found.group("month") == null) {
      ZonedDateTime today = local.with(time);
      // The message may name a limit that was lifted just before.
      return (today.isBefore(local.minusMinutes(1)) ? today.plusDays(1) : today).toInstant();
    }
    String year = found.group("year");
    ZonedDateTime day =
        local
            .with(time)
            .withDayOfMonth(1)
            .withYear(year == null ? local.getYear() : Integer.parseInt(year))
            .withMonth(month(found.group("month")))
            .withDayOfMonth(Integer.parseInt(found.group("day")));
    boolean isNextYear = year == null && day.isBefore(local.minusDays(1));
    return (isNextYear ? day.plusYears(1) : day).toInstant();
  }

  private static LocalTime time(String hour, @Nullable String minute, String half) {
    int twelve = Integer.parseInt(hour);
    if (twelve < 1 || twelve > 12) {
      throw new DateTimeException("no hour of twelve: " + hour);
    }
    boolean isAfternoon = half.equalsIgnoreCase("pm");
    return LocalTime.of(
        twelve % 12 + (isAfternoon ? 12 : 0), minute == null ? 0 : Integer.parseInt(minute));
  }

  private static int month(String name) {
    for (Month month : Month.values()) {
      if (month.name().startsWith(name.toUpperCase(Locale.ROOT))) {
        return month.getValue();
      }
    }
    throw new DateTimeException("no month: " + name);
  }

  private Optional<Instant> after(String message) {
    Matcher found = IN.matcher(message);
    if (!found.find()) {
      return Optional.empty();
    }
    Duration wait = Duration.ZERO;
    Matcher part = PART.matcher(found.group(1));
    while (part.find()) {
      long count =
          Math.min(
              Long.parseLong(part.group(1).substring(0, Math.min(9, part.group(1).length()))),
              999_999);
      wait =
          switch (part.group(2)) {
            case "d" -> wait.plusDays(count);
            case "h" -> wait.plusHours(count);
            case "m" -> wait.plusMinutes(count);
            default -> wait.plusSeconds(count);
          };
    }
    return wait.isZero() ? Optional.empty() : Optional.of(now.plus(wait));
  }

  private Optional<Instant> epoch(String message) {
    Matcher found = EPOCH.matcher(message);
    return found.find()
        ? new AgentErrorClassifier(now, zone).plausible(Long.parseLong(found.group(1)))
        : Optional.empty();
  }
}
