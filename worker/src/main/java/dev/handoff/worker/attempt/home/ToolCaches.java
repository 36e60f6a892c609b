package dev.handoff.worker.attempt.home;

import dev.handoff.worker.attempt.folder.FolderLock;
import dev.handoff.worker.attempt.folder.TreeCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/**
 * Keeps the downloads of package managers from job to job for each submitter and repository.
 * Nothing else of a home is kept, since its other files decide what tools do. A job never reaches
 * the cache itself, only a copy.
 */
public final class ToolCaches {

  /** Relative to a home. Content that is missing is downloaded again. */
  static final List<String> PATHS =
      List.of(
          ".m2/repository",
          ".m2/wrapper",
          ".gradle/caches",
          ".gradle/wrapper",
          ".npm/_cacache",
          ".local/share/pnpm/store",
          ".cache/yarn",
          ".cache/pip",
          ".cache/uv",
          ".cargo/registry",
          ".cargo/git",
          "go/pkg/mod");

  private final Path folder;
  private final FolderLock lock = new FolderLock();

  public ToolCaches(Path folder) {
    this.folder = folder;
  }

  /** Copies the cache of the key into a home; does nothing if there is none. */
  void copyTo(String key, Path home) throws IOException, InterruptedException {
    Path kept = folder.resolve(key);
    if (Files.isDirectory(kept, LinkOption.NOFOLLOW_LINKS)) {
      lock.hold(lockFile(key), () -> copy(kept, home));
    }
  }

  private static void copy(Path kept, Path home) throws IOException, InterruptedException {
    List<String> there = in(kept);
    if (!there.isEmpty()) {
      TreeCopy.copy(kept, there, home);
    }
  }

  /**
   * Replaces the cache of the key by the one in a home that no job reaches any more.
   *
   * @param scratch a folder on the same disk that does not exist; leftovers in it may be deleted
   */
  void replace(String key, Path home, Path scratch) throws IOException, InterruptedException {
    List<String> found = in(home);
    if (found.isEmpty()) {
      return;
    }
    Path fresh = scratch.resolve("fresh");
    for (String path : found) {
      Files.createDirectories(fresh.resolve(path).getParent());
      Files.move(home.resolve(path), fresh.resolve(path));
    }
    Path kept = folder.resolve(key);
    lock.hold(
        lockFile(key),
        () -> {
          if (Files.exists(kept, LinkOption.NOFOLLOW_LINKS)) {
            Files.move(kept, scratch.resolve("old"));
          }
          Files.move(fresh, kept);
        });
  }

  private Path lockFile(String key) {
    return folder.resolve(key + ".lock");
  }

  /** The caches that exist as folders on a path without links: a link could lead elsewhere. */
  private static List<String> in(Path home) {
    return PATHS.stream().filter(path -> isFolder(home, Path.of(path))).toList();
  }

  private static boolean isFolder(Path home, Path path) {
    Path place = home;
    for (Path part : path) {
      place = place.resolve(part);
      if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
        return false;
      }
    }
    return true;
  }
}
