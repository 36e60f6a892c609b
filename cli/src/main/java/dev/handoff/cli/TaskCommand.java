package dev.handoff.cli;

import dev.handoff.awaiter.JobView;
import dev.handoff.awaiter.LogFollower;
import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import dev.handoff.producer.JobProducer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
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

/** Submits a brief as a job, and by default watches it to its end. */
@Command(
    name = "task",
    mixinStandardHelpOptions = true,
    description = {
      "Submit a brief as a job. Without --background: stream its log, wait for its end",
      "and print its report; the exit code is the verdict, and Ctrl-C cancels the job."
    })
final class TaskCommand implements Callable<Integer> {

  private static final Duration REST_OF_LOG = Duration.ofSeconds(5);

  @Spec private CommandSpec spec;
  @Mixin private ConnectionOptions connection;
  @Mixin private WaitOptions wait;

  @Parameters(paramLabel = "BRIEF", description = "The brief (YAML or JSON); - reads stdin.")
  private Path file;

  @Option(
      names = "--background",
      description = "Print the job's id as soon as it is accepted, and do not wait.")
  private boolean isBackground;

  @Option(
      names = "--await",
      description =
          "Wait for the end; with --background without the log, and Ctrl-C only detaches.")
  private boolean isAwaited;

  @Option(names = "--json", description = "Print one JSON object instead of the report.")
  private boolean isJson;

  @Override
  public Integer call() throws Exception {
    PrintWriter err = spec.commandLine().getErr();
    Brief brief = new SourcePin(err).pin(read(), folder());
    KafkaSettings kafka = connection.connect();
    try (JobProducer producer = new JobProducer(kafka, System.getProperty("user.name"))) {
      Submission submission = new Submission(producer, wait.firstAnswer());
      JobId job = submission.newId(kafka.bootstrapServers());
      if (isBackground && !isAwaited) {
        submission.submit(job, brief);
        return accepted(job);
      }
      try (Waiting waiting = new Waiting(kafka)) {
        submission.submit(job, brief);
        return isBackground ? awaitOnly(kafka, waiting, job) : watch(kafka, producer, waiting, job);
      }
    }
  }

  private Brief read() throws IOException {
    if (isStdin()) {
      return new BriefReader().read(System.in.readAllBytes());
    }
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new CommandException(ExitCode.REFUSED, "no brief can be read at " + file);
    }
    return new BriefReader().read(file);
  }

  private boolean isStdin() {
    return file.toString().equals("-");
  }

  /** What a relative {@code scope.repo} is relative to. */
  private Path folder() throws IOException {
    return isStdin() ? Path.of("").toAbsolutePath() : file.toRealPath().getParent();
  }

  private int accepted(JobId job) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(job);
    out.flush();
    PrintWriter err = spec.commandLine().getErr();
    err.println("Accepted. Wait for its end with: handoff await " + job);
    err.flush();
    return ExitCode.COMPLETED;
  }

  private int awaitOnly(KafkaSettings kafka, Waiting waiting, JobId job) throws Exception {
    PrintWriter err = spec.commandLine().getErr();
    err.println("Accepted as " + job);
    Interrupts.on(() -> Interrupts.detach(err, job), () -> {});
    JobView view = waiting.await(job, wait, new Progress(err));
    return new Answer(kafka, spec.commandLine()).print(view, isJson);
  }

  private int watch(KafkaSettings kafka, JobProducer producer, Waiting waiting, JobId job)
      throws Exception {
    PrintWriter err = spec.commandLine().getErr();
    err.println("Accepted as " + job);
    Interrupts.on(() -> cancel(producer, job), () -> Interrupts.detach(err, job));
    try (LogFollower log = new LogFollower(kafka, job, this::printLog)) {
      log.start();
      JobView view = waiting.await(job, wait, new Progress(err));
      log.finish(view.result().outputs().log(), REST_OF_LOG);
      return new Answer(kafka, spec.commandLine()).print(view, isJson);
    }
  }

  /** Whole chunks, whose borders may cut a character: the log itself is kept exactly. */
  private void printLog(byte[] bytes) {
    PrintWriter err = spec.commandLine().getErr();
    err.print(PlainLine.of(new String(bytes, StandardCharsets.UTF_8)));
    err.flush();
  }

  private void cancel(JobProducer producer, JobId job) {
    PrintWriter err = spec.commandLine().getErr();
    err.println();
    err.println("Cancelling " + job + "; Ctrl-C again detaches and lets it be.");
    err.flush();
    producer
        .cancel(job, "Ctrl-C")
        .exceptionally(
            failure -> {
              err.println("handoff: " + job + " could not be cancelled: " + failure.getMessage());
              err.flush();
              return null;
            });
  }
}
