package dev.handoff.worker.attempt.check;

import dev.handoff.worker.attempt.change.Conversions;
import dev.handoff.worker.attempt.change.SetupLeft;
import dev.handoff.worker.attempt.git.BaseFiles;
import dev.handoff.worker.attempt.git.Change;
import dev.handoff.worker.attempt.git.Git;
import dev.handoff.worker.attempt.git.Git.Place;
import dev.handoff.worker.attempt.git.JobTree;
import dev.handoff.worker.attempt.git.TreeFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Writes files as they were when the job started: as setup left them, otherwise as a checkout of
 * the base commit writes them.
 */
public final class FilesBefore {

  private final JobTree tree;
  private final SetupLeft setup;
  private final Place place;
  private final Set<String> converted = new HashSet<>();
  private boolean isIndexed;

  public FilesBefore(JobTree tree, SetupLeft setup) {
    this.tree = tree;
    this.setup = setup;
    this.place = tree.place().index(tree.workspace().folder().resolve("before"));
  }

  private void index() throws IOException, InterruptedException {
    Files.deleteIfExists(place.index());
    tree.base().writeIndex(tree.git(), place);
    List<String> lines = new ArrayList<>();
    for (Change change : setup.files().values()) {
      String bytes = setup.bytes().getOrDefault(change.path(), change.newHash());
      lines.add("%s %s\t%s".formatted(change.newMode(), bytes, change.path()));
    }
    set(lines);
    isIndexed = true;
  }

  private void set(List<String> lines) throws IOException, InterruptedException {
    if (!lines.isEmpty()) {
      List<String> set = List.of("update-index", "-z", "--index-info");
      tree.git().run(place, Git.joined(lines), set);
    }
  }

  /** In a tree whose attributes convert files, those of the base commit have other bytes. */
  private void convert(List<String> paths) throws IOException, InterruptedException {
    if (!Conversions.areIn(tree.base().paths(), List.of())) {
      return;
    }
    List<String> bases =
        paths.stream()
            .filter(path -> !setup.files().containsKey(path))
            .filter(path -> !converted.contains(path))
            .toList();
    if (bases.isEmpty()) {
      return;
    }
    BaseFiles base = new BaseFiles(tree);
    Map<String, String> modes = base.fileModes(bases);
    Map<String, String> hashes = new Conversions(tree).checkedOut(base.index(), modes.keySet());
    set(
        modes.entrySet().stream()
            .map(each -> each.getValue() + " " + hashes.get(each.getKey()) + "\t" + each.getKey())
            .toList());
    converted.addAll(bases);
  }

  /** Every file that existed then, and those of the base commit that setup removed. */
  Set<String> paths() {
    Set<String> paths = new HashSet<>(tree.base().paths());
    paths.addAll(setup.files().keySet());
    return paths;
  }

  /** Replaces what is there, also a link or a folder in the way; no link is followed. */
  public void write(Collection<String> paths) throws IOException, InterruptedException {
    List<String> written = paths.stream().filter(Predicate.not(this::isGone)).toList();
    TreeFiles.remove(place.tree(), paths.stream().filter(this::isGone).toList());
    if (!written.isEmpty()) {
      if (!isIndexed) {
        index();
      }
      convert(written);
      List<String> write = List.of("checkout-index", "-f", "-q", "-z", "--stdin");
      tree.git().run(place, Git.joined(written), write);
    }
  }

  private boolean isGone(String path) {
    Change change = setup.files().get(path);
    return change == null ? !tree.base().paths().contains(path) : change.isDeleted();
  }
}
