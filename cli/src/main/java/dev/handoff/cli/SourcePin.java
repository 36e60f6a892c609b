package dev.handoff.cli;

import dev.handoff.brief.Brief;
import dev.handoff.brief.Brief.Check;
import dev.handoff.brief.Brief.RunCommand;
import dev.handoff.brief.Brief.RunHandler;
import dev.handoff.brief.Brief.Scope;
import dev.handoff.brief.Command;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Fixes what a job works on: the repository and a commit of it. A job never sees the working tree,
 * so what is not committed is told, and refused if the brief names it.
 */
final class SourcePin {

  private static final int MAX_SHOWN = 10;

  private final PrintWriter err;

  SourcePin(PrintWriter err) {
    this.err = err;
  }

  /**
   * The brief with an absolute repository and a commit.
   *
   * @param folder what a relative repository is relative to
   * @throws CommandException with 5 if the source cannot be pinned
   */
  Brief pin(Brief brief, Path folder) {
    Scope scope = brief.scope();
    if (scope.repo() == null && brief.run() instanceof RunHandler) {
      return brief;
    }
    if (isUrl(scope.repo())) {
      return brief.withSource(scope.repo(), RemoteCommit.of(scope, folder));
    }
    Path repo = root(scope, folder);
    Git git = new Git(repo);
    String commit = commit(git, scope.ref());
    requireInputs(git, brief, commit);
    if (scope.ref().equals("HEAD") && hasTree(git)) {
      requireCommitted(git, brief, commit);
      warnOfChanges(git);
    }
    return brief.withSource(repo.toString(), commit);
  }

  private static boolean isUrl(String repo) {
    return repo != null && (repo.contains("://") || repo.matches("[\\w.-]+@[\\w.-]+:.*"));
  }

  private static Path root(Scope scope, Path folder) {
    Path at = scope.repo() == null ? folder : folder.resolve(scope.repo());
    Git git = new Git(at);
    Git.Said said = Files.isDirectory(at) ? git.run("rev-parse", "--show-toplevel") : null;
    if (said != null && !said.isGood() && !hasTree(git)) {
      said = git.run("rev-parse", "--absolute-git-dir");
    }
    if (said == null || !said.isGood()) {
      throw refused(
          scope.repo() == null
              ? "the brief names no repository (scope.repo), and " + at + " lies in none"
              : "scope.repo must be a git repository, got: " + at);
    }
    // Only the line's end: a folder's name may end with a blank.
    return Path.of(said.out().replaceFirst("\n$", ""));
  }

  /** False for a bare repository. */
  private static boolean hasTree(Git git) {
    return !git.run("rev-parse", "--is-bare-repository").out().strip().equals("true");
  }

  private static String commit(Git git, String ref) {
    Git.Said said =
        git.run("rev-parse", "--verify", "--quiet", "--end-of-options", ref + "^{commit}");
    if (!said.isGood()) {
      boolean hasNone = !git.run("rev-parse", "--verify", "--quiet", "HEAD").isGood();
      throw refused(
          "scope.ref must name a commit, got: "
              + ref
              + (hasNone ? "; the repository has no commit yet, and a job works on one" : ""));
    }
    return said.out().strip();
  }

  private static void requireInputs(Git git, Brief brief, String commit) {
    for (String input : brief.inputs()) {
      if (!isPath(input)) {
        throw refused(
            "inputs must be paths that the character set of this process can spell, got: "
                + input
                + "; set LC_ALL=C.UTF-8");
      }
      if (!git.run("cat-file", "-e", commit + ":" + inRepository(brief, input)).isGood()) {
        throw refused(
            "inputs must exist at the base commit, got: " + input + "; commit it and try again");
      }
    }
  }

  /**
   * Files that the brief names must be in the commit as they are in the working tree. What git
   * ignores is no part of any commit: a setup command makes it anew, as npm ci makes a tool.
   */
  private static void requireCommitted(Git git, Brief brief, String commit) {
    Path root = Path.of(git.run("rev-parse", "--show-toplevel").out().strip());
    List<String> uncommitted = new ArrayList<>();
    for (String named : named(brief)) {
      String path = inRepository(brief, named);
      if (Files.isRegularFile(root.resolve(path))) {
        boolean isSame =
            git.run("cat-file", "-e", commit + ":" + path).isGood()
                && git.run("diff", "--quiet", commit, "--", path).isGood();
        if (!isSame && !git.run("check-ignore", "--quiet", "--", path).isGood()) {
          uncommitted.add(path);
        }
      }
    }
    if (!uncommitted.isEmpty()) {
      throw refused(
          "the brief names files that are not committed as they are: "
              + String.join(", ", uncommitted)
              + "; a job works on a commit, so commit them and try again");
    }
  }

  private static Set<String> named(Brief brief) {
    Set<String> words = new LinkedHashSet<>(brief.inputs());
    if (brief.run() instanceof RunCommand run) {
      words.addAll(run.command().argv());
    }
    brief.setup().stream().map(Command::argv).forEach(words::addAll);
    brief.checks().stream().map(Check::run).map(Command::argv).forEach(words::addAll);
    words.removeIf(word -> word.isBlank() || word.startsWith("-") || word.startsWith("/"));
    words.removeIf(word -> word.contains("\n") || !isPath(word));
    return words;
  }

  /** In the C locale a JVM has no path with a letter beyond ASCII. */
  private static boolean isPath(String word) {
    try {
      Path.of(word);
      return true;
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static String inRepository(Brief brief, String path) {
    Path inDir = Path.of(brief.scope().dir()).resolve(path).normalize();
    return inDir.toString();
  }

  private void warnOfChanges(Git git) {
    List<String> changed = git.run("diff", "--name-only", "HEAD").lines();
    if (changed.isEmpty()) {
      return;
    }
    err.println("Not committed, so the job does not see it:");
    changed.stream().limit(MAX_SHOWN).forEach(path -> err.println("  " + path));
    if (changed.size() > MAX_SHOWN) {
      err.println("  and " + (changed.size() - MAX_SHOWN) + " more");
    }
    err.flush();
  }

  static CommandException refused(String message) {
    return new CommandException(ExitCode.REFUSED, message + ". Nothing was submitted");
  }
}
