package dev.handoff.cli.options;

import java.time.Duration;
import picocli.CommandLine.Option;

/** How long a command that looks once waits for the broker. */
public final class AnswerOptions {

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      description = {
        "How long to wait for the broker's answer, such as 5s; a bare number is seconds.",
        "Default: 15s. No job is waited for."
      })
  private Duration timeout;

  @Option(names = "--timeout-ms", paramLabel = "MS", description = "The same in milliseconds.")
  private Long timeoutMillis;

  public Duration patience() {
    return new WaitOptions(timeout, timeoutMillis).firstAnswer();
  }
}
