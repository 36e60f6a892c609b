package dev.handoff.worker.attempt.change;

import dev.handoff.job.GitNames;
import dev.handoff.worker.attempt.folder.FolderDeletion;
import dev.handoff.worker.attempt.git.BlobSizes;
import dev.handoff.worker.attempt.git.CaseClash;
import dev.handoff.worker.attempt.git.Change;
import dev.handoff.worker.attempt.git.Git;
import dev.handoff.worker.attempt.git.Git.Place;
import dev.handoff.worker.attempt.git.GitFolder;
import dev.handoff.worker.attempt.git.JobTree;
import dev.handoff.worker.attempt.git.TreeFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds what differs between the tree and the base commit, with a repository that is made here
 * after all processes of the job are dead: no file that a job read or could have written is
 * trusted.
 */
public final class TreeDiff {

  private final JobTree tree;
  private final Set<String> carried;
  private final SetupLeft setup;
  private final Git git;
  private final Place place;
  // The results of convert(): the tree's exact bytes, and the same as git adds it, with its index.
  private List<Change> raw = List.of();
  private List<Change> staged = List.of();
  private Place converted;
  // Whether the tree has the base commit's files and no others.
  private boolean isAsBase;
  // Of the entries that were read last, by path; may lack some.
  private final Map<String, String[]> counts = new HashMap<>();

  /**
   * @param carried paths of the files that came with the job beside its commit
   * @param setup what setup left, if it has run
   */
  public TreeDiff(JobTree tree, Set<String> carried, SetupLeft setup) {
    this.tree = tree;
    this.carried = Set.copyOf(carried);
    this.setup = setup;
    this.git = tree.git();
    this.place = tree.place();
    this.converted = place;
  }

  /** Reads the tree as setup left it, with its nested repositories. */
  public SetupLeft setUp() throws IOException, InterruptedException {
    try (NestedRepositories nested = NestedRepositories.setAside(tree)) {
      startAgain();
      git.run(place, "add", "-u", "--", ".");
      Untracked untracked = Untracked.in(tree, nested, TreeListing.others(git, place));
      Set<String> selfIgnored = untracked.selfIgnored(tree, setup, nested);
      add(untracked.counted());
      nested.judge(setup, Set.of(), Set.of());
      convert(null);
      Map<String, Change> left = new HashMap<>();
      staged.stream()
          .filter(change -> !carried.contains(change.path()))
          .forEach(change -> left.put(change.path(), change));
      Map<String, String> bytes = new HashMap<>();
      raw.stream()
          .filter(change -> !carried.contains(change.path()))
          .forEach(change -> bytes.put(change.path(), change.newHash()));
      IgnoredFiles ignored = IgnoredFiles.of(place.tree(), untracked.ignored());
      return new SetupLeft(left, bytes, Set.copyOf(nested.forgive()), selfIgnored, ignored);
    }
  }

  /**
   * Restores the tree to what {@link #setUp} found, except for files that the base commit's rules
   * ignore: everything else that was written since then is dropped.
   *
   * @return what setup left, with the ignored files in their present state
   */
  public SetupLeft restore() throws IOException, InterruptedException {
    try (NestedRepositories nested = NestedRepositories.setAside(tree)) {
      nested.judge(setup, Set.of(), Set.of());
      List<String> changed =
          Git.records(git.run(place, "diff-files", "--name-only", "-z", "--ignore-submodules=all"));
      Untracked untracked = Untracked.in(tree, nested, TreeListing.others(git, place));
      TreeFiles.remove(place.tree(), untracked.counted());
      IgnoredFiles ignored = IgnoredFiles.of(place.tree(), untracked.ignored());
      git.run(place, Git.joined(changed), List.of("checkout-index", "-f", "-q", "-z", "--stdin"));
      return setup.with(ignored);
    }
  }

