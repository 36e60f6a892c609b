package dev.handoff.cli.doctor.check;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The local default, which runs only while it is needed.
 *
 * @param bootstrapServer null if it does not run
 */
public record LocalCheck(@Nullable String bootstrapServer) implements Check {

  private static final String NAME = "broker";

  @Override
  public List<Diagnosis> findings() {
    return List.of(
        bootstrapServer == null
            ? Diagnosis.ok(
                NAME, "the local one does not run; the first command that needs it starts it")
            : Diagnosis.ok(NAME, "the local one runs at " + bootstrapServer));
  }
}
