package dev.handoff.cli.doctor.check;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Disk space for the local broker.
 *
 * @param shortage why it would not start, if it would not
 */
public record RoomCheck(@Nullable String shortage) implements Check {

  @Override
  public List<Diagnosis> findings() {
    return shortage == null
        ? List.of()
        : List.of(
            Diagnosis.failed(
                "disk", shortage, "free some, or set XDG_STATE_HOME to a folder on another disk"));
  }
}
