package dev.handoff.worker.attempt.step;

import dev.handoff.brief.Brief.Changes;
import dev.handoff.brief.Brief.Scope;
import dev.handoff.job.GitNames;
import dev.handoff.job.Reason;
import dev.handoff.worker.attempt.change.Changeset;
import dev.handoff.worker.attempt.change.JobCommits;
import dev.handoff.worker.attempt.change.ToolFiles;
import dev.handoff.worker.attempt.change.Unpublished;
import dev.handoff.worker.attempt.git.Change;
import dev.handoff.worker.attempt.git.Git;
import dev.handoff.worker.attempt.git.Git.Place;
import dev.handoff.worker.attempt.git.PathGroups;
import dev.handoff.worker.attempt.git.PathRules;
import dev.handoff.worker.attempt.order.StepResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Fixes what the job changed, and rejects what its brief does not allow. */
public final class ScopeGuard implements Step {

  private static final int NAMED = 20;

  @Override
  public String name() {
    return "guard";
  }

  @Override
  public StepResult take(Attempt attempt) throws IOException, InterruptedException {
    if (!attempt.hasTree()) {
      return StepResult.failed(
          Reason.SCOPE_VIOLATION,
          "the job removed its own working tree, or put something else there");
    }
    if (attempt.brief().checks().isEmpty()) {
      attempt.listener().lastProcessEnded();
    }
    fix(attempt);
    Changeset changes = attempt.changes().orElseThrow();
    Map<String, String> violations = violations(attempt, changes);
    if (!violations.isEmpty()) {
      List<Change> named =
          changes.all().stream()
              .filter(change -> violations.containsKey(change.shownPath()))
              .toList();
      return StepResult.failed(
          Reason.SCOPE_VIOLATION, message(violations, ToolFiles.remedy(named)));
    }
    if (!changes.tooLarge().isEmpty()) {
      return StepResult.failed(
          Reason.OUTPUT_TOO_LARGE,
          "the changed files have %d bytes, and a result may have %d. %s"
              .formatted(changes.bytes(), attempt.outputs().changedBytes(), tooLarge(changes)));
    }
    if (changes.isEmpty() && attempt.brief().changes() == Changes.REQUIRED) {
      return StepResult.failed(Reason.NO_CHANGE, noChange(attempt));
    }
    return StepResult.GO_ON;
  }

  /** The changes that the patch does not contain. */
  public static String tooLarge(Changeset changes) {
    List<String> paths = changes.tooLarge().stream().map(Change::shownPath).toList();
    return (changes.isEmpty() ? "No patch is published: " : "The patch has the rest, without: ")
        + PathGroups.list(paths);
  }

  /** Finds the job's changes, if they are not known yet; from then on nothing can add to them. */
  public static void fix(Attempt attempt) throws IOException, InterruptedException {
    if (attempt.changes().isPresent() || !attempt.hasTree()) {
      return;
    }
    Changeset changes =
        attempt.diff().fix(attempt.tools().commitMessage(), attempt.outputs().changedBytes());
    List<String> ignored = changes.ignored();
    String shown = ignored.isEmpty() ? "" : PathGroups.text(ignored, attempt.tree().base().paths());
    Unpublished left = new Unpublished(ignored, shown, new JobCommits(attempt.tree()).take());
    attempt.changed(new Changed(changes, left));
    changes.leftOut().text().ifPresent(attempt.log()::note);
    if (!left.isEmpty()) {
      attempt.log().note("not in the result: " + left.text());
    }
  }

  private static String noChange(Attempt attempt) {
    Unpublished left = attempt.unpublished();
    Optional<String> caches = attempt.changes().flatMap(changes -> changes.leftOut().text());
    if (left.isEmpty() && caches.isEmpty()) {
      return "the command succeeded and changed nothing; if that is no failure, the brief must say changes: optional";
    }
    StringBuilder text = new StringBuilder("the command succeeded and changed no file that counts");
    if (!left.isEmpty()) {
      text.append("; what it did is not in the result: ")
          .append(left.text())
          .append(
              "\nA file that .gitignore ignores is a change if the job runs git add -f for it. Of"
                  + " commits and stashes, what is checked out at the end counts. The report says what"
                  + " is kept as an artifact.");
    }
    caches.ifPresent(each -> text.append("\n").append(each));
    return text.append("\nIf that is no failure, the brief must say changes: optional.").toString();
  }

