package dev.handoff.cli.gateway;

import dev.handoff.brief.policy.Policy;
import dev.handoff.cli.await.Interrupts;
import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.Version;
import dev.handoff.cli.help.HelpSection;
import dev.handoff.cli.options.ConnectionOptions;
import dev.handoff.gateway.Gateway;
import dev.handoff.gateway.GatewayReader;
import dev.handoff.gateway.GatewaySettings;
import dev.handoff.gateway.access.GatewayAddress;
import dev.handoff.gateway.http.Figures;
import dev.handoff.log.KafkaSettings;
import dev.handoff.worker.configuration.ConfigurationFile;
import dev.handoff.worker.metrics.ClusterFigures;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Answers over HTTP until it is stopped. */
@Command(
    name = "gateway",
    mixinStandardHelpOptions = true,
    subcommands = GatewayTokenCommand.class,
    description =
        "Serve jobs over HTTP. Prints the address and runs until SIGTERM or Ctrl-C; see docs/gateway.md.")
public final class GatewayCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--address",
      paramLabel = "HOST:PORT",
      order = HelpSection.OPTIONS,
      description =
          "Where to listen; port 0 is any port. Other than on this host alone, the file must give TLS or name a proxy. Default: that of the file, else 127.0.0.1:9470.")
  private @Nullable String address;

  @Mixin private GatewayFile file;

  @Option(
      names = "--read-only",
      order = HelpSection.OPTIONS,
      description = "Submit and cancel nothing, on the rights of a watcher.")
  private boolean isReadOnly;

  @Mixin private ConnectionOptions connection;

  @Override
  public Integer call() throws Exception {
    Path config = file.existing();
    GatewaySettings settings = new GatewayReader(file.home()).read(config, address());
    KafkaSettings kafka = connection.connect();
    CountDownLatch stop = new CountDownLatch(1);
    AtomicReference<@Nullable String> why = new AtomicReference<>();
    Interrupts.onStop(stop::countDown, () -> {});
    connection.keepRunning(
        stopped -> {
          why.set(stopped);
          stop.countDown();
        });
    try (ClusterFigures figures = new ClusterFigures(kafka, Version.number(), Version.commit());
        Gateway gateway =
            new Gateway(
                kafka,
                isReadOnly ? settings.readOnly() : settings,
                policy(),
                served(figures),
                List.of(figures.begin()))) {
      GatewayAddress at = gateway.start();
      figures.start();
      PrintWriter out = spec.commandLine().getOut();
      out.println((settings.tls() == null ? "http://" : "https://") + at + "/");
      out.flush();
      stop.await();
    }
    if (why.get() != null) {
      throw new CommandException(ExitCode.UNAVAILABLE, "the gateway has stopped: " + why.get());
    }
    return ExitCode.COMPLETED;
  }

  /** As a command of this user would apply it. */
  private Policy policy() throws IOException {
    ConfigurationFile files = new ConfigurationFile(System.getenv());
    return connection.isLocal() ? files.read().policy().ofLocalDefault() : files.submitterPolicy();
  }

  private @Nullable GatewayAddress address() {
    try {
      return address == null ? null : GatewayAddress.parse(address);
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCode.USAGE, "--address " + e.getMessage());
    }
  }

  private static Figures served(ClusterFigures figures) {
    return new Figures() {

      @Override
      public String text() {
        return figures.text();
      }

      @Override
      public List<String> problems() {
        return figures.problems();
      }
    };
  }
}
