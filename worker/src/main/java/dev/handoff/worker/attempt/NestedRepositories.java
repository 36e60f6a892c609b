package dev.handoff.worker.attempt;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes every {@code .git} below the root of the tree out of it while git reads the tree: git would
 * look into them, and start another git that follows their configuration. Those in ignored folders
 * (caches of tools) come back afterwards; the others are refused.
 */
final class NestedRepositories implements AutoCloseable {

  private final Attempt attempt;
  // From the path in the tree to where it is now.
  private final Map<Path, Path> moved = new LinkedHashMap<>();
  private final List<Path> refused = new ArrayList<>();

  private NestedRepositories(Attempt attempt) {
    this.attempt = attempt;
  }

  static NestedRepositories setAside(Attempt attempt) throws IOException {
    NestedRepositories nested = new NestedRepositories(attempt);
    Path tree = attempt.workspace().tree();
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(tree, new Search(tree, found));
    Path aside = Files.createTempDirectory(attempt.workspace().aside(), "nested");
    for (Path each : found) {
      Path place = aside.resolve(String.valueOf(nested.moved.size()));
      Files.move(each, place);
      nested.moved.put(each, place);
    }
    return nested;
  }

  /** Finds those that the base commit's rules do not ignore. */
  void judge() throws IOException, InterruptedException {
    Map<String, Path> paths = new LinkedHashMap<>();
    moved.keySet().forEach(each -> paths.put(raw(each), each));
    Set<String> ignored = new PathRules(attempt).ignoredAtBase(paths.keySet());
    paths.forEach(
        (path, each) -> {
          if (!ignored.contains(path)) {
            refused.add(each);
          }
        });
  }

  private String raw(Path each) {
    return Git.raw(attempt.workspace().tree().relativize(each).toString());
  }

  List<String> refused() {
    return refused.stream().map(this::raw).toList();
  }

  @Override
  public void close() throws IOException {
    for (Map.Entry<Path, Path> each : moved.entrySet()) {
      if (!refused.contains(each.getKey())) {
        Files.move(each.getValue(), each.getKey());
      }
    }
  }

  private static final class Search extends SimpleFileVisitor<Path> {
    private final Path tree;
    private final List<Path> found;

    Search(Path tree, List<Path> found) {
      this.tree = tree;
      this.found = found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes)
        throws IOException {
      if (isRepository(each)) {
        if (!each.getParent().equals(tree)) {
          found.add(each);
        }
        return FileVisitResult.SKIP_SUBTREE;
      }
      if (!Files.isReadable(each) || !Files.isExecutable(each) || !Files.isWritable(each)) {
        // Git would take what it cannot see for deleted.
        Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwx------"));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path each, BasicFileAttributes attributes) {
      // A file of that name points to a repository elsewhere.
      if (isRepository(each) && !each.getParent().equals(tree)) {
        found.add(each);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path each, IOException e) throws IOException {
      // A folder that cannot be listed: open it and go in again.
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwx------"));
      Files.walkFileTree(each, this);
      return FileVisitResult.CONTINUE;
    }

    private static boolean isRepository(Path each) {
      return each.getFileName().toString().equalsIgnoreCase(".git");
    }
  }
}