  /**
   * Keeps the content of the files that {@link #setUp} found, when {@link #restore} does not need
   * it any more.
   */
  public void keepSetup() throws IOException {
    Files.move(place.repository().resolve("objects"), tree.workspace().setupObjects());
  }

  /**
   * Fixes the attempt's changes, without files that setup left and files that were carried.
   *
   * @param message of the commit
   * @param most bytes that a result may have
   */
  public Changeset fix(String message, long most) throws IOException, InterruptedException {
    try (NestedRepositories nested = NestedRepositories.setAside(tree)) {
      startAgain();
      Untracked untracked = Untracked.in(tree, nested, stageTracked()).without(carried);
      LeftOut leftOut = new LeftOut(setup, untracked.selfIgnored(tree, setup, nested));
      nested.judge(setup, leftOut.folders(), untracked.forced());
      Map<String, String> refused = refused(nested);
      add(leftOut.toAdd(untracked.counted()));
      if (!untracked.counted().isEmpty()) {
        // Git does not report what it does not add: forms of .git, a link named .gitmodules.
        List<String> remaining = untracked.countedAmong(TreeListing.others(git, place));
        leftOut
            .takeFrom(remaining.stream().filter(path -> !carried.contains(path)).toList())
            .forEach(path -> refused.put(path, "a name that git refuses"));
      }
      filledSubmodules().forEach(path -> refused.put(path, "a change in a submodule"));
      convert(leftOut);
      List<Change> left = withoutSetup(staged, leftOut);
      Map<Change, Long> sizes = sizes(left);
      List<Change> large = tooLarge(sizes, most);
      if (!large.isEmpty()) {
        left = without(large);
      }
      String commit = left.isEmpty() ? tree.base().hash() : commit(message);
      List<Change> changes = counted(left);
      refused.putAll(clashes(changes));
      List<String> ignored = setup.ignored().changed(place.tree(), untracked.ignored());
      long bytes = sizes.values().stream().mapToLong(Long::longValue).sum();
      return new Changeset(commit, changes, refused, bytes, large, leftOut, ignored);
    }
  }

  private String commit(String message) throws IOException, InterruptedException {
    String written = git.line(converted, "write-tree");
    byte[] commit =
        git.run(
            converted,
            message.getBytes(StandardCharsets.UTF_8),
            List.of("commit-tree", written, "-p", tree.base().hash(), "-F", "-"));
    return new String(commit, StandardCharsets.UTF_8).strip();
  }

  private Map<String, String> clashes(List<Change> changes)
      throws IOException, InterruptedException {
    List<String> changed =
        changes.stream().filter(change -> !change.isDeleted()).map(Change::path).toList();
    if (changed.isEmpty()) {
      return Map.of();
    }
    Map<String, String> clashes = new HashMap<>();
    Set<String> result = new HashSet<>(tree.base().paths());
    changes.stream().filter(Change::isDeleted).map(Change::path).forEach(result::remove);
    result.addAll(changed);
    // By the path for people: git has a path as bytes.
    Map<String, String> raw = new HashMap<>();
    changed.forEach(path -> raw.put(Git.shown(path), path));
    GitNames.inBareRepositories(raw.keySet(), result.stream().map(Git::shown).toList())
        .forEach(
            path ->
                clashes.put(
                    raw.get(path), "part of a bare repository, whose settings git would follow"));
    List<String> added = changes.stream().filter(Change::isNew).map(Change::path).toList();
    if (!added.isEmpty()) {
      CaseClash.of(added, tree.base().paths(), Git.records(git.run(converted, "ls-files", "-z")))
          .forEach(
              (path, other) ->
                  clashes.put(path, "the same as " + Change.shown(other) + " but for its case"));
    }
    return clashes;
  }

