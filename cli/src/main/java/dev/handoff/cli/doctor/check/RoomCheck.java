package dev.handoff.cli.doctor.check;

import java.util.List;

/**
 * Disk space for the local broker.
 *
 * @param shortage why it would not start; null if it would
 */
public record RoomCheck(String shortage) implements Check {

  @Override
  public List<Diagnosis> findings() {
    return shortage == null
        ? List.of()
        : List.of(
            Diagnosis.failed(
                "disk", shortage, "free some, or set XDG_STATE_HOME to a folder on another disk"));
  }
}
