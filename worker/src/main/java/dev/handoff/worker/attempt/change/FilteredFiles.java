package dev.handoff.worker.attempt.change;

import dev.handoff.worker.attempt.folder.FolderDeletion;
import dev.handoff.worker.attempt.git.Change;
import dev.handoff.worker.attempt.git.Git;
import dev.handoff.worker.attempt.git.Git.Place;
import dev.handoff.worker.attempt.git.GitFolder;
import dev.handoff.worker.attempt.git.JobTree;
import dev.handoff.worker.attempt.text.PlainText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lists the changed files that are under {@code filter=}: a worker runs no filters, so the result
 * has the bytes that the job wrote, where the user's git would have stored others.
 */
public final class FilteredFiles {

  private static final int NAMED = 10;
  private static final int LOOKED_AT = 10_000;
  private static final String LFS = "lfs";
  // The first line of Git LFS's pointer files.
  private static final String POINTER = "version https://git-lfs.github.com/spec/";
  private static final int MAX_POINTER = 1024;
  private static final Set<String> NO_FILTER = Set.of("unspecified", "unset", "set");

  private final JobTree tree;
  private final Git git;

  public FilteredFiles(JobTree tree) {
    this.tree = tree;
    this.git = tree.git();
  }

  /** One or two sentences for each of them. */
  public List<String> notes(Changeset of) throws IOException, InterruptedException {
    List<Change> changes = of.changes().stream().filter(Change::isFile).limit(LOOKED_AT).toList();
    if (changes.isEmpty() || !Conversions.areIn(tree.base().paths(), changes)) {
      return List.of();
    }
    Map<String, String> filters = filters(of.commit(), changes);
    List<Change> filtered =
        changes.stream().filter(change -> filters.containsKey(change.path())).toList();
    List<Change> named = filtered.stream().limit(NAMED).toList();
    Set<String> pointers = pointers(named);
    List<String> notes = new ArrayList<>();
    named.stream()
        .map(change -> note(change, filters.getOrDefault(change.path(), ""), pointers))
        .forEach(notes::add);
    if (filtered.size() > NAMED) {
      notes.add("%d more files are under a filter.".formatted(filtered.size() - NAMED));
    }
    return notes;
  }

  private static String note(Change change, String filter, Set<String> pointers) {
    String name = PlainText.line(filter, 50);
    String file = change.shownPath() + " is under filter=" + name;
    if (!filter.equals(LFS)) {
      return file + ", and no filter runs on a worker: the result has it as the job wrote it.";
    }
    if (pointers.contains(change.newHash())) {
      return file
          + ": the job wrote its pointer file, and the content that this names is not in the result.";
    }
    String what =
        change.isNew()
            ? ": a new file that should be a pointer file, and is in the result with its content."
            : pointers.contains(change.oldHash())
                ? ": its pointer file was replaced by content."
                : ": it is in the result with its content, and should be a pointer file.";
    return file + what + " Where Git LFS is installed, `git add --renormalize` mends that.";
  }

  /** The filters by path, of files in the result that have one. */
  private Map<String, String> filters(String commit, List<Change> changes)
      throws IOException, InterruptedException {
    Path own = tree.workspace().folder().resolve("filters");
    FolderDeletion.delete(own);
    Files.createDirectory(own);
    GitFolder asking = new GitFolder(own, tree.base().hash().length());
    asking.createAround(tree.workspace().repository());
    asking.attributes("");
    Place place = new Place(own, null, own.resolve("index"));
    git.run(place, "read-tree", commit);
    Map<String, String> filters =
        Conversions.values(
            git,
            place,
            changes.stream().map(Change::path).toList(),
            List.of("check-attr", "--cached", "-z", "--stdin", "filter"));
    filters.values().removeAll(NO_FILTER);
    return filters;
  }

  /** The hashes of the blobs that are pointer files. */
  private Set<String> pointers(Collection<Change> changes)
      throws IOException, InterruptedException {
    List<String> hashes =
        changes.stream()
            .flatMap(
                change ->
                    change.wasFile()
                        ? Stream.of(change.oldHash(), change.newHash())
                        : Stream.of(change.newHash()))
            .distinct()
            .toList();
    Set<String> small = new HashSet<>();
    for (String line : ask(hashes, "--batch-check=%(objectname) %(objectsize)").split("\n")) {
      String[] fields = line.split(" ");
      if (fields.length == 2 && Long.parseLong(fields[1]) <= MAX_POINTER) {
        small.add(fields[0]);
      }
    }
    String all = ask(small, "--batch=%(objectname)");
    return small.stream()
        .filter(hash -> all.contains(hash + "\n" + POINTER))
        .collect(Collectors.toSet());
  }

  private String ask(Collection<String> hashes, String how)
      throws IOException, InterruptedException {
    if (hashes.isEmpty()) {
      return "";
    }
    byte[] input = (String.join("\n", hashes) + "\n").getBytes(StandardCharsets.US_ASCII);
    Place place = Place.repository(tree.workspace().repository());
    return new String(git.run(place, input, List.of("cat-file", how)), StandardCharsets.ISO_8859_1);
  }
}
