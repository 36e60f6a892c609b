package dev.handoff.cli.options;

import dev.handoff.cli.help.HelpSection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How long a command that does not wait for jobs waits for the broker. */
public final class AnswerOptions {

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      order = HelpSection.WAITING,
      description =
          "Wait at most this long for the broker's answer, not for the job. Default: 15s.")
  private @Nullable Duration timeout;

  @Option(
      names = "--timeout-ms",
      paramLabel = "MS",
      order = HelpSection.WAITING,
      description = "The same in milliseconds.")
  private @Nullable Long timeoutMillis;

  public Duration patience() {
    return new WaitOptions(timeout, timeoutMillis).firstAnswer();
  }
}
