package dev.handoff.cli;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.producer.IdempotencyKey;
import dev.handoff.producer.SubmitOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
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

  @Spec private CommandSpec spec;
  @Mixin private ConnectionOptions connection;
  @Mixin private NewJobOptions options;

  @Parameters(paramLabel = "BRIEF", description = "The brief (YAML or JSON); - reads stdin.")
  private Path file;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = {
        "Submit it once: within 24 hours the same key and brief mean the same job,",
        "and the same key with another brief is refused."
      })
  private String key;

  @Option(
      names = "--dirty",
      description = {
        "Work on a snapshot of the working tree: with what is not committed, untracked files too,",
        "without what git ignores. Nothing in the repository changes."
      })
  private boolean isDirty;

  @Override
  public Integer call() throws Exception {
    PrintWriter err = spec.commandLine().getErr();
    Brief written = read();
    SubmitOptions submit = new SubmitOptions(options.due().notBefore(err), keyFor(written), null);
    SourcePin pin = new SourcePin(err, new SourcePin.Reach(connection.isLocal(), isDirty));
    try (PinnedSource source = pin.pin(written, folder())) {
      new SubmitPolicy(connection.isLocal(), System.getenv()).require(source.brief());
      return new NewJob(connection.connect(), options, spec.commandLine()).run(source, submit);
    }
  }

  private IdempotencyKey keyFor(Brief written) {
    try {
      return key == null ? null : new IdempotencyKey(key, written);
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCode.USAGE, "--" + e.getMessage());
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
}
