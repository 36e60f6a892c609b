package dev.handoff.worker.attempt.source;

import dev.handoff.file.Sha256;
import dev.handoff.worker.attempt.folder.FolderLock;
import dev.handoff.worker.attempt.folder.UnfinishedFetches;
import dev.handoff.worker.attempt.git.Git;
import dev.handoff.worker.attempt.git.Git.GitException;
import dev.handoff.worker.attempt.git.Git.Place;
import dev.handoff.worker.attempt.git.GitFolder;
import dev.handoff.worker.attempt.source.Source.SourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a bare copy of each repository that jobs named. A commit in a copy stays, since a ref of
 * its own keeps it, even if no branch of the source has it any more.
 */
public final class RepositoryCache {

  private final Path folder;
  private final FolderLock lock = new FolderLock();

  public RepositoryCache(Path folder) {
    this.folder = folder;
  }

  /** A file name for the repository. */
  public static String key(String repo) {
    return HexFormat.of().formatHex(Sha256.of(repo), 0, 12);
  }

  /** The ref that keeps the commit in the cache. */
  static String ref(String commit) {
    return "refs/handoff/" + commit;
  }

  /**
   * The ref that keeps an object outside of the commit's history: a tag, or a branch that is ahead.
   */
  static String held(String hash) {
    return "refs/held/" + hash;
  }

  /** Fetches objects outside of the commit's history from a source, unless they are present. */
  void hold(String repo, Path repository, Set<String> hashes, Source source, Git git)
      throws IOException, InterruptedException {
    if (missing(repository, hashes).isEmpty()) {
      return;
    }
    lock.hold(
        folder.resolve(key(repo) + ".lock"),
        () -> {
          List<String> missing = missing(repository, hashes);
          if (!missing.isEmpty()) {
            List<String> refspecs =
                missing.stream().map(hash -> "+" + hash + ":" + held(hash)).toList();
            orClear(repository, () -> source.fetchAll(repository, refspecs, git));
          }
        });
  }

  private static List<String> missing(Path repository, Set<String> hashes) {
    return hashes.stream()
        .filter(hash -> !Files.exists(repository.resolve(held(hash))))
        .filter(hash -> !Files.exists(repository.resolve(ref(hash))))
        .toList();
  }

  /**
   * The bare repository for the brief's repository, which may not exist yet. Commits of the other
   * hash function have a repository of their own: otherwise a brief with a wrong hash would decide
   * the format for all.
   */
  Path repository(String repo, String commit) {
    boolean isSha256 = commit.length() == 64;
    return folder.resolve(key(repo) + (isSha256 ? "-sha256.git" : ".git"));
  }

  /**
   * Whether the cache has the commit with all its objects. Reads the ref and not the object, since
   * the ref is written last. Needs no lock, so it does not wait for a fetch of another commit. Runs
   * git only if the refs are packed, which the worker never does.
   */
  boolean has(String repo, String commit, Git git) throws IOException, InterruptedException {
    Path repository = repository(repo, commit);
    Path loose = repository.resolve(ref(commit));
    if (Files.exists(loose) && Files.size(loose) > 0) {
      return true;
    }
    if (!Files.exists(repository.resolve("packed-refs"))) {
      return false;
    }
    try {
      git.run(Place.repository(repository), "rev-parse", "-q", "--verify", ref(commit));
      return true;
    } catch (GitException missing) {
      return false;
    }
  }

  /**
   * Fetches the commit from the first source that has it, unless it is present.
   *
   * @throws SourceException with each source that was tried and why it failed
   */
  void bring(String repo, String commit, List<Source> sources, Git git)
      throws IOException, InterruptedException {
    if (has(repo, commit, git)) {
      return;
    }
    Path repository = repository(repo, commit);
    lock.hold(
        folder.resolve(key(repo) + ".lock"),
        () -> {
          if (!has(repo, commit, git)) {
            new GitFolder(repository, commit.length()).createBare();
            orClear(repository, () -> fetch(repository, commit, sources, git));
          }
        });
  }

  /** A fetch that is cut short leaves half a pack, which may be what fills the disk. */
  private static void orClear(Path repository, FolderLock.Work fetch)
      throws IOException, InterruptedException {
    try {
      fetch.run();
    } catch (SourceException told) {
      throw told;
    } catch (IOException | InterruptedException e) {
      UnfinishedFetches.clear(repository);
      throw e;
    }
  }

  private static void fetch(Path repository, String commit, List<Source> sources, Git git)
      throws IOException, InterruptedException {
    List<String> tried = new ArrayList<>();
    tried.add("this worker's cache: does not have it");
    for (Source source : sources) {
      String why = source.objection().orElse(null);
      if (why == null) {
        why = failure(source, repository, commit, git);
      }
      if (why == null) {
        return;
      }
      tried.add(source.label() + ": " + why);
    }
    throw new SourceException(String.join("; ", tried));
  }

  /** Null: the commit is present. */
  private static @Nullable String failure(Source source, Path repository, String commit, Git git)
      throws IOException, InterruptedException {
    try {
      source.fetch(repository, commit, git);
      // A hash may name a tag or a tree; a job needs a commit.
      git.run(Place.repository(repository), "cat-file", "-e", ref(commit) + "^{commit}");
      return null;
    } catch (GitException | SourceException e) {
      // What is no commit was fetched all the same, and its ref would say that the cache has it.
      Files.deleteIfExists(repository.resolve(ref(commit)));
      String why = String.valueOf(e.getMessage());
      if (why.toLowerCase(Locale.ROOT).contains("no space left")) {
        throw e; // not the source's fault
      }
      return why;
    }
  }
}
