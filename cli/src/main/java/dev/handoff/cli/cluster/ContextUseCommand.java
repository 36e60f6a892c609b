package dev.handoff.cli.cluster;

import static dev.handoff.cli.context.ClusterChoice.BROKER_VARIABLE;
import static dev.handoff.cli.context.ClusterChoice.CONTEXT_VARIABLE;

import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.PlainLine;
import dev.handoff.cli.context.Contexts;
import dev.handoff.cli.options.ContextNames;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Chooses the context of commands that name none. */
@Command(
    name = "use",
    mixinStandardHelpOptions = true,
    description =
        "Choose the context of commands that name none. The name local stands for the local default.")
final class ContextUseCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "NAME",
      completionCandidates = ContextNames.class,
      description = "A context of the file, or local.")
  private String name;

  @Override
  public Integer call() throws IOException {
    Contexts.of(System.getenv()).use(name);
    PrintWriter err = spec.commandLine().getErr();
    err.println("From now on commands use the cluster of context " + name + ".");
    for (String variable : List.of(CONTEXT_VARIABLE, BROKER_VARIABLE)) {
      String value = System.getenv(variable);
      if (value != null && !value.isBlank()) {
        err.println(
            PlainLine.of(
                "Not in this shell: $%s is set to %s and takes precedence."
                    .formatted(variable, value)));
      }
    }
    err.flush();
    return ExitCode.COMPLETED;
  }
}
