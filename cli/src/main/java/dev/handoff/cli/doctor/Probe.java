package dev.handoff.cli.doctor;

import dev.handoff.cli.doctor.check.Check;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * One probe of the host or the cluster.
 *
 * @param name what is reported as unknown if the probe does not end
 */
record Probe(String name, Callable<List<Check>> look) {

  static Probe one(String name, Callable<Check> look) {
    return new Probe(name, () -> List.of(look.call()));
  }
}
