package dev.handoff.gateway.http;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The preference {@code wait} of RFC 7240: how long an answer may take. Pure. */
final class Prefer {

  /** A longer wait is cut to this: a client asks again. */
  static final Duration MAX_WAIT = Duration.ofMinutes(5);

  private static final Pattern WAIT =
      Pattern.compile("\\s*wait\\s*=\\s*\"?([0-9]{1,9})\"?\\s*(;.*)?");

  private Prefer() {}

  /**
   * Empty if the header names no wait, or one of a form that the RFC does not know, which a server
   * ignores.
   */
  static Optional<Duration> wait(@Nullable String header) {
    if (header == null) {
      return Optional.empty();
    }
    for (String preference : header.toLowerCase(Locale.ROOT).split(",", 100)) {
      Matcher wait = WAIT.matcher(preference);
      if (wait.matches()) {
        Duration wanted = Duration.ofSeconds(Long.parseLong(wait.group(1)));
        return Optional.of(wanted.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : wanted);
      }
    }
    return Optional.empty();
  }
}
