package dev.handoff.cli;

import dev.handoff.awaiter.JobView;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobResult.Outputs;
import dev.handoff.log.ArtifactStore;
import dev.handoff.log.KafkaSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What a job produced: the same text and code as {@code await --timeout 0}. */
@Command(
    name = "result",
    mixinStandardHelpOptions = true,
    description = {
      "Print what a job produced: its report, or with --output its patch or log.",
      "The exit code is the verdict, 124 while it runs."
    })
final class ResultCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** What there is to print. */
  enum Form {
    REPORT,
    PATCH,
    LOG
  }

  @Spec private CommandSpec spec;
  @Mixin private ConnectionOptions connection;

  @Parameters(paramLabel = "ID", converter = JobIdOption.class, description = "The job's id.")
  private JobId job;

  @Option(names = "--json", description = "Print one JSON object instead of the report.")
  private boolean isJson;

  @Option(
      names = "--output",
      paramLabel = "FORM",
      description = "One of: report, patch, log. Default: report.")
  private Form form = Form.REPORT;

  @Option(names = "--to", paramLabel = "FILE", description = "Write it there instead of stdout.")
  private Path to;

  @Override
  public Integer call() throws Exception {
    if (isJson && (form != Form.REPORT || to != null)) {
      throw new CommandException(
          ExitCode.USAGE, "--json goes with neither --output nor --to: it tells of all outputs");
    }
    KafkaSettings kafka = connection.connect();
    try (Waiting waiting = new Waiting(kafka)) {
      JobView view = waiting.look(job, new WaitOptions().firstAnswer());
      if (form == Form.REPORT && to == null || !view.status().isTerminal()) {
        return new Answer(kafka, spec.commandLine()).print(view, isJson);
      }
      write(kafka, artifact(view));
      return ExitCode.of(view.state());
    }
  }

  private Artifact artifact(JobView view) {
    Outputs outputs = view.result().outputs();
    Artifact artifact =
        switch (form) {
          case REPORT -> outputs.report();
          case PATCH -> outputs.patch();
          case LOG -> outputs.log();
        };
    if (artifact == null) {
      throw new CommandException(
          ExitCode.UNAVAILABLE,
          "%s has no %s; it is %s"
              .formatted(job, form.name().toLowerCase(), StatusText.line(view)));
    }
    return artifact;
  }

  private void write(KafkaSettings kafka, Artifact artifact) throws IOException {
    ArtifactStore store = new ArtifactStore(kafka, null);
    if (to == null) {
      store.read(job, artifact, System.out, PATIENCE);
      System.out.flush();
      return;
    }
    try (OutputStream out = Files.newOutputStream(to)) {
      store.read(job, artifact, out, PATIENCE);
    }
  }
}
