package dev.handoff.worker.attempt;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How well a child is held: the best that the host allows, found by trying. */
public enum Isolation {
  /** A process namespace of its own: nothing in it can outlive its first process. */
  UNSHARE("unshare", List.of()),
  /** The same for a worker that is not root: in a user namespace that maps only its own user. */
  UNSHARE_USER("unshare", List.of("--user", "--map-current-user")),
  /** A process group and tracking variables, which a hostile child can shed. */
  PROCESS_GROUP("process-group", List.of());

  private final String label;
  private final List<String> options;

  Isolation(String label, List<String> options) {
    this.label = label;
    this.options = options;
  }

  /** As results tell it. */
  public String label() {
    return label;
  }

  boolean canCutNetwork() {
    return this != PROCESS_GROUP;
  }

  /** What stands before the supervisor on its command line. */
  List<String> prefix(boolean network) {
    if (this == PROCESS_GROUP) {
      return List.of();
    }
    List<String> prefix = new java.util.ArrayList<>(List.of("unshare"));
    prefix.addAll(options);
    prefix.addAll(List.of("--pid", "--fork", "--kill-child", "--mount-proc"));
    if (!network) {
      prefix.add("--net");
    }
    return List.copyOf(prefix);
  }

  /** Tries each on this host; takes some milliseconds. */
  public static Isolation best() throws InterruptedException {
    for (Isolation isolation : List.of(UNSHARE, UNSHARE_USER)) {
      if (isolation.works()) {
        return isolation;
      }
    }
    return PROCESS_GROUP;
  }

  private boolean works() throws InterruptedException {
    List<String> command = new java.util.ArrayList<>(prefix(true));
    command.add("true");
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
