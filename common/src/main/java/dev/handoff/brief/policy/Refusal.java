package dev.handoff.brief.policy;

/**
 * One request of a brief that a policy refuses.
 *
 * @param where the field of the brief, such as {@code checks[0].run}
 * @param what was found, why it is refused, and how to permit it
 */
public record Refusal(String where, String what) {

  @Override
  public String toString() {
    return where + ": " + what;
  }
}
