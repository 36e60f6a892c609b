package dev.handoff.worker.attempt.source;

import dev.handoff.worker.attempt.folder.FolderDeletion;
import dev.handoff.worker.attempt.git.Git;
import dev.handoff.worker.attempt.git.Git.Place;
import dev.handoff.worker.attempt.git.Refs;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A repository on this disk. */
public record PathSource(String repo, PathAccess access) implements Source {

  // Permits a fetch of any commit, even if no branch has it. Ignores the files beside the objects
  // that only describe how they are connected: they cannot be trusted.
  private static final String UPLOAD_PACK =
      "--upload-pack=git -c uploadpack.allowAnySHA1InWant=true -c core.commitGraph=false"
          + " -c pack.useBitmaps=false upload-pack";

  /** The path of the brief's repository; empty if it is a URL of the network. */
  public static Optional<String> pathOf(String repo) {
    if (repo.startsWith("file:///")) {
      try {
        return Optional.of(URI.create(repo).getPath());
      } catch (IllegalArgumentException e) {
        return Optional.of(repo.substring("file://".length()));
      }
    }
    return repo.startsWith("/") ? Optional.of(repo) : Optional.empty();
  }

  /** Whether the brief's repository is on a disk and not in the network. */
  public static boolean isPath(String repo) {
    return pathOf(repo).isPresent();
  }

  @Override
  public String label() {
    return "path " + repo;
  }

  @Override
  public Optional<String> objection() {
    return access.objection(repo);
  }

  @Override
  public void fetch(Path repository, String commit, Git git)
      throws IOException, InterruptedException {
    fetchAll(repository, List.of("+" + commit + ":" + RepositoryCache.ref(commit)), git);
  }

  @Override
  public void fetchAll(Path repository, List<String> refspecs, Git git)
      throws IOException, InterruptedException {
    int hashLength = refspecs.get(0).indexOf(':') - 1;
    Place borrowed = PathRepository.open(repo, access).borrowed(git.scratch(), hashLength);
    try {
      git.fetch(repository, UPLOAD_PACK, borrowed.repository().toString(), refspecs);
    } finally {
      FolderDeletion.delete(borrowed.repository());
    }
  }

  @Override
  public Refs.Found refs(Path repository, String commit, @Nullable String upstream, Git git)
      throws IOException, InterruptedException {
    try (PathRefs refs = PathRefs.open(PathRepository.open(repo, access), commit.length(), git)) {
      return refs.reaching(commit, upstream);
    }
  }

  private boolean hasFileOf(PathRepository repository, String commit) {
    try {
      return repository.hasFileOf(commit, access);
    } catch (IOException damaged) {
      return false; // git reports it
    }
  }

  /** Whether the repository has the commit, as far as this worker may read it. */
  boolean has(String commit, Git git) throws IOException, InterruptedException {
    if (objection().isPresent()) {
      return false;
    }
    Place borrowed = null;
    try {
      PathRepository repository = PathRepository.open(repo, access);
      if (hasFileOf(repository, commit)) {
        return true;
      }
      borrowed = repository.borrowed(git.scratch(), commit.length());
      git.run(borrowed, "cat-file", "-e", commit + "^{commit}");
      return true;
    } catch (Git.GitException | SourceException none) {
      return false;
    } finally {
      if (borrowed != null) {
        FolderDeletion.delete(borrowed.repository());
      }
    }
  }
}
