package dev.handoff.worker.attempt.child;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds what children see of the host under {@code bwrap}: their own root with the system in it,
 * read-only, and the paths that are bound into it. Everything else does not exist for them.
 */
final class Sandbox {

  private static final Logger LOG = LoggerFactory.getLogger(Sandbox.class);

  private static final List<String> SYSTEM =
      List.of("/usr", "/etc", "/opt", "/nix", "/gnu", "/snap", "/sys", "/var/lib/gems");
  // In these the superuser could change the host's kernel, even without any capability.
  private static final List<String> KERNEL_SETTINGS =
      List.of("/proc/sys", "/proc/sysrq-trigger", "/proc/fs", "/proc/acpi", "/proc/scsi");
  private static final List<String> SYSTEM_LINKS =
      List.of("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32");
  // The last two lead to places that only the host has, but names must be resolved here too.
  private static final List<String> LINKED_FILES =
      List.of("/etc/localtime", "/etc/mtab", "/etc/hosts", "/etc/resolv.conf");

  private static final Path HOME =
      Path.of(System.getProperty("user.home")).toAbsolutePath().normalize();

  /** Mounts by place, outer before inner, in the order in which they are made. */
  private final Map<Path, List<String>> system = new TreeMap<>();

  private final Set<Path> hidden;
  private boolean isOpenToOthers;

  private Sandbox(Set<Path> hidden) {
    this.hidden = hidden;
  }

  /** Reads the host once; paths that are installed later in new places are not visible. */
  static Sandbox of(ChildSettings settings) {
    Set<Path> hidden = new TreeSet<>(settings.sandbox().hide());
    hidden.add(settings.folder());
    hidden.add(real(settings.folder()));
    Sandbox sandbox = of(hidden, settings.searchPath());
    if (settings.user().isPresent()) {
      sandbox.openToOthers();
    }
    for (Bind bind : settings.sandbox().binds()) {
      if (Files.exists(bind.source())) {
        put(sandbox.system, bind);
      } else {
        LOG.warn("{} is configured to be visible to jobs, but does not exist", bind);
      }
    }
    return sandbox;
  }

  /**
   * For children with another user than the worker's: bwrap makes folders for the worker's user
   * alone.
   */
  private void openToOthers() {
    isOpenToOthers = true;
    system.put(Path.of("/dev/shm"), List.of("--perms", "1777", "--tmpfs", "/dev/shm"));
  }

  /** Only the system. */
  static Sandbox ofSystem() {
    return of(new TreeSet<>(), System.getenv().getOrDefault("PATH", ""));
  }

  private static Sandbox of(Set<Path> hidden, String searchPath) {
    Sandbox sandbox = new Sandbox(hidden);
    sandbox.showSystem();
    Toolchains toolchains = new Toolchains(sandbox::isShown, sandbox::isPrivate);
    toolchains.of(searchPath).forEach(root -> sandbox.show(root, "--ro-bind-try"));
    return sandbox;
  }

  private void showSystem() {
    SYSTEM.stream().map(Path::of).forEach(folder -> show(folder, "--ro-bind-try"));
    for (String link : SYSTEM_LINKS) {
      Path path = Path.of(link);
      if (Files.isSymbolicLink(path)) {
        system.put(path, List.of("--symlink", target(path), link));
      } else {
        show(path, "--ro-bind-try");
      }
    }
    for (String file : LINKED_FILES) {
      Path real = real(Path.of(file));
      if (!isShown(real) && !real.startsWith("/proc")) {
        show(real, "--ro-bind-try");
      }
    }
    hidden.addAll(ClosedPaths.below(Path.of("/etc")));
    system.put(Path.of("/proc"), List.of("--proc", "/proc"));
    if (Isolation.isSuperuser()) {
      KERNEL_SETTINGS.stream()
          .filter(path -> Files.exists(Path.of(path)))
          .forEach(path -> show(Path.of(path), "--ro-bind-try"));
    }
    system.put(Path.of("/dev"), List.of("--dev", "/dev"));
  }

  /** The arguments of {@code bwrap} that stand before a command. */
  List<String> options(List<Bind> binds, Path temporary) {
    Map<Path, List<String>> mounts = new TreeMap<>(system);
    for (String common : List.of("/tmp", "/var/tmp")) {
      mounts.put(Path.of(common), List.of("--bind", temporary.toString(), common));
    }
    List<String> closed = new ArrayList<>(List.of("/"));
    for (Path each : hidden) {
      if (Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
        mounts.put(each, List.of("--tmpfs", each.toString()));
        closed.add(each.toString());
      } else if (Files.exists(each, LinkOption.NOFOLLOW_LINKS)) {
        mounts.put(each, List.of("--ro-bind", "/dev/null", each.toString()));
      }
    }
    binds.forEach(bind -> put(mounts, bind));
    if (isOpenToOthers) {
      openWays(mounts);
    }
    List<String> options = new ArrayList<>();
    mounts.values().forEach(options::addAll);
    closed.forEach(each -> options.addAll(List.of("--remount-ro", each)));
    return options;
  }

  /** The parent folders of a mount, which bwrap would make for its own user alone. */
  private static void openWays(Map<Path, List<String>> mounts) {
    for (Path mount : List.copyOf(mounts.keySet())) {
      for (Path each = mount.getParent();
          each != null && each.getNameCount() > 0;
          each = each.getParent()) {
        mounts.putIfAbsent(each, List.of("--dir", each.toString()));
      }
    }
  }

  private void show(Path path, String option) {
    system.put(path, List.of(option, path.toString(), path.toString()));
  }

  private static void put(Map<Path, List<String>> mounts, Bind bind) {
    String option = bind.isWritable() ? "--bind" : "--ro-bind";
    mounts.put(bind.path(), List.of(option, bind.source().toString(), bind.path().toString()));
  }

  private boolean isShown(Path path) {
    return !path.startsWith(HOME)
        && hidden.stream().noneMatch(path::startsWith)
        && system.entrySet().stream()
            .anyMatch(mount -> mount.getValue().size() == 3 && path.startsWith(mount.getKey()));
  }

  private boolean isPrivate(Path path) {
    return path.equals(Path.of("/root"))
        || path.equals(HOME)
        || Path.of("/home").equals(path.getParent())
        || hidden.stream().anyMatch(each -> each.startsWith(path) || path.startsWith(each));
  }

  /**
   * The place where children see their own home: that of the host's home of this user, since not
   * every tool uses the variable. A system user may have no home there.
   */
  static Optional<Path> home() {
    boolean isOfSystem =
        HOME.getNameCount() == 0
            || Stream.concat(SYSTEM.stream(), SYSTEM_LINKS.stream())
                .filter(folder -> !folder.equals("/opt"))
                .anyMatch(HOME::startsWith);
    return isOfSystem ? Optional.empty() : Optional.of(HOME);
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the link " + link, e);
    }
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException dangling) {
      return path;
    }
  }
}
