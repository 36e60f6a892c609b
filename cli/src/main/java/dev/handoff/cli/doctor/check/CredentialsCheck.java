package dev.handoff.cli.doctor.check;

import java.util.List;

/**
 * Variables of this shell that look like production credentials.
 *
 * @param names of them
 * @param isAllowed whether the worker's file allows workers to have them
 */
public record CredentialsCheck(List<String> names, boolean isAllowed) implements Check {

  private static final String NAME = "credentials";

  @Override
  public List<Diagnosis> findings() {
    if (names.isEmpty()) {
      return List.of(Diagnosis.ok(NAME, "none in this shell that look like production's"));
    }
    String seen = "in this shell, these look like production's: " + String.join(", ", names);
    return List.of(
        isAllowed
            ? Diagnosis.warning(NAME, seen + "; workers may see them", "start workers without them")
            : Diagnosis.warning(
                NAME,
                seen + "; a worker started from it refuses to",
                "start workers without them, or read docs/policy.md"));
  }
}
