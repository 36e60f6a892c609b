package dev.handoff.worker.attempt.git;

import dev.handoff.worker.attempt.git.Git.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a commit contains. It never changes, so it is read once and then used by all attempts on
 * that commit, on any thread.
 */
public final class CommitFiles {

  // The index of about 8,000 files.
  private static final long MOST_INDEX_BYTES = 1 << 20;

  private final Set<String> paths;
  private final Set<String> submodules;
  private final long bytes;
  // Null until somebody has asked for them; the same whoever writes them.
  private volatile byte @Nullable [] index;
  private volatile @Nullable Optional<String> unknownEncoding;

  CommitFiles(Set<String> paths, Set<String> submodules, long bytes) {
    this.paths = Set.copyOf(paths);
    this.submodules = Set.copyOf(submodules);
    this.bytes = bytes;
  }

  /**
   * Lists the files of a commit.
   *
   * @throws Git.TooLongException if there are too many
   */
  static CommitFiles read(Git git, Path repository, String commit)
      throws IOException, InterruptedException {
    byte[] lines = git.run(Place.repository(repository), "ls-tree", "-r", "-l", "-z", commit);
    Set<String> paths = new HashSet<>();
    Set<String> submodules = new HashSet<>();
    long bytes = 0;
    for (String line : Git.records(lines)) {
      // 100644 blob HASH SIZE, then the path
      int tab = line.indexOf('\t');
      String size = line.substring(line.lastIndexOf(' ', tab) + 1, tab);
      String path = line.substring(tab + 1);
      bytes += size.equals("-") ? 0 : Long.parseLong(size); // a submodule has none
      paths.add(path);
      if (line.startsWith(Change.REPOSITORY)) {
        submodules.add(path);
      }
    }
    return new CommitFiles(paths, submodules, bytes);
  }

  /** All paths, those of submodules too, in git's spelling. */
  public Set<String> paths() {
    return paths;
  }

  public Set<String> submodules() {
    return submodules;
  }

  /** The total size of the files as stored. */
  public long bytes() {
    return bytes;
  }

  /** The hashes of the blobs of its attributes files, as git finds them in the commit. */
  List<String> attributes(String commit) {
    return paths.stream().filter(Encodings::isAttributes).map(path -> commit + ":" + path).toList();
  }

  /** The first unknown encoding in its attributes files; the repository must have the commit. */
  Optional<String> unknownEncoding(Git git, Path repository, String commit)
      throws IOException, InterruptedException {
    Optional<String> known = unknownEncoding;
    if (known == null) {
      known = Encodings.unknown(git, repository, attributes(commit));
      unknownEncoding = known;
    }
    return known;
  }

  /**
   * Writes an index of the commit that knows nothing of any tree: git compares the content of every
   * file with it.
   *
   * @param place with the index, in a repository that has the commit
   */
  void writeIndex(Git git, Place place, String commit) throws IOException, InterruptedException {
    byte[] known = index;
    if (known != null) {
      Files.write(place.index(), known);
      return;
    }
    git.run(place, "read-tree", commit);
    if (Files.size(place.index()) <= MOST_INDEX_BYTES) {
      index = Files.readAllBytes(place.index());
    }
  }
}
