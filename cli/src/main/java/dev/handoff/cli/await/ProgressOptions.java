package dev.handoff.cli.await;

import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.help.HelpSection;
import java.io.PrintWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much a waiting command prints on stderr. */
public final class ProgressOptions {

  private static final Duration DEFAULT = Duration.ofSeconds(30);

  @Option(
      names = "--progress-every",
      paramLabel = "DURATION",
      order = HelpSection.WAITING,
      description =
          "Report progress on stderr this often. Default: 30s if something is new, else 5 min; live on a terminal.")
  private @Nullable Duration every;

  @Option(
      names = "--quiet",
      order = HelpSection.WAITING,
      description = "Print nothing on stderr while waiting.")
  private boolean isQuiet;

  @Option(
      names = "--poll-interval-ms",
      paramLabel = "MS",
      order = HelpSection.WAITING,
      hidden = true,
      description = "Accepted and ignored: nothing polls.")
  private @Nullable Long pollIntervalMillis;

  /**
   * @throws CommandException with 2 if they are invalid
   */
  public ProgressOptions checked(PrintWriter err) {
    if (every != null && every.isZero()) {
      throw new CommandException(
          ExitCode.USAGE,
          "--progress-every must be more than 0, got: 0; for no output use --quiet");
    }
    if (pollIntervalMillis != null) {
      err.println("--poll-interval-ms has no effect: nothing polls, the end is reported at once.");
      err.flush();
    }
    return this;
  }

  boolean isQuiet() {
    return isQuiet;
  }

  Duration every() {
    return every == null ? DEFAULT : every;
  }

  /** Whether to print a line each time, even if nothing is new. */
  boolean isExact() {
    return every != null;
  }
}