  /** The paths of {@code paths} that the brief allows the job to change. */
  static Set<String> allowed(Attempt attempt, Collection<String> paths)
      throws IOException, InterruptedException {
    Scope scope = attempt.brief().scope();
    List<String> inside =
        paths.stream().filter(path -> path.startsWith(attempt.tools().prefix())).toList();
    PathRules rules = new PathRules(attempt.tree());
    Set<String> included =
        scope.include().isEmpty() ? Set.copyOf(inside) : rules.matching(scope.include(), inside);
    Set<String> excluded = rules.matching(scope.exclude(), inside);
    return included.stream().filter(path -> !excluded.contains(path)).collect(Collectors.toSet());
  }

  /** The paths that the worker lets any job change, whatever a brief allows. */
  private static Set<String> permitted(Attempt attempt, Collection<String> paths)
      throws IOException, InterruptedException {
    PathRules rules = new PathRules(attempt.tree());
    List<String> globs = attempt.tools().policy().paths();
    // Not git's own negation: it never takes back a file below a folder that matched.
    List<String> taken = globs.stream().filter(glob -> !glob.startsWith("!")).toList();
    List<String> back =
        globs.stream().filter(glob -> glob.startsWith("!")).map(glob -> glob.substring(1)).toList();
    Set<String> included =
        taken.isEmpty() ? Set.copyOf(paths) : rules.matchingFromRoot(taken, paths);
    Set<String> excluded = rules.matchingFromRoot(back, paths);
    return included.stream().filter(path -> !excluded.contains(path)).collect(Collectors.toSet());
  }

  // Sorted by path; the first objection to a path counts.
  private static Map<String, String> violations(Attempt attempt, Changeset changes)
      throws IOException, InterruptedException {
    Map<String, String> found = new TreeMap<>();
    changes.refused().forEach((path, why) -> found.put(Change.shown(path), why));
    List<String> paths = changes.all().stream().map(Change::path).toList();
    Set<String> allowed = allowed(attempt, paths);
    Set<String> permitted = permitted(attempt, paths);
    for (Change change : changes.all()) {
      if (!allowed.contains(change.path())) {
        found.put(change.shownPath(), "outside the scope");
      } else if (!permitted.contains(change.path())) {
        found.put(change.shownPath(), "outside what this worker's policy.paths permits");
      } else if (change.isSubmodule()) {
        found.put(change.shownPath(), "a submodule");
      } else if (change.newMode().equals(Change.LINK) && leavesTree(attempt, change)) {
        found.put(change.shownPath(), "a link that leaves the tree");
      }
    }
    return found;
  }

  private static boolean leavesTree(Attempt attempt, Change change)
      throws IOException, InterruptedException {
    byte[] target =
        attempt
            .git()
            .run(
                Place.repository(attempt.workspace().repository()),
                "cat-file",
                "blob",
                change.newHash());
    return leaves(change.path(), new String(target, StandardCharsets.ISO_8859_1));
  }

  /**
   * Whether a link leads out of the tree, or into its .git. Going up is allowed at the start of the
   * target only: after a name that may itself be a link, the text does not show where it leads.
   */
  static boolean leaves(String path, String target) {
    if (target.startsWith("/")) {
      return true;
    }
    List<String> place = new ArrayList<>(List.of(path.split("/")));
    place.remove(place.size() - 1);
    boolean down = false;
    for (String part : target.split("/")) {
      if (part.equals("..")) {
        if (down || place.isEmpty()) {
          return true;
        }
        place.remove(place.size() - 1);
      } else if (!part.isEmpty() && !part.equals(".")) {
        down = true;
        place.add(part);
      }
    }
    return place.stream().map(Git::shown).anyMatch(GitNames::isGits);
  }

  private static String message(Map<String, String> violations, Optional<String> remedy) {
    StringBuilder text = new StringBuilder("the job changed what its brief does not allow:");
    violations.entrySet().stream()
        .limit(NAMED)
        .forEach(
            each ->
                text.append("\n")
                    .append(each.getKey())
                    .append(" (")
                    .append(each.getValue())
                    .append(")"));
    if (violations.size() > NAMED) {
      text.append("\nand ").append(violations.size() - NAMED).append(" more");
    }
    remedy.ifPresent(each -> text.append("\n").append(each));
    return text.append("\nThe patch is kept as evidence, and no branch was made.").toString();
  }
}
