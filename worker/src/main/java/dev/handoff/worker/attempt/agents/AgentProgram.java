package dev.handoff.worker.attempt.agents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where an agent's program is on the worker's host. Many install themselves in a home, which other
 * children of a job do not see.
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
   * By the worker's PATH; empty if there is none. A relative path is one of the job's tree and
   * taken as it is.
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

  /** What starts it: its name where every child finds it, else where it really is. */
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

  /** A package of npm needs those that lie beside it; any other program, nothing but itself. */
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
