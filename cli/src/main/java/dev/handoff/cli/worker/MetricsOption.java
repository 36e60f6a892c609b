package dev.handoff.cli.worker;

import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.help.HelpSection;
import dev.handoff.worker.metrics.MetricsAddress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a process serves its metrics. */
final class MetricsOption {

  @Option(
      names = "--metrics-address",
      paramLabel = "HOST:PORT",
      order = HelpSection.OPTIONS,
      description =
          "Where to serve metrics. Port 0 is any port, off is nowhere. Default: 127.0.0.1:9464, or another port if that is taken.")
  private @Nullable String address;

  /**
   * @param inFile address from a file, if there is one
   * @throws CommandException if the address is invalid
   */
  MetricsAddress address(@Nullable MetricsAddress inFile) {
    if (address == null) {
      return inFile == null ? MetricsAddress.DEFAULT : inFile;
    }
    try {
      return MetricsAddress.parse(address);
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCode.USAGE, "--metrics-address " + e.getMessage());
    }
  }
}
