package dev.handoff.cli.options;

import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.help.HelpSection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How long a command waits. */
public final class WaitOptions {

  static final Duration DEFAULT = Duration.ofHours(6);

  /** Without a first answer in this time, the broker counts as unreachable. */
  private static final Duration FIRST_ANSWER = Duration.ofSeconds(30);

  /** Reaching a broker takes up to a second on a busy host, so a shorter wait proves no outage. */
  private static final Duration LEAST_FIRST_ANSWER = Duration.ofSeconds(3);

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      order = HelpSection.WAITING,
      description =
          "Wait at most this long, such as 30s or 6h; 0 looks once. Default: 6h (cancel: 1m). The job goes on.")
  private @Nullable Duration timeout;

  @Option(
      names = "--timeout-ms",
      paramLabel = "MS",
      order = HelpSection.WAITING,
      description = "The same in milliseconds.")
  private @Nullable Long timeoutMillis;

  private final Duration otherwise;

  public WaitOptions() {
    this(DEFAULT);
  }

  public WaitOptions(Duration otherwise) {
    this.otherwise = otherwise;
  }

  /**
   * @param timeout value of the flag of that name
   */
  public WaitOptions(@Nullable Duration timeout, @Nullable Long timeoutMillis) {
    this(Duration.ZERO);
    this.timeout = timeout;
    this.timeoutMillis = timeoutMillis;
  }

  public Duration timeout() {
    if (timeoutMillis != null && timeoutMillis < 0) {
      throw new CommandException(
          ExitCode.USAGE, "--timeout-ms must be 0 or more, got: " + timeoutMillis);
    }
    if (timeoutMillis != null) {
      return Duration.ofMillis(timeoutMillis);
    }
    return timeout == null ? otherwise : timeout;
  }

  /** How long to wait for the first answer of any broker. */
  public Duration firstAnswer() {
    Duration all = timeout();
    if (all.isZero() || all.compareTo(FIRST_ANSWER) > 0) {
      return FIRST_ANSWER;
    }
    return all.compareTo(LEAST_FIRST_ANSWER) < 0 ? LEAST_FIRST_ANSWER : all;
  }
}
