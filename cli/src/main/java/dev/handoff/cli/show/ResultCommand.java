package dev.handoff.cli.show;

import dev.handoff.awaiter.JobView;
import dev.handoff.cli.await.FinalReport;
import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.PlainLine;
import dev.handoff.cli.console.Terminal;
import dev.handoff.cli.console.WholeFile;
import dev.handoff.cli.help.HelpSection;
import dev.handoff.cli.job.JobQuery;
import dev.handoff.cli.job.OneJobChoice;
import dev.handoff.cli.job.ResultFiles;
import dev.handoff.cli.job.StatusText;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobResult.Outputs;
import dev.handoff.log.KafkaSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints what a job produced, with the same text and code as {@code await --timeout 0}. */
@Command(
    name = "result",
    mixinStandardHelpOptions = true,
    description =
        "Print what a job produced: its report, patch, log or summary. Artifacts are written to a folder.",
    footer = {
      "",
      "The exit code is the verdict; 124 while the job runs, 4 if the file is past retention."
    })
public final class ResultCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The outputs that can be printed. */
  enum Form {
    REPORT,
    PATCH,
    LOG,
    SUMMARY,
    ARTIFACTS
  }

  @Spec private CommandSpec spec;
  @Mixin private JobQuery look;
  @Mixin private OneJobChoice choice;

  @Option(
      names = "--json",
      order = HelpSection.OUTPUT,
      description = "Print one JSON object instead of the report.")
  private boolean isJson;

  @Option(
      names = "--output",
      paramLabel = "FORM",
      order = HelpSection.OUTPUT,
      description = "One of: report, patch, log, summary, artifacts. Default: report.")
  private Form form = Form.REPORT;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      order = HelpSection.OUTPUT,
      description = "Write to this file instead of stdout; for artifacts a new or empty folder.")
  private @Nullable Path to;

  @Override
  public Integer call() throws Exception {
    if (isJson && (form != Form.REPORT || to != null)) {
      throw new CommandException(
          ExitCode.USAGE, "--json cannot be combined with --output or --to: it lists all outputs");
    }
    requirePlace();
    KafkaSettings kafka = look.connect();
    JobView view = look.at(choice.in(kafka), kafka);
    if (form == Form.REPORT && to == null || !view.status().isTerminal()) {
      return new FinalReport(kafka, spec.commandLine()).print(view, isJson);
    }
    write(view, new ResultFiles(kafka, view, PATIENCE));
    return ExitCode.of(view.state());
  }

  private void requirePlace() throws IOException {
    if (form == Form.ARTIFACTS) {
      folder().requireNew();
    }
  }

  private ArtifactFolder folder() {
    if (to == null) {
      throw new CommandException(ExitCode.USAGE, "--output artifacts needs --to FOLDER");
    }
    return new ArtifactFolder(to);
  }

  private void write(JobView view, ResultFiles files) throws IOException, InterruptedException {
    Outputs outputs = view.result().outputs();
    switch (form) {
      case SUMMARY -> summary(ResultSummary.of(view) + "\n");
      case ARTIFACTS -> {
        List<Artifact> all = outputs.artifacts();
        folder().write(all.isEmpty() ? List.of(required(view, null)) : all, files);
      }
      case REPORT -> write(required(view, outputs.report()), files);
      case PATCH -> write(required(view, outputs.patch()), files);
      case LOG -> write(required(view, outputs.log()), files);
    }
  }

  private Artifact required(JobView view, @Nullable Artifact file) {
    if (file == null) {
      throw new CommandException(
          ExitCode.UNAVAILABLE,
          "%s has no %s; it is %s"
              .formatted(view.job(), form.name().toLowerCase(Locale.ROOT), StatusText.line(view)));
    }
    return file;
  }

  private void summary(String text) throws IOException {
    if (to == null) {
      spec.commandLine().getOut().print(text);
      spec.commandLine().getOut().flush();
    } else {
      WholeFile.write(to, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }
  }

  private void write(Artifact file, ResultFiles files) throws IOException, InterruptedException {
    if (to != null) {
      WholeFile.write(to, out -> files.read(file, out));
    } else if (Terminal.isStdout()) {
      // Text of a job must not control a terminal; a file or a pipe gets it unchanged.
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      files.read(file, bytes);
      spec.commandLine().getOut().print(PlainLine.of(bytes.toString(StandardCharsets.UTF_8)));
      spec.commandLine().getOut().flush();
    } else {
      WholeFile.spooled(out -> files.read(file, out), System.out);
    }
  }
}
