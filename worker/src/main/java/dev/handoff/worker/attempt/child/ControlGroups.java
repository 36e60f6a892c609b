package dev.handoff.worker.attempt.child;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates control groups (cgroups), with which the kernel limits what a child's processes use
 * together. They are below the worker's own group, or below an outer one that is prepared for it,
 * if this worker may create any. Supports both versions of the kernel's interface and changes no
 * other group than the worker's own.
 */
public final class ControlGroups {

  private static final Logger LOG = LoggerFactory.getLogger(ControlGroups.class);

  private static final List<String> CONTROLLERS = List.of("memory", "pids");
  private static final String PREFIX = "handoff-";
  private static final int MOST_REMOVED = 5;
  private static final Duration SURELY_JOINED = Duration.ofMinutes(1);
  // Runs before the child's supervisor, so that the supervisor and all after it start in the
  // group. Any shell can do it, and that of a system starts faster than bash. The 0 is the one who
  // writes it.
  private static final String JOIN =
      "left=$1; shift; while [ $left -gt 0 ]; do"
          + " { echo 0 >\"$1\"; } 2>/dev/null || { echo unjoined >&2; exit 1; };"
          + " shift; left=$((left - 1)); done; unset left; exec \"$@\"";

  private final List<Path> parents;
  private final AtomicLong number = new AtomicLong();

  /**
   * @param parents folders of the kernel's interface in which groups can be created
   */
  ControlGroups(List<Path> parents) {
    this.parents = parents;
  }

  static ControlGroups none() {
    return new ControlGroups(List.of());
  }

  static ControlGroups ofThisProcess() throws InterruptedException {
    try {
      String mounts = Files.readString(Path.of("/proc/self/mountinfo"));
      for (List<Path> parents :
          candidates(mounts, Files.readString(Path.of("/proc/self/cgroup")))) {
        ControlGroups groups = new ControlGroups(parents);
        // Twice: another worker may consider this one dead and remove the group that it tries.
        if (parents.stream().allMatch(ControlGroups::isPrepared)
            && (groups.works() || groups.works())) {
          groups.clear();
          return groups;
        }
      }
    } catch (IOException notLinux) {
      LOG.debug("This host has no control groups", notLinux);
    }
    return none();
  }

  /** Places to try, best first: one folder with all controllers, or one folder for each. */
  static List<List<Path>> candidates(String mounts, String membership) {
    Map<String, Path> tops = new LinkedHashMap<>();
    Map<String, Path> own = new LinkedHashMap<>();
    for (String line : mounts.lines().toList()) {
      String[] halves = line.split(" - ", 2);
      String[] place = halves[0].split(" ");
      String[] kind = halves.length < 2 ? new String[0] : halves[1].split(" ");
      for (String controller : kind.length < 3 ? List.<String>of() : controllers(kind)) {
        Path top = Path.of(place[4]);
        path(membership, controller, place[3])
            .ifPresent(
                inside -> {
                  tops.put(controller, top);
                  own.put(controller, top.resolve(inside));
                });
      }
    }
    List<List<Path>> found = new ArrayList<>();
    if (own.keySet().containsAll(CONTROLLERS)) {
      found.add(CONTROLLERS.stream().map(own::get).toList());
    }
    Path top = tops.get("");
    for (Path each = own.get(""); each != null && each.startsWith(top); each = each.getParent()) {
      found.add(List.of(each));
    }
    return found;
  }

  // The empty name stands for version 2, which has all controllers in one folder.
  private static List<String> controllers(String[] kind) {
    return switch (kind[0]) {
      case "cgroup2" -> List.of("");
      case "cgroup" -> CONTROLLERS.stream().filter(List.of(kind[2].split(","))::contains).toList();
      default -> List.of();
    };
  }

  private static Optional<String> path(String membership, String controller, String root) {
    for (String line : membership.lines().toList()) {
      String[] parts = line.split(":", 3);
      if (List.of(parts[1].split(",", -1)).contains(controller) && parts[2].startsWith(root)) {
        return Optional.of(parts[2].substring(root.length()).replaceFirst("^/", ""));
      }
    }
    return Optional.empty();
  }

