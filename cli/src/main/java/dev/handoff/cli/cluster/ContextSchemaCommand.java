package dev.handoff.cli.cluster;

import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.context.Contexts;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the JSON Schema of the file of contexts, for editors. */
@Command(
    name = "schema",
    mixinStandardHelpOptions = true,
    description = "Print the JSON Schema of the file of contexts, for editors.")
final class ContextSchemaCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    out.print(Contexts.schemaText());
    out.flush();
    return ExitCode.COMPLETED;
  }
}
