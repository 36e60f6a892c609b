package dev.handoff.cli.doctor.check;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of settings.
 *
 * @param isThere whether it exists; no file is required
 * @param problem all its errors, if there are any
 */
public record FileCheck(Path file, boolean isThere, @Nullable String problem) implements Check {

  private static final String NAME = "settings";

  @Override
  public List<Diagnosis> findings() {
    if (problem != null) {
      return List.of(Diagnosis.failed(NAME, problem, "correct " + file));
    }
    return isThere ? List.of(Diagnosis.ok(NAME, file + " is valid")) : List.of();
  }
}
