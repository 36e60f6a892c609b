package dev.handoff.cli.brief;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands about briefs; each is a class of its own. */
@Command(
    name = "brief",
    mixinStandardHelpOptions = true,
    description = "Write a brief, judge it, or look at that of a job.",
    subcommands = {
      BriefNewCommand.class,
      BriefLintCommand.class,
      BriefSchemaCommand.class,
      BriefShowCommand.class
    })
public final class BriefCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what: new, lint, schema or show");
  }
}
