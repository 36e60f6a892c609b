package dev.handoff.cli.apply;

import dev.handoff.awaiter.JobView;
import dev.handoff.cli.await.FinalReport;
import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.NoRoom;
import dev.handoff.cli.console.PlainLine;
import dev.handoff.cli.help.HelpSection;
import dev.handoff.cli.job.JobQuery;
import dev.handoff.cli.job.OneJobChoice;
import dev.handoff.cli.job.ResultFiles;
import dev.handoff.cli.job.StatusText;
import dev.handoff.cli.source.Git;
import dev.handoff.cli.source.GitFailure;
import dev.handoff.cli.source.WorkingTree;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobStatus;
import dev.handoff.log.KafkaSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Brings the changes of a job into the user's repository. */
@Command(
    name = "apply",
    mixinStandardHelpOptions = true,
    description =
        "Apply the changes of a completed job. They are staged on what is checked out (three-way if HEAD has moved), or become a branch or a pull request.",
    exitCodeList = {
      "0:applied, now or before",
      "1:does not apply; nothing was touched",
      "4:unknown job, or its patch is past retention",
      "5:the job did not complete",
      "124:the job still runs",
      "125:no broker answers"
    })
public final class ApplyCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Spec private CommandSpec spec;
  @Mixin private JobQuery look;
  @Mixin private OneJobChoice choice;
  @ArgGroup private Target target = new Target();
  @Mixin private PullRequestOptions pullRequest;

  @Option(
      names = "--repo",
      paramLabel = "FOLDER",
      order = HelpSection.PLACE,
      description = "Repository to apply to. Default: the current one.")
  private Path folder = Path.of("");

  @Option(
      names = "--even-if-failed",
      order = HelpSection.JOBS,
      description =
          "Also the changes of a failed or cancelled job, which are evidence and no result.")
  private boolean isEvenIfFailed;

  /** At most one of them. */
  static final class Target {
    @Option(
        names = "--branch",
        order = HelpSection.PLACE,
        description = "Make a branch; check nothing out.")
    private boolean isBranch;

    @Option(
        names = "--pull-request",
        order = HelpSection.PLACE,
        description = "Make a branch, push it and open a pull request.")
    private boolean isPullRequest;
  }

  @Override
  public Integer call() throws Exception {
    Path root = root();
    KafkaSettings kafka = look.connect();
    JobView view = look.at(choice.in(kafka), kafka);
    if (!view.status().isTerminal()) {
      return new FinalReport(kafka, spec.commandLine()).print(view, false);
    }
    requireCompleted(view);
    ResultFiles files = new ResultFiles(kafka, view, PATIENCE);
    Path patch = Files.createTempFile("handoff", ".patch");
    try {
      NoRoom.temporary(
          () -> {
            try (OutputStream out = Files.newOutputStream(patch)) {
              files.read(patchOf(view), out);
            }
          });
      say(applied(new StoredPatch(view, patch, new Git(root)), root, files));
      return ExitCode.COMPLETED;
    } finally {
      Files.delete(patch);
    }
  }

  private Path root() {
    Path at = folder.toAbsolutePath();
    boolean isBare = Files.isDirectory(at) && WorkingTree.isBare(at);
    if (isBare && (target.isBranch || target.isPullRequest)) {
      return at;
    }
    try {
      return WorkingTree.rootOf(at)
          .orElseThrow(
              () ->
                  new CommandException(
                      ExitCode.FAILED, at + " is not in the working tree of a git repository"));
    } catch (GitFailure e) {
      throw new CommandException(
          ExitCode.FAILED, CommandException.sentence(e.getMessage()) + "Nothing was touched");
    }
  }

  private void requireCompleted(JobView view) {
    if (view.status() != JobStatus.COMPLETED && !isEvenIfFailed) {
      throw new CommandException(
          ExitCode.REFUSED,
          "%s did not complete: %s. Its changes are evidence and no result; --even-if-failed applies them"
              .formatted(view.job(), StatusText.line(view)));
    }
  }

  private Artifact patchOf(JobView view) {
    Artifact patch = view.result().outputs().patch();
    if (patch == null) {
      throw new CommandException(
          ExitCode.FAILED,
          view.job() + " has no patch: it changed nothing, or its changes were not kept");
    }
    return patch;
  }

  private String applied(StoredPatch patch, Path root, ResultFiles files)
      throws IOException, InterruptedException {
    try {
      patch.requireBase();
      if (target.isPullRequest) {
        return pullRequest.open(patch, root, files);
      }
      return target.isBranch ? patch.branch() : new TreeUpdate(root, patch).apply();
    } catch (GitFailure e) {
      throw patch.doesNotApply(e.getMessage());
    }
  }

  private void say(String line) {
    spec.commandLine().getOut().println(PlainLine.of(line));
    spec.commandLine().getOut().flush();
  }
}
