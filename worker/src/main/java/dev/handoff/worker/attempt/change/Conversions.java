package dev.handoff.worker.attempt.change;

import dev.handoff.worker.attempt.folder.FolderDeletion;
import dev.handoff.worker.attempt.git.BaseFiles;
import dev.handoff.worker.attempt.git.Change;
import dev.handoff.worker.attempt.git.Encodings;
import dev.handoff.worker.attempt.git.Git;
import dev.handoff.worker.attempt.git.Git.GitException;
import dev.handoff.worker.attempt.git.Git.Place;
import dev.handoff.worker.attempt.git.GitFolder;
import dev.handoff.worker.attempt.git.JobTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Converts bytes between a commit and a tree by attributes, with git alone: line ends, encodings,
 * {@code $Id$}. Works in a folder of the worker's own; attributes files that the job put into its
 * tree are read if they are in the result.
 */
public final class Conversions {

  // As long as the tree's own name: a path that fits there fits here.
  private static final String COPY = "copy";
  // At most this many files are converted one by one; the others stay as they are.
  private static final int MAX_ALONE = 100;

  private final JobTree tree;
  private final Git git;
  private final Place raw;
  private final Path repository;
  private final GitFolder converting;
  private final Optional<String> unknownAtBase;

  /** The base commit's files in the tree, and the job's. */
  record Touched(Path index, List<Change> changes) {}

  public Conversions(JobTree tree) throws IOException, InterruptedException {
    this.tree = tree;
    this.git = tree.git();
    this.raw = tree.place();
    this.repository = tree.workspace().folder().resolve("conversions");
    // Made again: a child could have written into an older one.
    FolderDeletion.delete(repository);
    Files.createDirectory(repository);
    this.converting = new GitFolder(repository, tree.base().hash().length());
    converting.createAround(raw.repository());
    this.unknownAtBase = tree.base().unknownEncoding(git, raw.repository());
    converting.attributes(Encodings.limit(unknownAtBase));
  }

  /** Whether a commit or its changes have attributes files. */
  public static boolean areIn(Collection<String> basePaths, List<Change> changes) {
    return basePaths.stream().anyMatch(Encodings::isAttributes)
        || changes.stream().map(Change::path).anyMatch(Encodings::isAttributes);
  }

  /**
   * Makes an index of the result from an index of the tree's exact bytes. A file with the bytes
   * that a checkout of the base commit writes is unchanged, whatever attributes say now. Any other
   * is converted as {@code git add} does it, by the attributes of the result.
   *
   * @param bytes the files whose exact bytes differ from the base commit
   */
  Touched convert(List<Change> bytes) throws IOException, InterruptedException {
    List<Change> files = bytes.stream().filter(Change::isFile).toList();
    List<Change> touched = touched(files);
    Path index = tree.workspace().folder().resolve("converted-index");
    Files.copy(raw.index(), index, StandardCopyOption.REPLACE_EXISTING);
    if (files.isEmpty()) {
      return new Touched(index, touched);
    }
    Set<String> paths = touched.stream().map(Change::path).collect(Collectors.toSet());
    List<String> lines = new ArrayList<>();
    for (Change file : files) {
      // Git reads from the index whether line ends were ever converted.
      String entry =
          !paths.contains(file.path())
              ? file.newMode() + " " + file.oldHash()
              : file.wasFile()
                  ? file.oldMode() + " " + file.oldHash()
                  : "0 " + "0".repeat(tree.base().hash().length());
      lines.add(entry + "\t" + file.path());
    }
    git.run(raw.index(index), Git.joined(lines), List.of("update-index", "-z", "--index-info"));
    if (!paths.isEmpty()) {
      limitEncodings(touched);
      add(index, paths);
    }
    return new Touched(index, touched);
  }

  /** Limits encodings to those that are known, also in the attributes that the job has written. */
  private void limitEncodings(List<Change> touched) throws IOException, InterruptedException {
    List<String> written =
        touched.stream()
            .filter(change -> Encodings.isAttributes(change.path()))
            .map(Change::newHash)
            .toList();
    Optional<String> unknown = Encodings.unknown(git, raw.repository(), written);
    converting.attributes(Encodings.limit(unknownAtBase.or(() -> unknown)));
  }

  private List<Change> touched(List<Change> files) throws IOException, InterruptedException {
    List<String> paths = files.stream().filter(Change::wasFile).map(Change::path).toList();
    Map<String, String> atBase = checkedOut(new BaseFiles(tree).index(), paths);
    return files.stream().filter(file -> !file.newHash().equals(atBase.get(file.path()))).toList();
  }

