package dev.handoff.worker.attempt.change;

import dev.handoff.job.JobResult;
import dev.handoff.worker.attempt.git.Change;
import dev.handoff.worker.attempt.git.Git;
import dev.handoff.worker.attempt.git.Git.Place;
import dev.handoff.worker.attempt.git.JobTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lists moved files: git pairs deleted files with new ones that are very similar. Only for readers;
 * the scope is checked for each path.
 */
public record Renames(List<Rename> all) {

  public static final Renames NONE = new Renames(List.of());

  /**
   * @param from path in git's spelling
   * @param to path in git's spelling
   * @param added number of lines, or -1 for a binary file
   */
  public record Rename(String from, String to, int added, int removed) {}

  public Renames {
    all = List.copyOf(all);
  }

  public static Renames in(JobTree tree, Changeset changes)
      throws IOException, InterruptedException {
    boolean canBe =
        changes.changes().stream().anyMatch(Change::isNew)
            && changes.changes().stream().anyMatch(Change::isDeleted);
    if (!canBe) {
      return NONE;
    }
    Place place = tree.place();
    byte[] output =
        tree.git()
            .run(
                place,
                "diff-tree",
                "-r",
                "-z",
                "--numstat",
                "-M",
                "--diff-filter=R",
                "--no-ext-diff",
                "--no-textconv",
                tree.base().hash(),
                changes.commit());
    List<String> records = Git.records(output);
    List<Rename> all = new ArrayList<>();
    // ADDED REMOVED, then the old path, then the new one
    for (int i = 0; i + 2 < records.size(); i += 3) {
      String[] counts = records.get(i).split("\t");
      all.add(
          new Rename(records.get(i + 1), records.get(i + 2), count(counts[0]), count(counts[1])));
    }
    return new Renames(all);
  }

  private static int count(String field) {
    return field.equals("-") ? -1 : Integer.parseInt(field);
  }

  public Optional<Rename> to(Change change) {
    return all.stream().filter(rename -> rename.to().equals(change.path())).findFirst();
  }

  public boolean isFrom(Change change) {
    return change.isDeleted() && all.stream().anyMatch(each -> each.from().equals(change.path()));
  }

  /**
   * The changes as a reader counts them: a moved file is one change, with the lines that differ.
   */
  public JobResult.Changes summary(List<Change> changes) {
    int added = 0;
    int removed = 0;
    int files = 0;
    for (Change change : changes) {
      if (isFrom(change)) {
        continue;
      }
      Optional<Rename> moved = to(change);
      files++;
      added += Math.max(0, moved.map(Rename::added).orElse(change.added()));
      removed += Math.max(0, moved.map(Rename::removed).orElse(change.removed()));
    }
    return new JobResult.Changes(
        files,
        added,
        removed,
        changes.stream().limit(JobResult.Changes.MAX_PATHS).map(Change::shownPath).toList(),
        all.stream()
            .limit(JobResult.Changes.MAX_PATHS)
            .map(each -> new JobResult.Renamed(Change.shown(each.from()), Change.shown(each.to())))
            .toList());
  }
}
