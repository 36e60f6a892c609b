package dev.handoff.worker.attempt.child;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Paths that the configuration opens to every child or hides from it, beyond the default view. Only
 * {@code bwrap} can enforce this: with a weaker isolation a child sees what the worker's user sees.
 *
 * @param read shown read-only
 * @param write shown writable, and shared by all jobs
 * @param hide empty for children, even inside a folder of the system
 */
public record SandboxPaths(List<Path> read, List<Path> write, List<Path> hide) {

  public static final SandboxPaths NONE = new SandboxPaths(List.of(), List.of(), List.of());

  public SandboxPaths {
    read = List.copyOf(read);
    write = List.copyOf(write);
    hide = List.copyOf(hide);
  }

  public List<Bind> binds() {
    List<Bind> binds = new ArrayList<>();
    read.forEach(path -> binds.add(Bind.readOnly(path)));
    write.forEach(path -> binds.add(Bind.writable(path)));
    return binds;
  }
}
