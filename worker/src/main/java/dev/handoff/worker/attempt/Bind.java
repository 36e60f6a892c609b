package dev.handoff.worker.attempt;

import java.nio.file.Path;

/** A file or folder of the host that a child finds at the same place, beyond the system itself. */
public record Bind(Path path, boolean isWritable) {

  public Bind {
    path = path.toAbsolutePath().normalize();
  }

  public static Bind readOnly(Path path) {
    return new Bind(path, false);
  }

  public static Bind writable(Path path) {
    return new Bind(path, true);
  }
}