  private Map<Change, Long> sizes(List<Change> changes) throws IOException, InterruptedException {
    List<Change> blobs = changes.stream().filter(Change::hasContent).toList();
    if (blobs.isEmpty()) {
      return Map.of();
    }
    Map<String, Long> known = new BlobSizes(tree).of(blobs.stream().map(Change::newHash).toList());
    Map<Change, Long> sizes = new HashMap<>();
    blobs.forEach(blob -> sizes.put(blob, known.get(blob.newHash())));
    return sizes;
  }

  /** The fewest of the largest files without which the rest is within the limit of a result. */
  private static List<Change> tooLarge(Map<Change, Long> sizes, long most) {
    long bytes = sizes.values().stream().mapToLong(Long::longValue).sum();
    List<Change> large = new ArrayList<>();
    for (Map.Entry<Change, Long> each :
        sizes.entrySet().stream()
            .sorted(Map.Entry.<Change, Long>comparingByValue().reversed())
            .toList()) {
      if (bytes <= most) {
        break;
      }
      large.add(each.getKey());
      bytes -= each.getValue();
    }
    return large;
  }

  /** Starts the attempt's repository again, with an index of the base commit. */
  private void startAgain() throws IOException, InterruptedException {
    Path setup = tree.workspace().setupObjects();
    FolderDeletion.delete(setup.resolve("info")); // it could name objects of others
    FolderDeletion.delete(place.repository());
    Files.deleteIfExists(place.index());
    Files.deleteIfExists(tree.workspace().folder().resolve("base-index"));
    new GitFolder(place.repository(), tree.base().hash().length())
        .borrow(tree.base().objects())
        .borrowAlso(setup)
        .createBare();
    tree.base().writeIndex(git, place);
  }

  /**
   * Brings the files of the index to their present state.
   *
   * @return the files that are not in the index
   */
  private List<String> stageTracked() throws IOException, InterruptedException {
    TreeListing listing = TreeListing.of(git, place);
    isAsBase = listing.isEmpty();
    if (isAsBase) {
      return List.of();
    }
    if (listing.hasOnlyChanged() && tree.base().submodules().isEmpty()) {
      List<String> update = List.of("update-index", "--remove", "-z", "--stdin");
      git.run(place, Git.joined(listing.changed()), update);
      return List.of();
    }
    git.run(place, "add", "-u", "--", ".");
    return listing.deleted().isEmpty() ? listing.others() : TreeListing.others(git, place);
  }

  // What a result must not have, by path.
  private static Map<String, String> refused(NestedRepositories nested) {
    Map<String, String> refused = new HashMap<>();
    nested.refused().forEach(path -> refused.put(path, "a nested repository"));
    nested.tooLong().forEach(path -> refused.put(path, "a path that is too long"));
    return refused;
  }

  private void add(List<String> paths) throws IOException, InterruptedException {
    if (!paths.isEmpty()) {
      List<String> add = List.of("update-index", "--add", "--replace", "-z", "--stdin");
      git.run(place, Git.joined(paths), add);
    }
  }

  // An attempt's tree has submodules as empty folders, and git does not look into them.
  private List<String> filledSubmodules() throws IOException {
    List<String> filled = new ArrayList<>();
    // All repositories of others are set aside, so the index has no more submodules than the base.
    for (String path : tree.base().submodules()) {
      boolean isSetups = setup.repositories().contains(path + "/.git");
      if (!isSetups && isFilled(path)) {
        filled.add(path);
      }
    }
    return filled;
  }

  private boolean isFilled(String path) throws IOException {
    Path folder = place.tree().resolve(Git.shown(path));
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (Stream<Path> content = Files.list(folder)) {
      return content.findAny().isPresent();
    }
  }

