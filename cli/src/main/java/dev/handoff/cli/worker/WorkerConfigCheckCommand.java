package dev.handoff.cli.worker;

import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.PlainLine;
import dev.handoff.worker.WorkerSettings;
import dev.handoff.worker.configuration.ConfigurationFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks a worker's file as a starting worker would. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Check a worker's file, without starting a worker.",
    exitCodeList = {"0:a worker starts with it", "2:it is wrong; all errors are printed"})
final class WorkerConfigCheckCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "File to check. Default: $XDG_CONFIG_HOME/handoff/worker.yaml.")
  private @Nullable Path file;

  @Override
  public Integer call() throws IOException {
    ConfigurationFile files = new ConfigurationFile(System.getenv());
    Path checked = file == null ? files.worker() : file;
    PrintWriter out = spec.commandLine().getOut();
    if (file == null && Files.notExists(checked)) {
      out.println("There is no " + checked + ": a worker starts with the defaults.");
    } else {
      // The files of secrets that it names are read too.
      files.read(checked).over(WorkerSettings.of("check", Path.of("work")));
      out.println(PlainLine.of(checked + " is valid."));
    }
    out.flush();
    return ExitCode.COMPLETED;
  }
}
