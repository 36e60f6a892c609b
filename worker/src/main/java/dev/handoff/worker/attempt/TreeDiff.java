package dev.handoff.worker.attempt;

import dev.handoff.worker.attempt.Git.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds what differs between the tree and the base commit, with a repository that is made here,
 * when no process of the job lives any more: nothing that it read or could have written is
 * believed.
 */
final class TreeDiff {

  private final Attempt attempt;
  private final Git git;
  private final Place place;

  TreeDiff(Attempt attempt) {
    this.attempt = attempt;
    this.git = attempt.git();
    this.place = attempt.workspace().place();
  }

  /** What the tree holds now, as changes by path. */
  Map<String, Change> leftNow() throws IOException, InterruptedException {
    try (NestedRepositories nested = NestedRepositories.setAside(attempt)) {
      stage(nested);
      Map<String, Change> left = new HashMap<>();
      entries().forEach(change -> left.put(change.path(), change));
      return left;
    }
  }

  /** Fixes what the attempt changed, without what its setup had left. */
  Changeset fix() throws IOException, InterruptedException {
    try (NestedRepositories nested = NestedRepositories.setAside(attempt)) {
      stage(nested);
      dropSetup(entries());
      String tree = git.line(place, "write-tree");
      String commit =
          new String(
                  git.run(
                      place,
                      message().getBytes(StandardCharsets.UTF_8),
                      List.of("commit-tree", tree, "-p", attempt.base(), "-F", "-")),
                  StandardCharsets.UTF_8)
              .strip();
      return new Changeset(commit, counted(entries()), nested.refused());
    }
  }

  private void stage(NestedRepositories nested) throws IOException, InterruptedException {
    FolderDeletion.delete(place.repository());
    Files.deleteIfExists(place.index());
    Files.deleteIfExists(attempt.workspace().folder().resolve("base-index"));
    git.init(place.repository(), attempt.cache().resolve("objects"), attempt.base().length());
    git.run(place, "read-tree", attempt.base());
    git.run(place, "add", "-u", "--", ".");
    nested.judge();
    List<String> untracked = Git.records(git.run(place, "ls-files", "-o", "-z"));
    Set<String> ignored = new PathRules(attempt).ignoredAtBase(untracked);
    List<String> fresh = untracked.stream().filter(path -> !ignored.contains(path)).toList();
    git.run(
        place, Git.joined(fresh), List.of("update-index", "--add", "--replace", "-z", "--stdin"));
  }

  private List<Change> entries() throws IOException, InterruptedException {
    List<String> records =
        Git.records(
            git.run(
                place,
                "diff-index",
                "--cached",
                "--raw",
                "-z",
                "--no-renames",
                "--no-abbrev",
                "--ignore-submodules=none",
                attempt.base()));
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i + 1 < records.size(); i += 2) {
      // :100644 100755 HASH HASH M, then the path
      String[] fields = records.get(i).substring(1).split(" ");
      changes.add(new Change(records.get(i + 1), fields[0], fields[1], fields[2], fields[3], 0, 0));
    }
    return changes;
  }

  private void dropSetup(List<Change> entries) throws IOException, InterruptedException {
    List<String> lines = new ArrayList<>();
    for (Change change : entries) {
      if (change.leaves(attempt.setupLeft().get(change.path()))) {
        lines.add("%s %s\t%s".formatted(change.oldMode(), change.oldHash(), change.path()));
      }
    }
    git.run(place, Git.joined(lines), List.of("update-index", "-z", "--index-info"));
  }

  private List<Change> counted(List<Change> changes) throws IOException, InterruptedException {
    Map<String, String[]> counts = new HashMap<>();
    List<String> records =
        Git.records(
            git.run(
                place,
                "diff-index",
                "--cached",
                "--numstat",
                "-z",
                "--no-renames",
                "--no-ext-diff",
                "--no-textconv",
                "--ignore-submodules=none",
                attempt.base()));
    for (String record : records) {
      String[] fields = record.split("\t", 3);
      counts.put(fields[2], fields);
    }
    return changes.stream()
        .map(
            change -> {
              String[] fields = counts.get(change.path());
              return change.counted(count(fields, 0), count(fields, 1));
            })
        .toList();
  }

  private static int count(String[] fields, int index) {
    return fields == null || fields[index].equals("-") ? -1 : Integer.parseInt(fields[index]);
  }

  private String message() {
    return "%s\n\nHandoff-Job: %s\nHandoff-Attempt: %d\n"
        .formatted(
            PlainText.line(attempt.brief().title(), 200),
            attempt.order().job(),
            attempt.order().attempt());
  }

  /** The patch from the base to the fixed changes, byte for byte. */
  Path patch(String commit) throws IOException, InterruptedException {
    Path patch = attempt.workspace().folder().resolve("patch");
    git.run(
        place,
        new byte[0],
        patch,
        List.of(
            "diff-tree",
            "-p",
            "--binary",
            "--full-index",
            "--no-renames",
            "--no-ext-diff",
            "--no-textconv",
            "--no-color",
            "--ignore-submodules=none",
            attempt.base(),
            commit));
    return patch;
  }
}
