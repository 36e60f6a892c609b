package dev.handoff.cli.apply;

import dev.handoff.awaiter.JobView;
import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.PlainLine;
import dev.handoff.cli.source.Git;
import dev.handoff.job.AttemptState;
import dev.handoff.job.BranchName;
import dev.handoff.job.GitNames;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult.Base;
import dev.handoff.job.JobResult.Branch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A job's patch and a repository of the user. The result of applying it is computed with a separate
 * index; the user's index and files are not touched.
 */
public final class StoredPatch {

  private static final int TRIES = 9;

  private final JobView view;
  private final Path file;
  private final Git git;

  public StoredPatch(JobView view, Path file, Git git) {
    this.view = view;
    this.file = file;
    this.git = git;
  }

  JobId job() {
    return view.job();
  }

  /** The commit that the job started from. */
  String base() {
    Base base = view.result().base();
    String commit = base == null ? null : base.commit();
    if (commit == null || !commit.matches("[0-9a-f]{40}|[0-9a-f]{64}")) {
      throw doesNotApply("its result names no base commit");
    }
    return commit;
  }

  public void requireBase() {
    if (!git.run("cat-file", "-e", base() + "^{commit}").isGood()) {
      throw doesNotApply(
          "this repository does not have its base commit %s of %s; fetch it, or go to a clone that has it"
              .formatted(base(), Objects.requireNonNull(view.result().base()).repo()));
    }
  }

  /** The title of the job, on one line. */
  String title() {
    String title =
        view.state().submitted() == null
            ? job().text()
            : PlainLine.one(view.state().submitted().brief().title());
    return title.length() <= 200 ? title : title.substring(0, 199) + "…";
  }

  /**
   * The tree that results from the changes on that commit. If the commit is not the base, they are
   * merged with its own changes since the base.
   *
   * @throws CommandException with 1 if they do not apply there
   */
  String on(String commit) throws IOException {
    String changed = onBase();
    return commit.equals(base()) ? changed : merged(changed, commit);
  }

  private String onBase() throws IOException {
    Path folder = Files.createTempDirectory("handoff");
    Map<String, String> index = Map.of("GIT_INDEX_FILE", folder.resolve("index").toString());
    try {
      line(git.run(index, "read-tree", base()));
      line(
          git.run(
              index,
              "-c",
              "apply.ignoreWhitespace=no",
              // The branch may be checked out on another operating system.
              "-c",
              "core.protectHFS=true",
              "-c",
              "core.protectNTFS=true",
              "apply",
              "--cached",
              "--whitespace=nowarn",
              "--",
              file.toString()));
      String tree = line(git.run(index, "write-tree"));
      requireNoRepository(tree);
      return tree;
    } finally {
      Files.deleteIfExists(folder.resolve("index"));
      Files.deleteIfExists(folder.resolve("index.lock"));
      Files.delete(folder);
    }
  }

  private void requireNoRepository(String tree) {
    List<String> changed =
        git.list("diff-tree", "-r", "-z", "--name-only", "--diff-filter=d", base(), tree);
    Set<String> found =
        GitNames.inBareRepositories(changed, git.list("ls-tree", "-r", "-z", "--name-only", tree));
    if (!found.isEmpty()) {
      throw doesNotApply(
          "it creates a bare git repository in the tree, and git would apply its settings: "
              + String.join(", ", found));
    }
  }

  // Merges two commits that have the base as their parent and no ref, so that git compares both
  // sides with the base, whatever the history between them is.
  private String merged(String changed, String commit) {
    String mine = commit(line(git.run("rev-parse", commit + "^{tree}")));
    String jobs = commit(changed);
    Git.Said said = git.run("merge-tree", "--write-tree", "--name-only", mine, jobs);
    if (said.exit() == 1) {
      String conflicts = said.out().substring(said.out().indexOf('\n') + 1).strip();
      throw doesNotApply("it conflicts with what HEAD has:\n" + conflicts);
    }
    if (!said.isGood()) {
      throw doesNotApply(
          "HEAD is not its base commit, and git (2.38 or newer) could not merge: " + said.err());
    }
    return said.out().lines().findFirst().orElseThrow();
  }

  /** Creates the job's branch, as the worker would have, and returns its name. */
  public String branch() throws IOException {
    String tree = on(base());
    String name = name();
    String commit = commit(tree);
    for (int number = 1; number <= TRIES; number++) {
      String candidate = BranchName.numbered(name, number);
      if (isThere(candidate, tree)) {
        return candidate;
      }
      String none = "0".repeat(commit.length());
      Git.Said said = git.run("update-ref", "refs/heads/" + candidate, commit, none);
      if (said.isGood()) {
        return candidate;
      }
      if (!git.run("rev-parse", "-q", "--verify", "refs/heads/" + candidate).isGood()) {
        throw doesNotApply("the branch %s cannot be made: %s".formatted(candidate, said.err()));
      }
    }
    throw doesNotApply("branches %s to %s-%d exist already".formatted(name, name, TRIES));
  }

  private String name() {
    Branch branch = view.result().outputs().branch();
    return branch != null ? branch.name() : BranchName.of(title(), job());
  }

  // True for the worker's branch and for one of an earlier call.
  private boolean isThere(String branch, String tree) {
    String ref = "refs/heads/" + branch;
    return git.run("rev-parse", "-q", "--verify", ref + "^{tree}").out().strip().equals(tree)
        && git.run("rev-parse", "-q", "--verify", ref + "^").out().strip().equals(base());
  }

  private String commit(String tree) {
    Map<String, String> author = new HashMap<>();
    for (String role : new String[] {"AUTHOR", "COMMITTER"}) {
      author.put("GIT_" + role + "_NAME", "Handoff");
      author.put("GIT_" + role + "_EMAIL", "handoff@localhost");
    }
    String trailers = "Handoff-Job: %s\nHandoff-Attempt: %d".formatted(job(), attempt());
    return line(git.run(author, "commit-tree", tree, "-p", base(), "-m", title(), "-m", trailers));
  }

  private int attempt() {
    AttemptState last = view.state().lastAttempt();
    return last == null ? 1 : last.number();
  }

  CommandException doesNotApply(String why) {
    return new CommandException(
        ExitCode.FAILED,
        CommandException.sentence("%s does not apply: %s".formatted(job(), why))
            + "Nothing was touched");
  }

  private String line(Git.Said said) {
    if (!said.isGood()) {
      throw doesNotApply("git says:\n" + said.err());
    }
    return said.out().strip();
  }
}
