package dev.handoff.worker.attempt;

import dev.handoff.worker.attempt.Git.GitException;
import dev.handoff.worker.attempt.Git.Place;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bare copies of the repositories that jobs named, one each. A commit that is in one stays, held by
 * a ref of its own, whether or not a branch of the source still has it.
 */
final class RepositoryCache {

  /** For git on a repository of this disk: also a commit that no branch has may be asked for. */
  static final String UPLOAD_PACK =
      "--upload-pack=git -c safe.directory=* -c uploadpack.allowAnySHA1InWant=true upload-pack";

  private final Path folder;
  // A file lock holds between processes only; within this one it would throw.
  private final Map<Path, ReentrantLock> locks = new ConcurrentHashMap<>();

  RepositoryCache(Path folder) {
    this.folder = folder;
  }

  /** A name for the repository that is fit for a file. */
  static String key(String repo) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(repo.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * The bare repository that has the commit with all that it needs; fetches it if it is new.
   *
   * @throws GitException if neither the cache nor the source has it
   */
  Path bring(String repo, String commit, Git git) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path repository = folder.resolve(key(repo) + ".git");
    ReentrantLock lock = locks.computeIfAbsent(repository, path -> new ReentrantLock());
    lock.lockInterruptibly();
    try (FileChannel file =
            FileChannel.open(
                folder.resolve(key(repo) + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock held = file.lock()) {
      if (!held.isValid() || !has(repository, commit, git)) {
        fetch(repository, repo, commit, git);
      }
      return repository;
    } finally {
      lock.unlock();
    }
  }

  private static String ref(String commit) {
    return "refs/handoff/" + commit;
  }

  // The ref and not the object: a ref is written when all that it needs is there.
  private static boolean has(Path repository, String commit, Git git)
      throws IOException, InterruptedException {
    if (!Files.exists(repository.resolve("HEAD"))) {
      git.init(repository, null, commit.length());
    }
    try {
      git.run(Place.repository(repository), "rev-parse", "-q", "--verify", ref(commit));
      return true;
    } catch (GitException missing) {
      return false;
    }
  }

  private static void fetch(Path repository, String repo, String commit, Git git)
      throws IOException, InterruptedException {
    git.run(
        Place.repository(repository),
        "fetch",
        "-q",
        "--no-tags",
        "--no-write-fetch-head",
        "--no-recurse-submodules",
        onThisDisk(repo) ? UPLOAD_PACK : "--upload-pack=git-upload-pack",
        "--",
        repo,
        "+" + commit + ":" + ref(commit));
    // A hash may name a tag or a tree; only a commit can be worked on.
    git.run(Place.repository(repository), "cat-file", "-e", ref(commit) + "^{commit}");
  }

  static boolean onThisDisk(String repo) {
    return repo.startsWith("/");
  }
}
