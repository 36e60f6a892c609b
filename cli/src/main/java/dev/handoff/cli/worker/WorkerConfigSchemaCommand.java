package dev.handoff.cli.worker;

import dev.handoff.cli.console.ExitCode;
import dev.handoff.worker.configuration.ConfigurationReader;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the JSON Schema of the worker's file, for editors. */
@Command(
    name = "schema",
    mixinStandardHelpOptions = true,
    description = "Print the JSON Schema of the worker's file, for editors.")
final class WorkerConfigSchemaCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    out.print(ConfigurationReader.schemaText());
    out.flush();
    return ExitCode.COMPLETED;
  }
}
