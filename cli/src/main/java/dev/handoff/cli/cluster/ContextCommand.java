package dev.handoff.cli.cluster;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands about contexts; each is a class of its own. */
@Command(
    name = "context",
    mixinStandardHelpOptions = true,
    description = "Choose the cluster that commands talk to.",
    subcommands = {
      ContextListCommand.class,
      ContextUseCommand.class,
      ContextShowCommand.class,
      ContextSchemaCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  handoff context list             the clusters in ~/.config/handoff/config.yaml",
      "  handoff context use team         from now on commands talk to that of team",
      "  handoff context use local        and now to the local default again",
      "  handoff context show             what a command would talk to, and why"
    })
public final class ContextCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name one of list, use, show, schema");
  }
}
