package dev.handoff.worker.attempt.publish;

import dev.handoff.job.BranchName;
import dev.handoff.job.JobResult.Branch;
import dev.handoff.worker.attempt.git.Git.GitException;
import dev.handoff.worker.attempt.source.PathSource;
import dev.handoff.worker.attempt.source.PathTarget;
import dev.handoff.worker.attempt.source.UrlSource;
import dev.handoff.worker.attempt.step.Attempt;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Pushes the attempt's commit as a new branch to the repository that the job came from, if that is
 * on this disk, or the worker may push to network remotes.
 */
final class BranchPush {

  private static final int TRIES = 9;
  private final Attempt attempt;

  BranchPush(Attempt attempt) {
    this.attempt = attempt;
  }

  /**
   * Returns the branch, without {@code pushedTo} if no repository may receive it.
   *
   * @throws GitException if the repository accepts none of the branch's names
   */
  Branch push(String commit) throws IOException, InterruptedException {
    String name = BranchName.of(attempt.tools().title(), attempt.order().job());
    String repo =
        attempt.prepared().target().map(PathTarget::path).or(this::networkRemote).orElse(null);
    if (repo == null) {
      return new Branch(name, commit, null);
    }
    List<String> names =
        Stream.concat(
                IntStream.rangeClosed(1, TRIES)
                    .mapToObj(number -> BranchName.numbered(name, number)),
                Stream.of(BranchName.flat(name)).filter(attempt.tools().policy()::permitsBranch))
            .toList();
    Optional<String> given =
        attempt.prepared().target().isPresent()
            ? add(attempt.prepared().target().get(), commit, names)
            : pushed(repo, commit, names);
    return new Branch(given.orElseThrow(() -> taken(name)), commit, repo);
  }

  private static GitException taken(String name) {
    return new GitException(List.of("push"), 1, "branches have all names of " + name);
  }

  private Optional<String> pushed(String repo, String commit, List<String> names)
      throws IOException, InterruptedException {
    for (String name : names) {
      try {
        if (isPushed(repo, new Branch(name, commit, repo))) {
          return Optional.of(name);
        }
      } catch (GitException refused) {
        String last = names.get(names.size() - 1);
        if (!name.equals(last)
            && isTakenWhole(repo, name)
            && isPushed(repo, new Branch(last, commit, repo))) {
          return Optional.of(last);
        }
        throw refused;
      }
    }
    return Optional.empty();
  }

  /** Whether a branch has the name of this one's folder: git cannot store both. */
  private boolean isTakenWhole(String repo, String name) throws IOException, InterruptedException {
    return name.indexOf('/') > 0
        && isTaken(repo, new Branch(name.substring(0, name.indexOf('/')), "", repo));
  }

  private Optional<String> networkRemote() {
    String repo = attempt.order().repo();
    boolean mayPush = attempt.outputs().push() && new UrlSource(repo).objection().isEmpty();
    return mayPush ? Optional.of(repo) : Optional.empty();
  }

  /**
   * Pushes the branch, under exactly its name, to another repository.
   *
   * @throws GitException if the repository does not accept it
   */
  void pushTo(String remote, Branch branch) throws IOException, InterruptedException {
    Optional<String> path = PathSource.pathOf(remote);
    if (path.isPresent() && attempt.prepared().target().isPresent()) {
      PathTarget known = attempt.prepared().target().get();
      PathTarget target = new PathTarget(path.get(), known.known(), known.access());
      add(target, branch.commit(), List.of(branch.name())).orElseThrow(() -> taken(branch.name()));
    } else {
      push(remote, branch);
    }
  }

  private Optional<String> add(PathTarget target, String commit, List<String> names)
      throws IOException, InterruptedException {
    return target.add(attempt.git(), attempt.workspace().repository(), commit, names);
  }

  /**
   * False if a branch has the name: git's message for that depends on which came first, and when.
   */
  private boolean isPushed(String repo, Branch branch) throws IOException, InterruptedException {
    try {
      push(repo, branch);
      return true;
    } catch (GitException e) {
      if (isTaken(repo, branch)) {
        return false;
      }
      throw e;
    }
  }

  private void push(String repo, Branch branch) throws IOException, InterruptedException {
    String ref = "refs/heads/" + branch.name();
    run(
        repo,
        List.of(
            "push",
            "-q",
            "--no-verify",
            // An empty expected value: the ref must not exist.
            "--force-with-lease=" + ref + ":",
            "--",
            repo,
            branch.commit() + ":" + ref));
  }

  private boolean isTaken(String repo, Branch branch) throws IOException, InterruptedException {
    String ref = "refs/heads/" + branch.name();
    try {
      run(repo, List.of("ls-remote", "-q", "--exit-code", "--", repo, ref));
      return true;
    } catch (GitException none) {
      return false;
    }
  }

  private void run(String repo, List<String> arguments) throws IOException, InterruptedException {
    attempt.git().runRemote(attempt.workspace().repository(), repo, arguments);
  }
}
