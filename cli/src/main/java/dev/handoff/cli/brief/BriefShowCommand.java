package dev.handoff.cli.brief;

import dev.handoff.brief.Brief;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.PlainLine;
import dev.handoff.cli.help.HelpSection;
import dev.handoff.cli.job.JobIdOption;
import dev.handoff.cli.job.JobQuery;
import dev.handoff.job.JobId;
import dev.handoff.json.Json;
import dev.handoff.json.Yaml;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the brief of a job. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description =
        "Print the brief of a job, complete and with its commit pinned. The output is a valid brief.")
final class BriefShowCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private JobQuery look;

  @Parameters(paramLabel = "ID", converter = JobIdOption.class, description = "Id of the job.")
  private JobId job;

  @Option(
      names = "--json",
      order = HelpSection.OUTPUT,
      description = "Print it as one JSON object.")
  private boolean isJson;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Brief brief = SubmittedBrief.of(look.at(job)).asWritten();
    out.println(
        isJson
            ? PlainLine.json(Json.tolerant().text(brief))
            : PlainLine.of(Yaml.text(brief)).stripTrailing());
    out.flush();
    return ExitCode.COMPLETED;
  }
}
