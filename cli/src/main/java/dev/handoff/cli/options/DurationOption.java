package dev.handoff.cli.options;

import dev.handoff.brief.DurationText;
import java.time.Duration;
import picocli.CommandLine.TypeConversionException;

/** Parses a duration on the command line: {@code 30s}, {@code 6h}; a bare number is seconds. */
public final class DurationOption {

  private DurationOption() {}

  public static Duration parse(String text) {
    try {
      return DurationText.parse("duration", text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
