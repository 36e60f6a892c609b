package dev.handoff.cli.submit;

import dev.handoff.cli.help.HelpSection;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** When a new job is due. */
final class DueOptions {

  @ArgGroup private Choice choice = new Choice();

  /** At most one of them. */
  static final class Choice {

    @Option(
        names = "--in",
        paramLabel = "DURATION",
        order = HelpSection.PLACE,
        description = "Start after this time, such as 2h.")
    private @Nullable Duration in;

    @Option(
        names = "--at",
        paramLabel = "TIME",
        order = HelpSection.PLACE,
        description = "Start at this time: 22:00, or 2026-03-01T22:00Z.")
    private @Nullable String at;
  }

  /** Null if the job is due at once; prints a note if its time is past. */
  @Nullable Instant notBefore(PrintWriter err) {
    ZonedDateTime now = ZonedDateTime.now();
    Instant due = due(now);
    if (due == null || due.isAfter(now.toInstant())) {
      return due;
    }
    err.println("The due time " + due + " is past: the job starts at once.");
    err.flush();
    return null;
  }

  private @Nullable Instant due(ZonedDateTime now) {
    if (choice.in != null) {
      return choice.in.isZero() ? null : now.toInstant().plus(choice.in);
    }
    return choice.at == null ? null : DueTime.parse(choice.at, now);
  }
}