  private void add(Path index, Set<String> paths) throws IOException, InterruptedException {
    Path copy = emptyCopy();
    Place bytes = new Place(raw.repository(), copy, raw.index());
    git.run(bytes, Git.joined(paths), List.of("checkout-index", "-f", "-q", "-z", "--stdin"));
    Place converting = new Place(repository, copy, index);
    List<String> add = List.of("update-index", "--add", "-z", "--stdin");
    try {
      git.run(converting, Git.joined(paths), add);
    } catch (GitException unreadable) {
      addReadable(converting, paths);
    }
  }

  /** A file that is not in the encoding that its attributes name is added as it is. */
  private void addReadable(Place converting, Set<String> paths)
      throws IOException, InterruptedException {
    List<String> ask = List.of("check-attr", "-z", "--stdin", "working-tree-encoding");
    Set<String> encoded =
        values(git, converting, paths, ask).entrySet().stream()
            .filter(each -> !each.getValue().startsWith("unspecified"))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    List<String> add = List.of("update-index", "--add", "-z", "--stdin");
    List<String> others = paths.stream().filter(path -> !encoded.contains(path)).toList();
    git.run(converting, Git.joined(others), add);
    Place bytes = new Place(raw.repository(), converting.tree(), converting.index());
    int alone = 0;
    for (String path : encoded) {
      try {
        git.run(alone++ < MAX_ALONE ? converting : bytes, Git.joined(List.of(path)), add);
      } catch (GitException unreadable) {
        git.run(bytes, Git.joined(List.of(path)), add);
      }
    }
  }

  /**
   * Returns what a checkout of these files writes, as hashes of blobs that are then in the
   * repository.
   *
   * @param index with these files and the attributes
   */
  public Map<String, String> checkedOut(Path index, Collection<String> paths)
      throws IOException, InterruptedException {
    Map<String, String> hashes = new HashMap<>();
    // In two steps: otherwise git would read the attributes it has just written, not the index's.
    for (boolean areAttributes : new boolean[] {false, true}) {
      List<String> some =
          paths.stream().filter(path -> Encodings.isAttributes(path) == areAttributes).toList();
      if (!some.isEmpty()) {
        Place place = new Place(repository, emptyCopy(), index);
        git.run(place, Git.joined(some), List.of("checkout-index", "-f", "-q", "-z", "--stdin"));
        hashes.putAll(stored(place, some));
      }
    }
    return hashes;
  }

  private Map<String, String> stored(Place place, List<String> paths)
      throws IOException, InterruptedException {
    String lines = paths.stream().map(Conversions::quoted).collect(Collectors.joining());
    byte[] output =
        git.run(
            place,
            lines.getBytes(StandardCharsets.ISO_8859_1),
            List.of("hash-object", "-w", "--no-filters", "--stdin-paths"));
    String[] hashes = new String(output, StandardCharsets.US_ASCII).split("\n");
    Map<String, String> stored = new HashMap<>();
    for (int i = 0; i < hashes.length; i++) {
      stored.put(paths.get(i), hashes[i]);
    }
    return stored;
  }

  /** Quotes a path as a line of a command without {@code -z}. */
  private static String quoted(String path) {
    String escaped = path.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return "\"" + escaped + "\"\n";
  }

  /**
   * Reads the values of an attribute by path from the output of {@code check-attr -z --stdin}.
   *
   * @param ask the command
   */
  static Map<String, String> values(
      Git git, Place place, Collection<String> paths, List<String> ask)
      throws IOException, InterruptedException {
    List<String> fields = Git.records(git.run(place, Git.joined(paths), ask));
    Map<String, String> values = new TreeMap<>();
    for (int i = 0; i + 2 < fields.size(); i += 3) {
      values.put(fields.get(i), fields.get(i + 2));
    }
    return values;
  }

  /**
   * Writes what a checkout of the index would write where the tree has other bytes: then checks run
   * on the result.
   *
   * @param files with the hash of the tree's exact bytes as newHash
   */
  void settle(Path index, List<Change> files) throws IOException, InterruptedException {
    Map<String, String> out = checkedOut(index, files.stream().map(Change::path).toList());
    List<String> lines = new ArrayList<>();
    List<String> paths = new ArrayList<>();
    for (Change file : files) {
      String hash = out.get(file.path());
      if (!file.newHash().equals(hash)) {
        lines.add("%s %s\t%s".formatted(file.newMode(), hash, file.path()));
        paths.add(file.path());
      }
    }
    if (!lines.isEmpty()) {
      git.run(raw, Git.joined(lines), List.of("update-index", "-z", "--index-info"));
      git.run(raw, Git.joined(paths), List.of("checkout-index", "-f", "-q", "-z", "--stdin"));
    }
  }

  private Path emptyCopy() throws IOException {
    Path copy = tree.workspace().folder().resolve(COPY);
    FolderDeletion.delete(copy);
    return Files.createDirectory(copy);
  }
}