  // In version 2 a group passes its controllers on only if it is configured to, and only if it
  // has no processes of its own.
  private static boolean isPrepared(Path parent) {
    Path control = parent.resolve("cgroup.subtree_control");
    try {
      if (!Files.exists(control) || passesOn(control)) {
        return Files.isWritable(parent);
      }
      if (!isOwn(parent) || !Files.isWritable(control)) {
        return false;
      }
      moveAside(parent);
      Files.writeString(control, "+memory +pids");
      return passesOn(control);
    } catch (IOException refused) {
      LOG.debug("No control groups in {}", parent, refused);
      return false;
    }
  }

  private static boolean passesOn(Path control) throws IOException {
    return List.of(Files.readString(control).trim().split(" ")).containsAll(CONTROLLERS);
  }

  /** Whether this process is the only one of the group. */
  private static boolean isOwn(Path group) throws IOException {
    return Files.readAllLines(group.resolve("cgroup.procs"))
        .equals(List.of(String.valueOf(ProcessHandle.current().pid())));
  }

  private static void moveAside(Path group) throws IOException {
    Path aside = Files.createDirectories(group.resolve("worker"));
    Files.writeString(aside.resolve("cgroup.procs"), String.valueOf(ProcessHandle.current().pid()));
  }

  private boolean works() throws InterruptedException {
    try (ControlGroup trial = make(ChildLimits.DEFAULT).orElseThrow()) {
      List<String> command = new ArrayList<>(join(trial));
      command.add("true");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(Redirect.DISCARD)
              .start();
      return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException refused) {
      LOG.debug("No control groups in {}", parents, refused);
      return false;
    }
  }

  public boolean areKept() {
    return !parents.isEmpty();
  }

  /**
   * Creates a group; empty if this host has none.
   *
   * @throws IOException if the kernel refuses
   */
  Optional<ControlGroup> make(ChildLimits limits) throws IOException {
    if (parents.isEmpty()) {
      return Optional.empty();
    }
    for (int removed = 0; true; ) {
      ControlGroup group = next();
      try {
        group.create(limits);
        return Optional.of(group);
      } catch (FileAlreadyExistsException e) {
        LOG.debug("Another worker of this process has made {}", group);
      } catch (IOException e) {
        boolean isWhole = group.isWhole();
        group.close();
        if (isWhole || ++removed == MOST_REMOVED) {
          throw e;
        }
        LOG.debug("{} was removed before its limits were set", group, e);
      }
    }
  }

  private ControlGroup next() {
    String name = PREFIX + ProcessHandle.current().pid() + "-" + number.incrementAndGet();
    return new ControlGroup(parents.stream().map(parent -> parent.resolve(name)).toList());
  }

  /** The words before the command of a process that is to run in the group. */
  static List<String> join(ControlGroup group) {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", JOIN, "join"));
    command.add(String.valueOf(group.folders().size()));
    group.folders().forEach(folder -> command.add(members(folder).toString()));
    return command;
  }

  /**
   * The file through which a process joins. For {@code cgroup.procs} the kernel (6.18) waits until
   * no thread is being made anywhere, some 8 ms; a thread that moves only itself does not wait.
   * That is the file {@code tasks} of version 1, and the shell has one thread. Version 2 has none.
   */
  private static Path members(Path folder) {
    Path threads = folder.resolve("tasks");
    return Files.exists(threads) ? threads : folder.resolve("cgroup.procs");
  }

  // Removes groups of workers that were killed. Their processes died with them, so the groups
  // are empty. A group that a worker has just created is empty too; its process may be invisible
  // here, in another namespace.
  private void clear() throws IOException {
    for (Path parent : parents) {
      try (Stream<Path> folders = Files.list(parent)) {
        folders.filter(ControlGroups::isLeft).forEach(ControlGroups::remove);
      }
    }
  }

  private static boolean isLeft(Path folder) {
    String name = folder.getFileName().toString();
    return name.matches(PREFIX + "\\d{1,9}-\\d+")
        && ProcessHandle.of(Long.parseLong(name.split("-")[1])).isEmpty()
        && isOld(folder);
  }

  private static boolean isOld(Path folder) {
    try {
      Instant made = Files.getLastModifiedTime(folder).toInstant();
      return made.isBefore(Instant.now().minus(SURELY_JOINED));
    } catch (IOException gone) {
      return false;
    }
  }

  private static void remove(Path folder) {
    try {
      Files.delete(folder);
    } catch (IOException inUse) {
      LOG.debug("{} is still in use", folder, inUse);
    }
  }
}
