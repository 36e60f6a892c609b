package dev.handoff.worker.attempt.home;

import dev.handoff.worker.attempt.folder.FolderLock;
import dev.handoff.worker.attempt.folder.TreeCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/**
 * What package managers have downloaded, kept from job to job for each submitter and repository.
 * Nothing else of a home is kept: its other files decide what tools do. It is never in the reach of
 * a job, which gets a copy.
 */
public final class ToolCaches {

  /** Below a home. What is in them is downloaded again if it is gone. */
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

  /** Copies what is kept under the key into a home; nothing if nothing is. */
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
   * Keeps under the key what is in a home that no job reaches any more, in the place of what was
   * kept before.
   *
   * @param scratch a folder of the same disk that does not exist; what is left in it may be deleted
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

  /** Those that are there as folders, on a way without links: else they were of another place. */
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
