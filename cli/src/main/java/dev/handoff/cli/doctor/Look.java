package dev.handoff.cli.doctor;

import dev.handoff.cli.doctor.check.Check;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * One look at the host or the cluster.
 *
 * @param name what is said not to be known if it does not end
 */
record Look(String name, Callable<List<Check>> look) {

  static Look one(String name, Callable<Check> look) {
    return new Look(name, () -> List.of(look.call()));
  }
}
