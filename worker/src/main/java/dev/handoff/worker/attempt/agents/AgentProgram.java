package dev.handoff.worker.attempt.agents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds an agent's program on the worker's host. Many are installed in a home, which other children
 * of a job do not see.
 */
public final class AgentProgram {

  private static final List<Path> SYSTEM =
      Stream.of("/usr", "/bin", "/sbin", "/lib", "/opt", "/nix", "/gnu", "/snap", "/etc")
          .map(Path::of)
          .toList();

  private final String name;
  private final Path path;

  private AgentProgram(String name, Path path) {
    this.name = name;
    this.path = path;
  }

  /**
   * Searches the worker's PATH; empty if the program is not there. A relative path is one in the
   * job's tree and is returned unchanged.
   */
  static Optional<AgentProgram> find(String name, Map<String, String> worker) {
    Path named = Path.of(name);
    if (named.isAbsolute() || named.getNameCount() > 1) {
      return !named.isAbsolute() || isProgram(named)
          ? Optional.of(new AgentProgram(name, named))
          : Optional.empty();
    }
    return Stream.of(worker.getOrDefault("PATH", "").split(":"))
        .filter(folder -> folder.startsWith("/"))
        .map(folder -> Path.of(folder).resolve(name))
        .filter(AgentProgram::isProgram)
        .findFirst()
        .map(path -> new AgentProgram(name, path));
  }

  private static boolean isProgram(Path path) {
    return Files.isRegularFile(path) && Files.isExecutable(path);
  }

  Path path() {
    return path;
  }

  /** The word that starts it: its name if every child finds it by that, otherwise its real path. */
  public String word() {
    return isPrivate() ? real().toString() : name;
  }

  /** What the agent must see to run, beyond what every child sees. */
  public Optional<Path> installation() {
    return isPrivate() ? Optional.of(installation(real())) : Optional.empty();
  }

  private boolean isPrivate() {
    return path.isAbsolute()
        && (SYSTEM.stream().noneMatch(path::startsWith)
            || SYSTEM.stream().noneMatch(real()::startsWith));
  }

  /** An npm package needs its sibling packages; any other program only itself. */
  private static Path installation(Path real) {
    for (int names = 1; names < real.getNameCount(); names++) {
      if (real.getName(names - 1).toString().equals("node_modules")) {
        return real.getRoot().resolve(real.subpath(0, names));
      }
    }
    return real;
  }

  private Path real() {
    try {
      return path.toRealPath();
    } catch (IOException gone) {
      return path;
    }
  }
}
