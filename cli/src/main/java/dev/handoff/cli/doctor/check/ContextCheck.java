package dev.handoff.cli.doctor.check;

import dev.handoff.cli.context.Cluster;
import java.util.List;

/**
 * Which cluster commands use.
 *
 * @param cluster null if that is unknown
 * @param problem why it is unknown; otherwise null
 */
public record ContextCheck(Cluster cluster, String problem) implements Check {

  private static final String NAME = "context";

  @Override
  public List<Diagnosis> findings() {
    if (problem != null) {
      return List.of(
          Diagnosis.failed(NAME, problem, "see handoff context list and docs/configuration.md"));
    }
    if (cluster.context().value() == null) {
      return List.of(
          Diagnosis.ok(
              NAME,
              "none: %s, by %s"
                  .formatted(
                      cluster.bootstrapServers().value(), cluster.bootstrapServers().origin())));
    }
    return List.of(
        Diagnosis.ok(
            NAME, "%s, by %s".formatted(cluster.context().value(), cluster.context().origin())));
  }
}