  /**
   * Reads the changes as the user's git would, by its attributes.
   *
   * @param leftOut null: the tree must not change; otherwise the tree gets what a checkout of the
   *     result writes, except for these files and those that setup left
   */
  private void convert(@Nullable LeftOut leftOut) throws IOException, InterruptedException {
    raw = isAsBase ? List.of() : entries(place);
    staged = raw;
    if (raw.isEmpty() || !Conversions.areIn(tree.base().paths(), raw)) {
      return;
    }
    Conversions conversions = new Conversions(tree);
    Conversions.Touched touched = conversions.convert(raw);
    converted = place.index(touched.index());
    staged = entries(converted);
    if (leftOut != null) {
      List<Change> jobs =
          touched.changes().stream()
              .filter(change -> !setup.has(change) && !leftOut.has(change.path()))
              .toList();
      conversions.settle(touched.index(), jobs);
    }
  }

  private List<Change> entries(Place of) throws IOException, InterruptedException {
    // What setup left may be much, and is not counted.
    boolean isCounted = setup.files().isEmpty();
    List<String> records = isCounted ? compare(of, "--raw", "--numstat") : compare(of, "--raw");
    List<Change> changes = new ArrayList<>();
    int next = 0;
    for (; next < records.size() && records.get(next).startsWith(":"); next += 2) {
      // :100644 100755 HASH HASH M, then the path
      String[] fields = records.get(next).substring(1).split(" ");
      String path = records.get(next + 1);
      changes.add(new Change(path, fields[0], fields[1], fields[2], fields[3], 0, 0));
    }
    count(records.subList(next, records.size()));
    return changes;
  }

  private List<String> compare(Place of, String... forms) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("diff-index", "--cached", "-z"));
    arguments.addAll(List.of(forms));
    arguments.addAll(List.of("--no-renames", "--no-abbrev", "--no-ext-diff", "--no-textconv"));
    arguments.addAll(List.of("--ignore-submodules=none", tree.base().hash()));
    return Git.records(git.run(of, new byte[0], arguments));
  }

  private void count(List<String> numbers) {
    counts.clear();
    for (String number : numbers) {
      // ADDED, REMOVED, path
      String[] fields = number.split("\t", 3);
      counts.put(fields[2], fields);
    }
  }

  /**
   * The changes that are not from setup and not left out. For all other files the index gets the
   * entry of the base commit.
   */
  private List<Change> withoutSetup(List<Change> entries, LeftOut leftOut)
      throws IOException, InterruptedException {
    leftOut.takeFromSetup(entries);
    List<Change> others =
        entries.stream()
            .filter(
                change ->
                    change.leaves(setup.files().get(change.path())) || leftOut.has(change.path()))
            .toList();
    return others.isEmpty() ? entries : without(others);
  }

  /** The changes that remain when the index has these files as in the base commit. */
  private List<Change> without(List<Change> others) throws IOException, InterruptedException {
    List<String> lines =
        others.stream()
            .map(change -> change.oldMode() + " " + change.oldHash() + "\t" + change.path())
            .toList();
    git.run(converted, Git.joined(lines), List.of("update-index", "-z", "--index-info"));
    return entries(converted);
  }

  private List<Change> counted(List<Change> changes) throws IOException, InterruptedException {
    if (changes.isEmpty()) {
      return changes;
    }
    if (counts.isEmpty()) {
      count(compare(converted, "--numstat"));
    }
    return changes.stream()
        .map(
            change -> {
              String[] fields = counts.get(change.path());
              return change.counted(count(fields, 0), count(fields, 1));
            })
        .toList();
  }

  private static int count(String @Nullable [] fields, int index) {
    return fields == null || fields[index].equals("-") ? -1 : Integer.parseInt(fields[index]);
  }

  /** The patch from the base to the fixed changes, byte for byte. */
  public static Path patch(JobTree tree, String commit) throws IOException, InterruptedException {
    Path patch = tree.workspace().folder().resolve("patch");
    tree.git()
        .run(
            tree.place(),
            new byte[0],
            patch,
            List.of(
                "diff-tree",
                "-p",
                "--binary",
                "--full-index",
                "-M",
                "--no-ext-diff",
                "--no-textconv",
                "--no-color",
                "--ignore-submodules=none",
                tree.base().hash(),
                commit));
    return patch;
  }
}
