package dev.handoff.cli.apply;

import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.PlainLine;
import dev.handoff.cli.help.HelpSection;
import dev.handoff.cli.job.ResultFiles;
import dev.handoff.cli.show.ResultSummary;
import dev.handoff.cli.source.Git;
import dev.handoff.cli.source.GitReason;
import dev.handoff.job.GitEnvironment;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.PullRequestCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Pushes a job's branch with the user's own log-in, and opens a pull request for it. */
final class PullRequestOptions {

  private static final String VARIABLE = "HANDOFF_PULL_REQUEST";
  private static final String CLOSING = "\n## Result\n";

  @Option(
      names = "--remote",
      paramLabel = "NAME",
      order = HelpSection.PLACE,
      description = "Where --pull-request pushes. Default: origin.")
  private String remote = "origin";

  @Option(
      names = "--pull-request-command",
      paramLabel = "WORDS",
      order = HelpSection.PLACE,
      description =
          "Command that opens the request: words between blanks, run without a shell; {remote}, {branch}, {title} and {body} (a file) are replaced. Default: $"
              + VARIABLE
              + ", else gh pr create --draft.")
  private @Nullable String words;

  /** Opens a request unless one is open. Returns its address, or a text if that is unknown. */
  String open(StoredPatch patch, Path root, ResultFiles files)
      throws IOException, InterruptedException {
    String byWorker = files.view().result().outputs().pullRequest();
    if (byWorker != null) {
      return byWorker; // the brief asked the worker to open it
    }
    Git git = new Git(root);
    Git.Said url = git.run("remote", "get-url", "--push", "--", remote);
    if (!url.isGood()) {
      throw patch.doesNotApply(
          "the repository has no remote named %s; git says: %s"
              .formatted(remote, GitReason.of(url.exit(), url.err())));
    }
    String branch = patch.branch();
    String ref = "refs/heads/" + branch;
    Git.Said pushed = git.run("push", "-q", "--", remote, ref + ":" + ref);
    if (!pushed.isGood()) {
      throw new CommandException(
          ExitCode.FAILED,
          "branch %s was created, but %s rejected it: %s".formatted(branch, remote, pushed.err()));
    }
    String place = url.out().strip().replaceFirst("^(https?)://[^/@]*@", "$1://");
    OpenedRequests opened = new OpenedRequests(git);
    Optional<String> before = opened.of(branch, place);
    if (before.isPresent()) {
      return before.get().isEmpty()
          ? "A request for branch %s was opened at %s before. To open another: %s"
              .formatted(branch, place, OpenedRequests.forget(branch))
          : before.get();
    }
    Path body = Files.createTempFile("handoff", ".md");
    try {
      Files.writeString(body, body(files));
      String said =
          run(new PullRequestCommand.Request(place, branch, patch.title(), body.toString()), root);
      String address = PullRequestCommand.address(said);
      opened.keep(branch, place, address);
      return address == null
          ? "The branch %s was pushed to %s. %s".formatted(branch, place, said.strip())
          : address;
    } finally {
      Files.delete(body);
    }
  }

  private static String body(ResultFiles files) throws IOException {
    Artifact stored = files.view().result().outputs().report();
    if (stored == null || !files.hasReport()) {
      return ResultSummary.of(files.view());
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    files.read(stored, bytes);
    String report = PlainLine.of(bytes.toString(StandardCharsets.UTF_8));
    // The commands at the end need access to the job's log, which reviewers may not have.
    int closing = report.lastIndexOf(CLOSING);
    return closing < 0 ? report : report.substring(0, closing);
  }

  private PullRequestCommand command() {
    String given = words != null ? words : System.getenv(VARIABLE);
    return given == null || given.isBlank()
        ? PullRequestCommand.DEFAULT
        : new PullRequestCommand(List.of(given.strip().split("\\s+")));
  }

  /** Runs the command and returns its output. */
  private String run(PullRequestCommand.Request request, Path root)
      throws IOException, InterruptedException {
    List<String> line = command().commandLine(request);
    String pushed = "branch %s was pushed to %s".formatted(request.branch(), request.remote());
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(root.toFile())
            .redirectInput(Redirect.INHERIT)
            .redirectError(Redirect.INHERIT);
    GitEnvironment.keepUsers(builder.environment()); // the command may run git in this repository
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.FAILED, pushed + ", but " + line.get(0) + " cannot be run: " + e.getMessage());
    }
    String said;
    try (InputStream in = process.getInputStream()) {
      said = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    int exit = process.waitFor();
    if (exit != 0) {
      throw new CommandException(
          ExitCode.FAILED,
          "%s, but %s ended with %d: %s".formatted(pushed, line.get(0), exit, said));
    }
    return PlainLine.of(said);
  }
}
