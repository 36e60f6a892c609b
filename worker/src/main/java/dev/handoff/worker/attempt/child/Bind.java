package dev.handoff.worker.attempt.child;

import java.nio.file.Path;

/**
 * A file or folder of the host that a child can see, beyond the system's own.
 *
 * @param source its place on the host
 * @param path its place as the child sees it
 */
public record Bind(Path source, Path path, boolean isWritable) {

  public Bind {
    source = source.toAbsolutePath().normalize();
    path = path.toAbsolutePath().normalize();
  }

  /** At the same place. */
  public static Bind readOnly(Path path) {
    return new Bind(path, path, false);
  }

  /** At the same place. */
  public static Bind writable(Path path) {
    return new Bind(path, path, true);
  }
}
