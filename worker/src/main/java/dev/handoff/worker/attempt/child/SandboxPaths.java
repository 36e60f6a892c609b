package dev.handoff.worker.attempt.child;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a worker's owner opens to every child, and closes, beyond the default view. Only {@code
 * bwrap} can keep to it: with a lesser isolation a child sees what the worker's user sees.
 *
 * @param read shown read-only
 * @param write shown writable, and shared by all jobs
 * @param hide empty for children, although a folder of the system contains them
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
