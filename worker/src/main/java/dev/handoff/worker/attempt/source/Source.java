package dev.handoff.worker.attempt.source;

import dev.handoff.worker.attempt.git.Git;
import dev.handoff.worker.attempt.git.Refs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A place that may have a commit. */
public interface Source {

  /** Its name for people. */
  String label();

  /** Why it is not tried at all; empty if it is. */
  Optional<String> objection();

  /**
   * Fetches the commit, with all its objects, into the repository, under {@link
   * RepositoryCache#ref}.
   *
   * @throws SourceException if the source does not have it, or cannot be reached
   */
  void fetch(Path repository, String commit, Git git) throws IOException, InterruptedException;

  /**
   * The source's refs that reach the commit, and beside them origin's main branch and the upstream.
   * To be called when the repository has the commit.
   *
   * @param upstream full name of a ref; null: none
   */
  Refs.Found refs(Path repository, String commit, @Nullable String upstream, Git git)
      throws IOException, InterruptedException;

  /** Fetches objects into the repository by refspecs. */
  void fetchAll(Path repository, List<String> refspecs, Git git)
      throws IOException, InterruptedException;

  /** The source cannot deliver; the message has the reason. */
  final class SourceException extends IOException {
    private static final long serialVersionUID = 1;

    SourceException(String message) {
      super(message);
    }
  }
}
