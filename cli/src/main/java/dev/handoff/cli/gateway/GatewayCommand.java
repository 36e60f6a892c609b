package dev.handoff.cli.gateway;

import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.help.HelpSection;
import dev.handoff.cli.options.ConnectionOptions;
import dev.handoff.gateway.GatewayReader;
import dev.handoff.gateway.GatewaySettings;
import dev.handoff.gateway.access.GatewayAddress;
import dev.handoff.gateway.trace.OtlpAddress;
import dev.handoff.log.KafkaSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
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

  @Option(
      names = "--otlp",
      paramLabel = "URL",
      order = HelpSection.OPTIONS,
      description =
          "Send a trace of each job that ends to the OpenTelemetry collector there, such as http://collector:4318. Default: that of the file, else none.")
  private @Nullable String otlp;

  @Mixin private ConnectionOptions connection;

  @Override
  public Integer call() throws Exception {
    Path config = file.existing();
    OtlpAddress collector = collector();
    GatewaySettings settings = new GatewayReader(file.home()).read(config, address());
    KafkaSettings kafka = connection.connect();
    GatewaySettings mode = isReadOnly ? settings.readOnly() : settings;
    GatewaySettings effective = collector == null ? mode : mode.withOtlp(collector);
    return new GatewayRun(connection, kafka)
        .serve(
            effective,
            false,
            at -> {
              PrintWriter out = spec.commandLine().getOut();
              out.println((settings.tls() == null ? "http://" : "https://") + at + "/");
              out.flush();
            });
  }

  private @Nullable GatewayAddress address() {
    try {
      return address == null ? null : GatewayAddress.parse(address);
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCode.USAGE, "--address " + e.getMessage());
    }
  }

  private @Nullable OtlpAddress collector() {
    try {
      return otlp == null ? null : OtlpAddress.parse(otlp);
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCode.USAGE, "--otlp " + e.getMessage());
    }
  }
}
