package dev.handoff.cli.doctor;

import dev.handoff.cli.doctor.check.Check;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * One probe of the host or the cluster.
 *
 * @param name what is reported as unknown if the probe does not end
 */
record Look(String name, Callable<List<Check>> look) {

  static Look one(String name, Callable<Check> look) {
    return new Look(name, () -> List.of(look.call()));
  }
}
