package dev.handoff.worker.attempt.check;

import dev.handoff.brief.Brief;
import dev.handoff.brief.Brief.Check;
import dev.handoff.worker.attempt.change.Changeset;
import dev.handoff.worker.attempt.git.Change;
import dev.handoff.worker.attempt.git.JobTree;
import dev.handoff.worker.attempt.git.PathGroups;
import dev.handoff.worker.attempt.git.PathRules;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The files that are restored to their state before the job while checks run.
 *
 * @param named files from before the job that the checks' commands name, except those that the
 *     brief lets the job change by name
 * @param guarded files that {@code protect} names; also new ones, which checks do not find
 */
public record PutBack(Set<String> named, Set<String> guarded) {

  public static PutBack of(JobTree tree, Brief brief, Changeset changes, FilesBefore before)
      throws IOException, InterruptedException {
    PathRules rules = new PathRules(tree);
    NamedFiles files = new NamedFiles(before.paths());
    Set<String> named = new LinkedHashSet<>();
    for (Check check : brief.checks()) {
      named.addAll(files.by(check.run(), tree.prefix()));
    }
    named.removeAll(rules.matching(brief.scope().include(), List.copyOf(named)));
    Set<String> all = new HashSet<>(before.paths());
    changes.changes().forEach(change -> all.add(change.path()));
    Set<String> guarded = rules.matching(brief.protectedGlobs(), all);
    return new PutBack(named, guarded);
  }

  public Set<String> all() {
    Set<String> all = new LinkedHashSet<>(named);
    all.addAll(guarded);
    return all;
  }

  /**
   * The job's changes that checks do not find, with the reason; empty if they find all. Otherwise a
   * check that names the very file that the job has to change would fail for no visible reason.
   */
  public String text(Changeset changes) {
    List<String> byName = shown(changes, named);
    List<String> byGlob = shown(changes, guarded);
    String first =
        byName.isEmpty()
            ? ""
            : "checks name these files and scope.include does not, so the job's changes to them were put"
                + " aside first: "
                + PathGroups.list(byName);
    String second =
        byGlob.isEmpty()
            ? ""
            : "protect has these files, so checks find them as before the job: "
                + PathGroups.list(byGlob);
    return String.join("; ", Stream.of(first, second).filter(text -> !text.isEmpty()).toList());
  }

  private static List<String> shown(Changeset changes, Set<String> paths) {
    return changes.changes().stream()
        .filter(change -> paths.contains(change.path()))
        .map(Change::shownPath)
        .toList();
  }
}
