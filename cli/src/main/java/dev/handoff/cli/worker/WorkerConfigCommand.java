package dev.handoff.cli.worker;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands about the worker's file; each is a class of its own. */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    description = "Check the worker's file, or print its schema.",
    subcommands = {WorkerConfigCheckCommand.class, WorkerConfigSchemaCommand.class})
final class WorkerConfigCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name one of check, schema");
  }
}
