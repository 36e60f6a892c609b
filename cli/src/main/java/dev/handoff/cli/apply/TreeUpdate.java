package dev.handoff.cli.apply;

import dev.handoff.cli.console.PlainLine;
import dev.handoff.cli.source.Git;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stages a patch in the user's working tree, or leaves the tree exactly as it was. The new tree is
 * built and verified first; the files to change are kept until all of them have changed.
 */
public final class TreeUpdate {

  private static final int MAX_SHOWN = 10;

  private final Path root;
  private final StoredPatch patch;
  private final Git git;

  public TreeUpdate(Path root, StoredPatch patch) {
    this.root = root;
    this.patch = patch;
    this.git = new Git(root);
  }

  /** A file of the tree that the patch changes. */
  private record Changed(String path, boolean isNew) {}

  /** Stages the patch and returns a sentence about what was done. */
  public String apply() throws IOException {
    List<String> dirty = dirty();
    String head = git.must("rev-parse", "--verify", "HEAD").out().strip();
    String tree = patch.on(head);
    List<Changed> changes = changes(head, tree);
    if (changes.isEmpty()) {
      return "The changes of " + patch.job() + " are in HEAD already.";
    }
    requireUntouched(dirty, changes);
    requireFree(changes);
    update(head, tree, changes);
    return "Applied %s: %d %s staged%s%s. See: git diff --cached"
        .formatted(
            patch.job(),
            changes.size(),
            changes.size() == 1 ? "file is" : "files are",
            dirty.stream().anyMatch(TreeUpdate::isStaged)
                ? ", in addition to what was staged before"
                : "",
            head.equals(patch.base())
                ? ""
                : ", merged with the changes of HEAD since its base commit");
  }

  /** The files that differ from HEAD, each after two letters of status and a blank. */
  private List<String> dirty() {
    // Also refreshes the index, which may have older file times.
    return records(
        git.run(
            "status",
            "--porcelain=v1",
            "-z",
            "--untracked-files=no",
            "--no-renames",
            "--ignore-submodules=dirty"));
  }

  private static boolean isStaged(String entry) {
    return entry.charAt(0) != ' ';
  }

  /** Like git merge, rejects only local changes that the patch would overwrite. */
  private void requireUntouched(List<String> dirty, List<Changed> changes) {
    List<String> taken =
        dirty.stream().filter(entry -> isUnmerged(entry) || isAmong(changes, entry)).toList();
    if (!taken.isEmpty()) {
      throw patch.doesNotApply(
          "it changes files with uncommitted changes of yours:\n"
              + shown(taken)
              + "\nCommit or stash these, or make a branch of it: handoff apply %s --branch"
                  .formatted(patch.job()));
    }
  }

  private static boolean isUnmerged(String entry) {
    String states = entry.substring(0, 2);
    return states.indexOf('U') >= 0 || states.equals("AA") || states.equals("DD");
  }

  /** True also if one of the two is a parent folder of the other. */
  private static boolean isAmong(List<Changed> changes, String entry) {
    String path = entry.substring(3);
    return changes.stream()
        .map(Changed::path)
        .anyMatch(
            changed ->
                changed.equals(path)
                    || changed.startsWith(path + "/")
                    || path.startsWith(changed + "/"));
  }

  private List<Changed> changes(String head, String tree) {
    List<String> fields =
        records(git.run("diff-tree", "-r", "-z", "--name-status", "--no-renames", head, tree));
    List<Changed> changes = new ArrayList<>();
    for (int i = 0; i + 1 < fields.size(); i += 2) {
      changes.add(new Changed(fields.get(i + 1), fields.get(i).equals("A")));
    }
    return changes;
  }

  // Git protects untracked files, but not ignored ones.
  private void requireFree(List<Changed> changes) {
    List<String> taken = new ArrayList<>();
    for (Changed each : changes) {
      if (each.isNew()) {
        obstacle(each.path(), taken);
      }
    }
    if (!taken.isEmpty()) {
      throw patch.doesNotApply(
          "files that git does not track are in its way:\n" + shown(taken) + "\nMove them");
    }
  }

  private void obstacle(String path, List<String> taken) {
    Path at = root;
    for (Path part : Path.of(path)) {
      at = at.resolve(part);
      String place = root.relativize(at).toString();
      boolean isFolder = Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS);
      boolean isWhole = place.equals(path);
      if (Files.exists(at, LinkOption.NOFOLLOW_LINKS)
          && (isWhole || !isFolder)
          && git.list("ls-files", "-z", "--", ":(literal)" + place).isEmpty()) {
        taken.add(place);
        return;
      }
    }
  }

  private void update(String head, String tree, List<Changed> changes) throws IOException {
    Path kept = Files.createTempDirectory("handoff");
    try {
      for (Changed each : changes) {
        if (!each.isNew()) {
          copy(root.resolve(each.path()), kept.resolve(each.path()));
        }
      }
      Git.Said said = git.run("read-tree", "-m", "-u", head, tree);
      if (!said.isGood()) {
        restore(kept, changes);
        throw patch.doesNotApply("git says:\n" + said.err());
      }
    } finally {
      delete(kept);
    }
  }

  // Git writes the index last, so it is still the old one.
  private void restore(Path kept, List<Changed> changes) throws IOException {
    for (Changed each : changes) {
      if (each.isNew()) {
        Path made = root.resolve(each.path());
        Files.deleteIfExists(made);
        deleteEmpty(made.getParent());
      }
    }
    for (Changed each : changes) {
      if (!each.isNew()) {
        copy(kept.resolve(each.path()), root.resolve(each.path()));
      }
    }
    git.run("update-index", "-q", "--refresh");
  }

  // Git keeps no empty folders, so an empty one was created for the deleted files.
  private void deleteEmpty(@Nullable Path folder) throws IOException {
    for (Path at = folder;
        at != null && !at.equals(root) && Files.isDirectory(at);
        at = at.getParent()) {
      try (var content = Files.list(at)) {
        if (content.findAny().isPresent()) {
          return;
        }
      }
      Files.delete(at);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    if (!Files.exists(from, LinkOption.NOFOLLOW_LINKS)
        || Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.createDirectories(to.getParent());
    Files.copy(
        from,
        to,
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.COPY_ATTRIBUTES,
        LinkOption.NOFOLLOW_LINKS);
  }

  private static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path each, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(each);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path each, @Nullable IOException e)
              throws IOException {
            Files.delete(each);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private List<String> records(Git.Said said) {
    if (!said.isGood()) {
      throw patch.doesNotApply("git says:\n" + said.err());
    }
    return said.out().isEmpty() ? List.of() : List.of(said.out().split("\0"));
  }

  private static String shown(List<String> paths) {
    List<String> lines =
        new ArrayList<>(
            paths.stream().limit(MAX_SHOWN).map(path -> "  " + PlainLine.one(path)).toList());
    if (paths.size() > MAX_SHOWN) {
      lines.add("  and " + (paths.size() - MAX_SHOWN) + " more");
    }
    return String.join("\n", lines);
  }
}
