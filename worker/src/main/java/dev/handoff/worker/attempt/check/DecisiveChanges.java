package dev.handoff.worker.attempt.check;

import dev.handoff.worker.attempt.git.Change;
import dev.handoff.worker.attempt.git.Git;
import dev.handoff.worker.attempt.git.Git.Place;
import dev.handoff.worker.attempt.git.JobTree;
import dev.handoff.worker.attempt.touched.FileDiff;
import dev.handoff.worker.attempt.touched.FileDiff.Kind;
import dev.handoff.worker.attempt.touched.PackageScripts;
import dev.handoff.worker.attempt.touched.TouchedFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the job's changes to files that may decide the verdict of its checks. */
public final class DecisiveChanges {

  private static final int MOST_FILES = 50;
  private static final int MOST_LINES = 2000;

  private final Git git;
  private final Place place;

  public DecisiveChanges(JobTree tree) {
    this.git = tree.git();
    this.place = tree.place();
  }

  /**
   * @param putBack paths where checks do not find what the job left
   */
  public TouchedFiles in(List<Change> changes, Set<String> putBack)
      throws IOException, InterruptedException {
    List<Change> decisive =
        changes.stream()
            .filter(change -> !putBack.contains(change.path()) && !change.isSubmodule())
            .filter(change -> TouchedFiles.mayMatter(change.shownPath()))
            .limit(MOST_FILES)
            .toList();
    List<FileDiff> diffs = new ArrayList<>();
    for (Change change : decisive) {
      if (!isOfDependencies(change)) {
        diffs.add(diff(change));
      }
    }
    return new TouchedFiles(diffs);
  }

  private boolean isOfDependencies(Change change) throws IOException, InterruptedException {
    boolean isChanged = !change.isNew() && !change.isDeleted();
    return isChanged
        && change.shownPath().matches("(.*/)?package\\.json")
        && !PackageScripts.differ(content(change.oldHash()), content(change.newHash()));
  }

  private byte[] content(String hash) throws IOException, InterruptedException {
    return git.run(place, "cat-file", "blob", hash);
  }

  private FileDiff diff(Change change) throws IOException, InterruptedException {
    Kind kind = change.isNew() ? Kind.NEW : change.isDeleted() ? Kind.DELETED : Kind.CHANGED;
    String before = change.isNew() ? nothing() : change.oldHash();
    String after = change.isDeleted() ? nothing() : change.newHash();
    byte[] patch =
        git.run(
            place, "diff", "-U0", "--no-ext-diff", "--no-textconv", "--no-color", before, after);
    return FileDiff.of(
        change.shownPath(), kind, new String(patch, StandardCharsets.UTF_8), MOST_LINES);
  }

  private String nothing() throws IOException, InterruptedException {
    return git.line(place, "hash-object", "-w", "--stdin");
  }
}
