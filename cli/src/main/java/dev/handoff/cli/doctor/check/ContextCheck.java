package dev.handoff.cli.doctor.check;

import dev.handoff.cli.context.Cluster;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which cluster commands use.
 *
 * @param cluster if it is known
 * @param problem why it is not known
 */
public record ContextCheck(@Nullable Cluster cluster, @Nullable String problem) implements Check {

  private static final String NAME = "context";

  @Override
  public List<Diagnosis> findings() {
    if (problem != null) {
      return List.of(
          Diagnosis.failed(NAME, problem, "see handoff context list and docs/configuration.md"));
    }
    Cluster known = Objects.requireNonNull(cluster, "either the cluster or the problem is there");
    if (known.context().value() == null) {
      return List.of(
          Diagnosis.ok(
              NAME,
              "none: %s, by %s"
                  .formatted(known.bootstrapServers().value(), known.bootstrapServers().origin())));
    }
    return List.of(
        Diagnosis.ok(
            NAME, "%s, by %s".formatted(known.context().value(), known.context().origin())));
  }
}
