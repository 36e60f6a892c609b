package dev.handoff.worker.attempt.child;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How well a child is isolated; the worker tries which of these the host allows, and takes the
 * best.
 */
public enum Isolation {
  /**
   * Its own process namespace, and a view of the host in which it can write only to its own
   * folders.
   */
  BWRAP("bwrap", List.of("bwrap")),
  /** The same for a superuser whose privileges are limited to a container. */
  BWRAP_USER("bwrap", List.of("bwrap", "--unshare-user")),
  /** Its own process namespace: no process in it can outlive its first one. */
  UNSHARE("unshare", List.of("unshare")),
  /** The same for a worker that is not root: in a user namespace that maps only its own user. */
  UNSHARE_USER("unshare", List.of("unshare", "--user", "--map-current-user", "--keep-caps")),
  /** A process group and tracking variables, both of which a hostile child can shed. */
  PROCESS_GROUP("process-group", List.of());

  // Only the supervisor has this capability, and the kernel lets no process inspect another that
  // has more capabilities than itself. It permits leases on files, which nothing here uses.
  private static final String MARK = "LEASE";
  // What a superuser's job may need in its own folders, for example to unpack an archive, and
  // what its supervisor needs to end it; also SETFCAP, with which it may create a sandbox of its
  // own. Only the supervisor has SETPCAP and the mark.
  private static final List<String> CAPABILITIES =
      List.of(
          "CHOWN",
          "DAC_OVERRIDE",
          "FOWNER",
          "FSETID",
          "KILL",
          "SETFCAP",
          "SETGID",
          "SETUID",
          "SETPCAP",
          MARK);

  private final String label;
  private final List<String> program;

  Isolation(String label, List<String> program) {
    this.label = label;
    this.program = program;
  }

  /** As reports name it. */
  public String label() {
    return label;
  }

  public boolean canCutNetwork() {
    return this != PROCESS_GROUP;
  }

  /** Whether its supervisor has a capability that the child lacks, also for an ordinary user. */
  boolean isKeptByRights() {
    return this != PROCESS_GROUP;
  }

  /** Whether a child sees only what the worker shows it. */
  public boolean hidesTheHost() {
    return this == BWRAP || this == BWRAP_USER;
  }

  /** The place where a child sees the home that the worker made for it. */
  public Path home(Path own) {
    return hidesTheHost() ? Sandbox.home().orElse(own) : own;
  }

  /** The words before the supervisor on its command line. */
  List<String> prefix(Sandbox sandbox, Child.View view) {
    return hidesTheHost()
        ? bwrap(sandbox.options(view.binds(), view.temporary()), view.network())
        : unshare(view.network());
  }

  private List<String> unshare(boolean network) {
    // Its own session, as bwrap makes one.
    List<String> prefix = new ArrayList<>(List.of("setsid", "--"));
    if (this == PROCESS_GROUP) {
      return List.copyOf(prefix);
    }
    prefix.addAll(program);
    prefix.addAll(List.of("--pid", "--fork", "--kill-child", "--mount-proc"));
    if (!network) {
      prefix.add("--net");
    }
    return List.copyOf(prefix);
  }

  private List<String> bwrap(List<String> view, boolean network) {
    List<String> prefix = new ArrayList<>(program);
    // Its own session: a child cannot forge input to the worker's terminal.
    prefix.addAll(List.of("--die-with-parent", "--new-session", "--unshare-pid", "--as-pid-1"));
    prefix.addAll(List.of("--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"));
    if (!network) {
      prefix.add("--unshare-net");
    }
    if (this == BWRAP && isSuperuser()) {
      prefix.addAll(List.of("--cap-drop", "ALL"));
      CAPABILITIES.forEach(name -> prefix.addAll(List.of("--cap-add", "CAP_" + name)));
    } else if (!isSuperuser()) {
      prefix.addAll(List.of("--cap-add", "CAP_" + MARK));
    }
    prefix.addAll(view);
    return List.copyOf(prefix);
  }

  public static boolean isSuperuser() {
    return userOfThisProcess() == 0;
  }

  /** The number of the user that runs this process; -1 if the host does not report it. */
  public static int userOfThisProcess() {
    try {
      return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (IOException | UnsupportedOperationException noSuchHost) {
      return -1;
    }
  }

  /** Tries each on this host; takes some milliseconds. */
  public static Isolation best() throws InterruptedException {
    for (Isolation isolation : values()) {
      if (isolation.works()) {
        return isolation;
      }
    }
    return PROCESS_GROUP;
  }

  /** Whether this host has it. */
  public boolean works() throws InterruptedException {
    List<String> command =
        new ArrayList<>(
            hidesTheHost()
                ? bwrap(Sandbox.ofSystem().options(List.of(), Path.of("/tmp")), true)
                : unshare(true));
    // Without it a child could not have fewer capabilities than its supervisor.
    command.addAll(List.of("setpriv", "--inh-caps=-all", "--", "true"));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(Redirect.DISCARD)
              .start();
      if (process.waitFor(5, TimeUnit.SECONDS)) {
        return process.exitValue() == 0;
      }
      process.destroyForcibly();
      return false;
    } catch (IOException notInstalled) {
      return false;
    }
  }
}
