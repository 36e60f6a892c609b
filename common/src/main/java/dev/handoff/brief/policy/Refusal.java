package dev.handoff.brief.policy;

/**
 * One thing that a policy does not let a brief have.
 *
 * @param where the field of the brief, such as {@code checks[0].run}
 * @param what was seen, why it is refused, and how it could be had
 */
public record Refusal(String where, String what) {

  @Override
  public String toString() {
    return where + ": " + what;
  }
}
