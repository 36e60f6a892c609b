package dev.handoff.worker.attempt.git;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * The commit that a job begins from.
 *
 * @param objects of the repository that has it; those of the attempt borrow them
 * @param paths of all its files
 */
public record BaseCommit(String hash, Path objects, Set<String> paths) {

  public BaseCommit {
    paths = Set.copyOf(paths);
  }

  /** Names of the blobs that are its files of attributes. */
  public List<String> attributes() {
    return paths.stream().filter(Encodings::isAttributes).map(path -> hash + ":" + path).toList();
  }
}
