package dev.handoff.worker.attempt;

import dev.handoff.job.BranchName;
import dev.handoff.job.JobResult.Branch;
import dev.handoff.worker.attempt.Git.GitException;
import dev.handoff.worker.attempt.Git.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts the attempt's commit into the repository that the job came from, as a branch that is new: if
 * that is on this disk, or the worker may push to network remotes.
 */
final class BranchPush {

  private static final int TRIES = 9;
  // No hook of the target runs as the worker, and nothing is tidied up in it.
  private static final String RECEIVE_PACK =
      "--receive-pack=git -c safe.directory=* -c core.hooksPath=/dev/null -c receive.autogc=false"
          + " receive-pack";

  private final Attempt attempt;

  BranchPush(Attempt attempt) {
    this.attempt = attempt;
  }

  /**
   * The branch; {@code pushedTo} is null if no repository may be given it.
   *
   * @throws GitException if the repository takes it under none of its names
   */
  Branch push(String commit) throws IOException, InterruptedException {
    String name = BranchName.of(attempt.brief().title(), attempt.order().job());
    String repo = attempt.target().or(this::networkRemote).orElse(null);
    if (repo == null) {
      return new Branch(name, commit, null);
    }
    for (int number = 1; ; number++) {
      String candidate = BranchName.numbered(name, number);
      try {
        push(repo, commit, "refs/heads/" + candidate);
        return new Branch(candidate, commit, repo);
      } catch (GitException e) {
        // What git says of a name that is taken depends on who was first, and when.
        if (number == TRIES || !taken(repo, "refs/heads/" + candidate)) {
          throw e;
        }
      }
    }
  }

  private Optional<String> networkRemote() {
    String repo = attempt.brief().scope().repo();
    boolean mayPush = attempt.outputs().push() && new UrlSource(repo).objection().isEmpty();
    return mayPush ? Optional.of(repo) : Optional.empty();
  }

  /**
   * Gives the branch, under its very name, to another repository.
   *
   * @throws GitException if that does not take it
   */
  void pushTo(String remote, Branch branch) throws IOException, InterruptedException {
    push(remote, branch.commit(), "refs/heads/" + branch.name());
  }

  private void push(String repo, String commit, String ref)
      throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "push",
                "-q",
                "--no-verify",
                // An expected value that is empty: the ref must not exist.
                "--force-with-lease=" + ref + ":"));
    if (PathSource.isPath(repo)) {
      arguments.add(RECEIVE_PACK);
    }
    arguments.addAll(List.of("--", repo, commit + ":" + ref));
    run(repo, arguments);
  }

  private boolean taken(String repo, String ref) throws IOException, InterruptedException {
    String uploadPack =
        PathSource.isPath(repo) ? PathSource.UPLOAD_PACK : "--upload-pack=git-upload-pack";
    try {
      run(repo, List.of("ls-remote", "-q", "--exit-code", uploadPack, "--", repo, ref));
      return true;
    } catch (GitException none) {
      return false;
    }
  }

  private void run(String repo, List<String> arguments) throws IOException, InterruptedException {
    Path from = attempt.workspace().repository();
    if (PathSource.isPath(repo)) {
      attempt.git().run(Place.repository(from), new byte[0], arguments);
    } else {
      attempt.git().runRemote(from, repo, arguments);
    }
  }
}
