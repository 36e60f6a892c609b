package dev.handoff.worker.attempt.publish;

import dev.handoff.job.GitEnvironment;
import dev.handoff.job.JobResult.Branch;
import dev.handoff.job.PullRequestCommand;
import dev.handoff.worker.attempt.git.Git.GitException;
import dev.handoff.worker.attempt.source.PathSource;
import dev.handoff.worker.attempt.source.Source.SourceException;
import dev.handoff.worker.attempt.step.Attempt;
import dev.handoff.worker.attempt.text.PlainText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Pushes a branch to a network remote and opens a pull request for it. The worker's own command
 * does that with the worker's log-in, never a process of the job. If this fails, the finished work
 * is not lost: the report has the remedy.
 */
final class PullRequest {

  private static final int SAID = 64 * 1024;

  private final Attempt attempt;

  PullRequest(Attempt attempt) {
    this.attempt = attempt;
  }

  /**
   * @param address of the pull request
   * @param note why there is none
   */
  record Opened(@Nullable String address, @Nullable String note) {
    static Opened not(String why) {
      return new Opened(null, "No pull request: " + why);
    }
  }

  /**
   * @param body Markdown
   */
  Opened open(Branch branch, String body) throws IOException, InterruptedException {
    if (!attempt.outputs().push()) {
      return Opened.not("this worker's policy does not permit pushes to network remotes.");
    }
    String remote = remote();
    if (remote == null) {
      return Opened.not("the repository has no network remote named origin.");
    }
    try {
      if (!remote.equals(branch.pushedTo())) {
        new BranchPush(attempt).pushTo(remote, branch);
      }
    } catch (GitException | SourceException e) {
      return Opened.not("the remote did not take the branch: " + PlainText.line(shown(e), 500));
    }
    return run(new PullRequestCommand.Request(bare(remote), branch.name(), title(), body));
  }

  private String title() {
    return PlainText.line(attempt.tools().title(), 200);
  }

  private static String shown(IOException e) {
    return String.valueOf(e.getMessage()).replaceAll("://[^/@\\s]*@", "://");
  }

  // The URL of the repository itself, or of the remote from which a repository on this disk came.
  private @Nullable String remote() throws IOException, InterruptedException {
    String repo = attempt.order().repo();
    if (!PathSource.isPath(repo)) {
      return repo;
    }
    if (attempt.prepared().target().isEmpty()) {
      return null;
    }
    return attempt
        .prepared()
        .target()
        .get()
        .origin(attempt.git())
        .filter(PullRequest::isUrl)
        .orElse(null);
  }

  private static boolean isUrl(String url) {
    return !url.startsWith("-")
        && (url.matches("(https|ssh|file)://.*") || url.matches("[\\w.-]+@[\\w.-]+:.*"));
  }

  // Other users of the host can read command lines, so they must not contain a password.
  private static String bare(String url) {
    return url.replaceFirst("^(https?)://[^/@]*@", "$1://");
  }

  private Opened run(PullRequestCommand.Request request) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(attempt.workspace().scratch(), "pull-request");
    Path body = Files.writeString(folder.resolve("body.md"), request.body());
    Path said = folder.resolve("said");
    List<String> command =
        attempt
            .outputs()
            .pullRequest()
            .commandLine(
                new PullRequestCommand.Request(
                    request.remote(), request.branch(), request.title(), body.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    GitEnvironment.keepUsers(builder.environment()); // it may run git
    builder.environment().put("GH_PROMPT_DISABLED", "1");
    String failure = failure(builder, command.get(0));
    String text = Files.exists(said) ? text(said) : "";
    String address = PullRequestCommand.address(text);
    if (failure == null && address != null) {
      return new Opened(address, null);
    }
    return Opened.not(
        "branch %s was pushed to %s, but %s%s"
            .formatted(
                request.branch(),
                request.remote(),
                failure == null ? command.get(0) + " printed no address" : failure,
                text.isBlank() ? "." : ": " + PlainText.line(text, 500)));
  }

  private @Nullable String failure(ProcessBuilder builder, String name)
      throws InterruptedException {
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return name + " could not be started";
    }
    try {
      long limit = attempt.outputs().timeout().toMillis();
      if (!process.waitFor(limit, TimeUnit.MILLISECONDS)) {
        return name + " took longer than " + attempt.outputs().timeout().toSeconds() + " s";
      }
      return process.exitValue() == 0 ? null : name + " ended with " + process.exitValue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static String text(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int from = Math.max(0, bytes.length - SAID);
    return PlainText.clean(new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8));
  }
}
