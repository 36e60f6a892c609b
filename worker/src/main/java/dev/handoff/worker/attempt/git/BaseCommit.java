package dev.handoff.worker.attempt.git;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * The commit on which a job starts.
 *
 * @param objects of the repository that has it; repositories of the attempt borrow them
 * @param paths all its files
 */
public record BaseCommit(String hash, Path objects, Set<String> paths) {

  public BaseCommit {
    paths = Set.copyOf(paths);
  }

  /** The hashes of the blobs of its attributes files. */
  public List<String> attributes() {
    return paths.stream().filter(Encodings::isAttributes).map(path -> hash + ":" + path).toList();
  }
}
