package dev.handoff.cli.brief;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands about briefs; each is a class of its own. */
@Command(
    name = "brief",
    mixinStandardHelpOptions = true,
    subcommands = {
      BriefNewCommand.class,
      BriefLintCommand.class,
      BriefSchemaCommand.class,
      BriefShowCommand.class
    },
    description = "Write a brief, check it, or print the brief of a job.")
public final class BriefCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name one of new, lint, schema, show");
  }
}
