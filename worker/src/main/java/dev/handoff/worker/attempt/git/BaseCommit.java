package dev.handoff.worker.attempt.git;

import dev.handoff.worker.attempt.git.Git.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * The commit on which a job starts.
 *
 * @param objects of the repository that has it; repositories of the attempt borrow them
 */
public record BaseCommit(String hash, Path objects, CommitFiles files) {

  /** All its files, submodules too. */
  public Set<String> paths() {
    return files.paths();
  }

  /** Its submodules. */
  public Set<String> submodules() {
    return files.submodules();
  }

  /** The first unknown encoding in its attributes files, read by a repository of the attempt. */
  public Optional<String> unknownEncoding(Git git, Path repository)
      throws IOException, InterruptedException {
    return files.unknownEncoding(git, repository, hash);
  }

  /**
   * Writes an index of it that knows nothing of any tree.
   *
   * @param place with the index, in a repository of the attempt
   */
  public void writeIndex(Git git, Place place) throws IOException, InterruptedException {
    files.writeIndex(git, place, hash);
  }
}
