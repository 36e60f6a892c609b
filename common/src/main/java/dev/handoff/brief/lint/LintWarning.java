package dev.handoff.brief.lint;

import org.jspecify.annotations.Nullable;

/**
 * One finding about a valid brief.
 *
 * @param path the field, such as {@code checks[0].run}
 * @param text the problem; safe for a terminal
 * @param remedy what to do about it
 */
public record LintWarning(Severity severity, String path, String text, @Nullable String remedy) {

  /** How much it matters. */
  public enum Severity {
    /** The job will probably not do what its author wants, or its result cannot be verified. */
    WARNING,
    /** The job may be fine as it is. */
    ADVICE,
    /** Nothing needs to be done. */
    NOTE
  }
}
