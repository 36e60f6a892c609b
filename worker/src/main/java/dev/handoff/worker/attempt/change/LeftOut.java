package dev.handoff.worker.attempt.change;

import dev.handoff.worker.attempt.git.Change;
import dev.handoff.worker.attempt.git.PathGroups;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The files that the job wrote into folders that ignore themselves ({@link SelfIgnored}): they are
 * not in the result and not a violation. If setup left the folder, only files that differ from
 * setup's count.
 */
public final class LeftOut {

  private final Set<String> folders;
  private final Set<String> setupFolders;
  private final Map<String, Change> setupFiles;
  private final Map<String, Set<String>> files = new TreeMap<>();

  LeftOut(SetupLeft setup, Set<String> folders) {
    this.folders = Set.copyOf(folders);
    this.setupFiles =
        setup.files().entrySet().stream()
            .filter(each -> SelfIgnored.isBelow(each.getKey(), folders))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    this.setupFolders =
        setupFiles.keySet().stream()
            .map(path -> SelfIgnored.folder(path, folders))
            .collect(Collectors.toSet());
  }

  Set<String> folders() {
    return folders;
  }

  /** Whether the path is in one of the folders. */
  boolean has(String path) {
    return SelfIgnored.isBelow(path, folders);
  }

  /** The paths that git has to inspect, including those to compare with what setup left. */
  List<String> toAdd(Collection<String> untracked) {
    return untracked.stream()
        .filter(path -> !has(path) || setupFolders.contains(SelfIgnored.folder(path, folders)))
        .toList();
  }

  /** Takes the files in these folders, and returns the others. */
  List<String> takeFrom(Collection<String> paths) {
    paths.stream().filter(this::has).forEach(this::take);
    return paths.stream().filter(path -> !has(path)).toList();
  }

  /** Takes the files that differ from setup's in folders that setup left. */
  void takeFromSetup(Collection<Change> changes) {
    Map<String, Change> now =
        changes.stream()
            .filter(change -> has(change.path()))
            .collect(Collectors.toMap(Change::path, change -> change));
    now.values().stream()
        .filter(change -> !change.leaves(setupFiles.get(change.path())))
        .forEach(change -> take(change.path()));
    setupFiles.keySet().stream().filter(path -> !now.containsKey(path)).forEach(this::take);
  }

  private void take(String path) {
    files.computeIfAbsent(SelfIgnored.folder(path, folders), folder -> new TreeSet<>()).add(path);
  }

  /** Folders that only the job wrote. */
  public Set<String> newFolders() {
    Set<String> own = new TreeSet<>(files.keySet());
    own.removeAll(setupFolders);
    return own;
  }

  /** Files that differ from setup's, or are new beside them. */
  public Set<String> inSetupFolders() {
    return files.entrySet().stream()
        .filter(each -> setupFolders.contains(each.getKey()))
        .flatMap(each -> each.getValue().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  public boolean isEmpty() {
    return files.isEmpty();
  }

  /** The text for people; empty if nothing is left out. */
  public Optional<String> text() {
    return isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Left out of the result, as git leaves it out: %s. Each of these folders has a .gitignore that hides all of it."
                .formatted(named()));
  }

  /** The folders, each with its number of files. */
  public String named() {
    Map<String, Integer> counts = new TreeMap<>();
    files.forEach((folder, paths) -> counts.put(folder + "/", paths.size()));
    return PathGroups.text(counts);
  }
}
