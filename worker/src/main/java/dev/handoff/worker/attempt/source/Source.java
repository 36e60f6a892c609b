package dev.handoff.worker.attempt.source;

import dev.handoff.worker.attempt.git.Git;
import dev.handoff.worker.attempt.git.Refs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A place from which a commit may be had. */
public interface Source {

  /** Names it to people. */
  String label();

  /** Why it is not even asked; empty: it is. */
  Optional<String> objection();

  /**
   * Brings the commit, with all that it needs, into the repository, under {@link
   * RepositoryCache#ref}.
   *
   * @throws SourceException if it does not have it, or cannot be reached
   */
  void fetch(Path repository, String commit, Git git) throws IOException, InterruptedException;

  /**
   * The refs that it has and that reach the commit, and beside them origin's main branch and the
   * upstream. Asked when the commit is in the repository.
   *
   * @param upstream full name of a ref; null: none
   */
  Refs.Found refs(Path repository, String commit, String upstream, Git git)
      throws IOException, InterruptedException;

  /** Brings objects into the repository, by refspecs. */
  void fetchAll(Path repository, List<String> refspecs, Git git)
      throws IOException, InterruptedException;

  /** The place does not give what is asked of it; the message says why. */
  final class SourceException extends IOException {
    private static final long serialVersionUID = 1;

    SourceException(String message) {
      super(message);
    }
  }
}
