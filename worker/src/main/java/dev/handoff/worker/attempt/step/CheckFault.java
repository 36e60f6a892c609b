package dev.handoff.worker.attempt.step;

import dev.handoff.brief.Brief.Check;
import dev.handoff.brief.Brief.Scope;
import dev.handoff.brief.lint.RequiredFiles;
import dev.handoff.job.JobResult;
import dev.handoff.worker.attempt.check.NamedFiles;
import dev.handoff.worker.attempt.git.Change;
import dev.handoff.worker.attempt.git.Git;
import dev.handoff.worker.attempt.git.PathRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whose fault it is that a check cannot run. The system's fault costs the job no attempt,
 * so nothing counts as such that the job can cause: a script that it removed, did not make, or
 * changed.
 */
final class CheckFault {

  private final Attempt attempt;
  private final JobResult.@Nullable CheckVerdict before;
  private final Set<String> missing;
  private final Set<String> jobs;

  private CheckFault(
      Attempt attempt,
      JobResult.@Nullable CheckVerdict before,
      Set<String> missing,
      Set<String> jobs) {
    this.attempt = attempt;
    this.before = before;
    this.missing = missing;
    this.jobs = jobs;
  }

  /** Reads the tree as the check is about to find it. */
  static CheckFault of(Attempt attempt, Check check) throws IOException, InterruptedException {
    RequiredFiles required = RequiredFiles.of(check.run());
    Set<String> scripts = paths(attempt, required.scripts());
    Set<String> missing = new LinkedHashSet<>(scripts);
    missing.removeIf(path -> isThere(attempt, path));
    Set<String> jobs = new LinkedHashSet<>(mayMake(attempt, missing));
    scripts.addAll(paths(attempt, required.manifests()));
    attempt.changes().stream()
        .flatMap(changes -> changes.changes().stream())
        .map(Change::path)
        .filter(scripts::contains)
        .forEach(jobs::add);
    return new CheckFault(attempt, attempt.before(check.name()), missing, jobs);
  }

  private static Set<String> paths(Attempt attempt, List<String> words) {
    Set<String> paths = new LinkedHashSet<>();
    for (String word : words) {
      String path = NamedFiles.path(attempt.tools().prefix(), Git.raw(word));
      if (!path.isEmpty()) {
        paths.add(path);
      }
    }
    return paths;
  }

  /** A file that cannot be inspected counts as present. */
  private static boolean isThere(Attempt attempt, String path) {
    try {
      return Files.exists(
          attempt.workspace().tree().resolve(Git.shown(path)), LinkOption.NOFOLLOW_LINKS);
    } catch (InvalidPathException e) {
      return true;
    }
  }

  /** The files that the job removed, or that the scope or the rules of git allowed it to make. */
  private static Set<String> mayMake(Attempt attempt, Set<String> missing)
      throws IOException, InterruptedException {
    Set<String> mayMake = new LinkedHashSet<>();
    Scope scope = attempt.brief().scope();
    PathRules rules = new PathRules(attempt.tree());
    Set<String> included = rules.matching(scope.include(), missing);
    Set<String> excluded = rules.matching(scope.exclude(), missing);
    Set<String> ignored = rules.ignoredAtBase(missing);
    for (String path : missing) {
      boolean isInScope =
          scope.include().isEmpty()
              ? path.startsWith(attempt.tools().prefix())
              : included.contains(path);
      boolean isMade = isInScope && !excluded.contains(path);
      if (isMade || wasThere(attempt, path) || ignored.contains(path)) {
        mayMake.add(path);
      }
    }
    return mayMake;
  }

  /** When the job started. */
  private static boolean wasThere(Attempt attempt, String path) {
    return attempt.tree().base().paths().contains(path)
        || attempt.setupLeft().files().containsKey(path);
  }

  /**
   * The verdict of a check that did not pass.
   *
   * @param saysSo whether it ended like a program that cannot be run
   */
  JobResult.CheckVerdict verdict(boolean saysSo) {
    if (!saysSo && missing.isEmpty()) {
      return JobResult.CheckVerdict.FAILED;
    }
    boolean couldRun =
        before == JobResult.CheckVerdict.PASSED || before == JobResult.CheckVerdict.FAILED;
    boolean isJobs = attempt.changes().isPresent() && (couldRun || !jobs.isEmpty());
    return isJobs ? JobResult.CheckVerdict.FAILED : JobResult.CheckVerdict.COULD_NOT_RUN;
  }

  /** The missing files, to append to the check's output; empty if there are none. */
  String text() {
    if (missing.isEmpty()) {
      return "";
    }
    String path = missing.iterator().next();
    String why =
        wasThere(attempt, path)
            ? "the job removed it"
            : "the base commit does not have it"
                + (jobs.contains(path) ? ", and the job did not make it" : "");
    return "[handoff] " + Change.shown(path) + " is not there: " + why;
  }
}
