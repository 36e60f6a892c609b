package dev.handoff.cli.doctor.check;

import java.util.List;

/**
 * Whether the cluster answers this user.
 *
 * @param brokers the addresses that it advertises
 * @param problem why it does not; null if it does
 */
public record AnswerCheck(String clusterId, List<String> brokers, String problem) implements Check {

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
