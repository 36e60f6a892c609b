package dev.handoff.cli.gateway;

import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.help.HelpSection;
import dev.handoff.worker.configuration.ConfigurationFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which file says what a gateway is and whom it answers. */
final class GatewayFile {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      order = HelpSection.OPTIONS,
      description = "File of the gateway. Default: $XDG_CONFIG_HOME/handoff/gateway.yaml.")
  private @Nullable Path config;

  private final ConfigurationFile files = new ConfigurationFile(System.getenv());

  Path path() {
    return config == null ? files.folder().resolve("gateway.yaml") : config;
  }

  /**
   * @throws CommandException if there is none
   */
  Path existing() {
    if (Files.notExists(path())) {
      throw new CommandException(
          ExitCode.USAGE,
          "there is no %s, and a gateway answers nobody without a token; make one with: handoff gateway token new --name NAME --role watcher%s"
              .formatted(path(), config == null ? "" : " --config " + config));
    }
    return path();
  }

  Path home() {
    return files.home();
  }
}
