package dev.handoff.worker.attempt.child;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds where the programs of a PATH are installed outside of the system's folders: the folders
 * that they need to run, and no more of a home than that.
 */
final class Toolchains {

  private static final Set<String> PROGRAM_FOLDERS = Set.of("bin", "sbin", "shims");
  // In a home, these have a folder with only tools in it; others mix tools and log-ins.
  private static final Set<String> MANAGERS =
      Set.of(
          ".asdf", ".bun", ".deno", ".fnm", ".jenv", ".nodenv", ".nvm", ".pyenv", ".rbenv",
          ".rustup", ".sdkman", ".volta");

  private final Predicate<Path> isVisible;
  private final Predicate<Path> isPrivate;

  /**
   * @param isVisible whether a path is visible anyway
   * @param isPrivate whether a path is a home, or a folder of which parts must stay hidden
   */
  Toolchains(Predicate<Path> isVisible, Predicate<Path> isPrivate) {
    this.isVisible = isVisible;
    this.isPrivate = isPrivate;
  }

  /** Folders and files, each as the PATH names it and with its real path. */
  Set<Path> of(String searchPath) {
    Set<Path> found = new TreeSet<>();
    for (String entry : searchPath.split(":")) {
      Path folder = path(entry);
      if (folder != null && folder.isAbsolute() && Files.isDirectory(folder)) {
        add(found, folder.normalize());
        linked(folder).forEach(program -> addProgram(found, program));
      }
    }
    return found;
  }

  private void add(Set<Path> found, Path folder) {
    Path root = root(folder);
    for (Path each : root == null ? List.<Path>of() : List.of(root, real(root))) {
      if (!isVisible.test(each) && !isPrivate.test(each)) {
        found.add(each);
      }
    }
  }

  private void addProgram(Set<Path> found, Path program) {
    Path folder = program.getParent();
    if (folder == null // a link to the root of the host
        || isVisible.test(program)
        || found.stream().anyMatch(program::startsWith)) {
      return;
    }
    if (root(folder) == null) {
      found.add(program);
    } else {
      add(found, folder);
    }
  }

  // The installation that contains a folder of programs; null: not even the folder may be visible.
  private @Nullable Path root(Path folder) {
    Path parent = folder.getParent();
    if (parent != null
        && PROGRAM_FOLDERS.contains(String.valueOf(folder.getFileName()))
        && isInstallation(parent)) {
      return parent;
    }
    return isTooWide(folder) ? null : folder;
  }

  private boolean isInstallation(Path folder) {
    String name = String.valueOf(folder.getFileName());
    boolean isOfHome = folder.getParent() != null && isPrivate.test(folder.getParent());
    return !isTooWide(folder) && (!isOfHome || !name.startsWith(".") || MANAGERS.contains(name));
  }

  private boolean isTooWide(Path folder) {
    return folder.getNameCount() < 2 || isPrivate.test(folder) || isPrivate.test(real(folder));
  }

  private static List<Path> linked(Path folder) {
    try (Stream<Path> programs = Files.list(folder)) {
      return programs
          .filter(Files::isSymbolicLink)
          .map(Toolchains::real)
          .filter(Files::isRegularFile) // a folder is no program, and may hold anything
          .distinct()
          .toList();
    } catch (IOException unreadable) {
      return List.of();
    }
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException dangling) {
      return path;
    }
  }

  private static @Nullable Path path(String entry) {
    try {
      return entry.isEmpty() ? null : Path.of(entry);
    } catch (InvalidPathException e) {
      return null;
    }
  }
}
