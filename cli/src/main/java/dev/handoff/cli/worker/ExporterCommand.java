package dev.handoff.cli.worker;

import dev.handoff.cli.await.Interrupts;
import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.Version;
import dev.handoff.cli.options.ConnectionOptions;
import dev.handoff.worker.metrics.Exporter;
import dev.handoff.worker.metrics.MetricsAddress;
import dev.handoff.worker.metrics.MetricsSettings;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Serves the metrics of all jobs and workers until it is stopped. */
@Command(
    name = "exporter",
    mixinStandardHelpOptions = true,
    description =
        "Serve the metrics of all jobs and workers, and run no job. Prints the address and runs until SIGTERM or Ctrl-C; see docs/metrics.md.")
public final class ExporterCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private ConnectionOptions connection;
  @Mixin private MetricsOption metrics;

  @Override
  public Integer call() throws Exception {
    MetricsAddress address = metrics.address(null);
    if (address.isOff()) {
      throw new CommandException(
          ExitCode.USAGE, "an exporter has nothing else to do: give --metrics-address a port");
    }
    CountDownLatch stop = new CountDownLatch(1);
    Interrupts.onStop(stop::countDown, () -> {});
    try (Exporter exporter = new Exporter(connection.connect())) {
      MetricsAddress at =
          exporter.start(new MetricsSettings(address, Version.commit()), Version.number());
      PrintWriter out = spec.commandLine().getOut();
      out.println("http://" + at + "/metrics");
      out.flush();
      stop.await();
    }
    return ExitCode.COMPLETED;
  }
}
