package dev.handoff.worker.attempt.source;

import dev.handoff.worker.attempt.folder.FolderDeletion;
import dev.handoff.worker.attempt.git.Git;
import dev.handoff.worker.attempt.git.Git.GitException;
import dev.handoff.worker.attempt.git.Git.Place;
import dev.handoff.worker.attempt.source.Source.SourceException;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A repository on this disk that gets the result's branch. The worker itself adds objects and a
 * ref, so that no hook, setting or program of that repository is involved.
 *
 * @param path as in the brief
 * @param known a commit that it has, on which the result is based
 */
public record PathTarget(String path, String known, PathAccess access) {

  // Fewer objects are stored as loose files, as git's own receive-pack does.
  private static final int FEW_OBJECTS = 100;
  private static final int PACK_HEADER = 8;

  /** The address of its origin in its own settings; empty: unknown. */
  public Optional<String> origin(Git git) throws IOException, InterruptedException {
    try {
      return PathRepository.open(path, access).origin(git);
    } catch (SourceException gone) {
      return Optional.empty();
    }
  }

  /**
   * Adds a new branch.
   *
   * @param from the repository that has the commit
   * @param names of the branch; the first free one is used
   * @return the name; empty if all names are taken
   * @throws GitException if git cannot add it
   * @throws SourceException if the repository is not there any more, or not permitted
   */
  public Optional<String> add(Git git, Path from, String commit, List<String> names)
      throws IOException, InterruptedException {
    Place target = PathRepository.open(path, access).around(git.scratch(), commit.length());
    try {
      addObjects(git, Place.repository(from), target, commit);
      return added(git, target, commit, names);
    } finally {
      FolderDeletion.delete(target.repository());
    }
  }

  /** Git rejects a name if a branch has the name of its folder; then the next name is tried. */
  private static Optional<String> added(Git git, Place target, String commit, List<String> names)
      throws IOException, InterruptedException {
    GitException first = null;
    for (String name : names) {
      try {
        if (isAdded(git, target, commit, name)) {
          return Optional.of(name);
        }
      } catch (GitException refused) {
        first = first == null ? refused : first;
      }
    }
    if (first != null) {
      throw first;
    }
    return Optional.empty();
  }

  private static boolean has(Git git, Place target, String branch)
      throws IOException, InterruptedException {
    try {
      git.run(target, "rev-parse", "-q", "--verify", "refs/heads/" + branch);
      return true;
    } catch (GitException none) {
      return false;
    }
  }

  private void addObjects(Git git, Place from, Place target, String commit)
      throws IOException, InterruptedException {
    Path pack = Files.createTempFile(git.scratch(), "branch", ".pack");
    try {
      byte[] wanted = (commit + "\n^" + known + "\n").getBytes(StandardCharsets.US_ASCII);
      git.run(from, wanted, pack, List.of("pack-objects", "-q", "--revs", "--stdout"));
      git.run(
          target,
          pack,
          null,
          objects(pack) < FEW_OBJECTS
              ? List.of("unpack-objects", "-q")
              : List.of("index-pack", "--stdin"));
    } finally {
      Files.deleteIfExists(pack);
    }
  }

  /** The number of objects, in the format of gitformat-pack(5). */
  private static int objects(Path pack) throws IOException {
    try (DataInputStream in = new DataInputStream(Files.newInputStream(pack))) {
      in.skipNBytes(PACK_HEADER);
      return in.readInt();
    }
  }

  /** The ref must not exist yet, so that of two concurrent attempts one fails. */
  private static boolean isAdded(Git git, Place target, String commit, String branch)
      throws IOException, InterruptedException {
    String none = "0".repeat(commit.length());
    try {
      git.run(target, "update-ref", "--no-deref", "refs/heads/" + branch, commit, none);
      return true;
    } catch (GitException e) {
      if (has(git, target, branch)) {
        return false;
      }
      throw e;
    }
  }
}
