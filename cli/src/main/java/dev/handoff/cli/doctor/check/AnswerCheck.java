package dev.handoff.cli.doctor.check;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the cluster answers this user.
 *
 * @param brokers the addresses that it advertises
 * @param problem why it does not, if it does not
 */
public record AnswerCheck(
    @Nullable String clusterId, List<String> brokers, @Nullable String problem) implements Check {

  private static final String NAME = "cluster";

  @Override
  public List<Diagnosis> findings() {
    int count = brokers.size();
    return List.of(
        problem == null
            ? Diagnosis.ok(
                NAME, "%s answers, %d broker%s".formatted(clusterId, count, count == 1 ? "" : "s"))
            : Diagnosis.failed(
                NAME, problem, "check the login and security.protocol in the command config"));
  }
}
