package dev.handoff.cli.doctor.check;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Disk space for jobs.
 *
 * @param folder where a worker of this user works
 * @param free bytes
 * @param shortage why a worker would take no jobs, if it would take none
 */
public record DiskCheck(Path folder, long free, @Nullable String shortage) implements Check {

  private static final String NAME = "disk";

  @Override
  public List<Diagnosis> findings() {
    return shortage == null
        ? List.of(Diagnosis.ok(NAME, "%d MiB free at %s".formatted(free >> 20, folder)))
        : List.of(
            Diagnosis.failed(
                NAME,
                "%s (%s): a worker takes no jobs".formatted(shortage, folder),
                "make room, or set limits.disk_free or work_folder in the worker's file"));
  }
}
