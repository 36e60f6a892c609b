package dev.handoff.worker.attempt;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A repository on this disk.
 *
 * @param permitted what this worker's policy says of paths
 */
record PathSource(String repo, Predicate<Path> permitted) implements Source {

  /** For git on a repository of this disk: also a commit that no branch has may be asked for. */
  static final String UPLOAD_PACK =
      "--upload-pack=git -c safe.directory=* -c uploadpack.allowAnySHA1InWant=true upload-pack";

  /** The path that a brief's repository names; empty if it is a URL of the network. */
  static Optional<String> pathOf(String repo) {
    if (repo.startsWith("file:///")) {
      try {
        return Optional.of(URI.create(repo).getPath());
      } catch (IllegalArgumentException e) {
        return Optional.of(repo.substring("file://".length()));
      }
    }
    return repo.startsWith("/") ? Optional.of(repo) : Optional.empty();
  }

  /** Whether the repository that a brief names is on a disk, and not in the network. */
  static boolean isPath(String repo) {
    return pathOf(repo).isPresent();
  }

  @Override
  public String label() {
    return "path " + repo;
  }

  @Override
  public Optional<String> objection() {
    try {
      Path path = Path.of(repo);
      if (!permitted.test(path)) {
        return Optional.of("this worker's policy does not permit it");
      }
      return Files.isDirectory(path)
          ? Optional.empty()
          : Optional.of("no folder is there on this worker's host");
    } catch (InvalidPathException e) {
      return Optional.of("this worker's character set cannot spell it");
    }
  }

  @Override
  public void fetch(Path repository, String commit, Git git)
      throws IOException, InterruptedException {
    git.fetch(repository, UPLOAD_PACK, repo, "+" + commit + ":" + RepositoryCache.ref(commit));
  }

  /** Whether a commit is in the repository, as far as this worker may look. */
  boolean has(String commit, Git git) throws IOException, InterruptedException {
    return objection().isEmpty() && git.hasCommit(repo, commit);
  }
}
