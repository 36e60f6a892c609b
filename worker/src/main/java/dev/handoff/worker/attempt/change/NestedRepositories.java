package dev.handoff.worker.attempt.change;

import dev.handoff.worker.attempt.git.Git;
import dev.handoff.worker.attempt.git.JobTree;
import dev.handoff.worker.attempt.git.PathRules;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Moves every {@code .git} below the root of the tree out of it while git reads the tree: git would
 * look into them, and start another git that follows their configuration. Those in ignored folders
 * (caches of tools) and those that setup left come back afterwards; the others are refused. Pipes,
 * sockets and devices are moved out too, since git blocks on them, and always come back. Paths that
 * are too deep for git are refused.
 */
public final class NestedRepositories implements AutoCloseable {

  // A system call accepts paths of less than 4096 bytes.
  private static final int REACH = 4000;

  private final JobTree tree;
  // From the path in the tree to the present place.
  private final Map<Path, Path> moved = new LinkedHashMap<>();
  private final List<Path> refused = new ArrayList<>();
  private final List<Path> special = new ArrayList<>();
  private final Set<Path> tooLong = new LinkedHashSet<>();

  private NestedRepositories(JobTree tree) {
    this.tree = tree;
  }

  public static NestedRepositories setAside(JobTree tree) throws IOException {
    NestedRepositories nested = new NestedRepositories(tree);
    Path root = tree.workspace().tree();
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(root, new Search(root, found, nested));
    found.addAll(nested.special);
    found.removeIf(each -> nested.tooLong.stream().anyMatch(each::startsWith));
    found.addAll(nested.tooLong);
    Path aside = Files.createTempDirectory(tree.workspace().aside(), "nested");
    for (Path each : found) {
      Path place = aside.resolve(String.valueOf(nested.moved.size()));
      Files.move(each, place);
      nested.moved.put(each, place);
    }
    return nested;
  }

  /** Every repository by its path in git's spelling. */
  private Map<String, Path> repositories() {
    Map<String, Path> paths = new LinkedHashMap<>();
    moved.keySet().forEach(each -> paths.put(raw(each), each));
    paths.values().removeAll(special);
    paths.values().removeAll(tooLong);
    return paths;
  }

  Set<String> paths() {
    return repositories().keySet();
  }

  /**
   * Finds the repositories that are the job's and that the base commit's rules do not ignore.
   *
   * @param setup the ones that it left are not the job's
   * @param leftOut folders that are not part of the result, with everything in them
   * @param forced files that the job made git track against any rules
   */
  void judge(SetupLeft setup, Set<String> leftOut, Set<String> forced)
      throws IOException, InterruptedException {
    Map<String, Path> paths = repositories();
    paths.keySet().removeAll(setup.repositories());
    paths.keySet().removeIf(path -> SelfIgnored.isBelow(path, leftOut));
    Set<String> ignored = new PathRules(tree).ignoredAtBase(paths.keySet());
    paths.forEach(
        (path, each) -> {
          boolean isForced = forced.contains(path.substring(0, path.lastIndexOf('/')));
          if (!ignored.contains(path) || isForced) {
            refused.add(each);
          }
        });
  }

  private String raw(Path each) {
    return Git.raw(tree.workspace().tree().relativize(each).toString());
  }

  /** All of them come back, whatever was found. */
  List<String> forgive() {
    List<String> all = refused();
    refused.clear();
    return all;
  }

  List<String> refused() {
    return refused.stream().map(this::raw).toList();
  }

  /** Folders with content so deep that no program can take its path; never put back. */
  List<String> tooLong() {
    return tooLong.stream().map(this::raw).toList();
  }

  @Override
  public void close() throws IOException {
    for (Map.Entry<Path, Path> each : moved.entrySet()) {
      if (!refused.contains(each.getKey()) && !tooLong.contains(each.getKey())) {
        Files.move(each.getValue(), each.getKey());
      }
    }
  }

  private static final class Search extends SimpleFileVisitor<Path> {
    private final Path tree;
    private final List<Path> found;
    private final NestedRepositories nested;

    Search(Path tree, List<Path> found, NestedRepositories nested) {
      this.tree = tree;
      this.found = found;
      this.nested = nested;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes)
        throws IOException {
      if (isRepository(each)) {
        if (!tree.equals(each.getParent())) {
          found.add(each);
        }
        return FileVisitResult.SKIP_SUBTREE;
      }
      if (!Files.isReadable(each) || !Files.isExecutable(each) || !Files.isWritable(each)) {
        // Git would consider files that it cannot read deleted.
        Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwx------"));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path each, BasicFileAttributes attributes) throws IOException {
      // A file of that name points to a repository elsewhere.
      if (isRepository(each)) {
        if (!tree.equals(each.getParent())) {
          found.add(each);
        }
      } else if (attributes.isOther()) {
        nested.special.add(each);
      } else if (attributes.isRegularFile() && !Files.isReadable(each)) {
        open(each);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path each, IOException e) throws IOException {
      if (each.toString().length() >= REACH) {
        nested.tooLong.add(reachable(each));
        return FileVisitResult.SKIP_SIBLINGS;
      }
      if (!Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
      // A folder that cannot be listed: make it readable and enter it again.
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwx------"));
      Files.walkFileTree(each, this);
      return FileVisitResult.CONTINUE;
    }

    private static Path reachable(Path each) {
      Path parent = each.getParent();
      return parent == null || each.toString().length() < REACH / 4 ? each : reachable(parent);
    }

    // Git must read it; of the mode, only the owner's execute bit is part of a commit.
    private static void open(Path file) throws IOException {
      Set<PosixFilePermission> permissions =
          new HashSet<>(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
      permissions.add(PosixFilePermission.OWNER_READ);
      Files.setPosixFilePermissions(file, permissions);
    }

    private static boolean isRepository(Path each) {
      return each.getFileName().toString().equalsIgnoreCase(".git");
    }
  }
}
