package dev.handoff.brief.lint;

import org.jspecify.annotations.Nullable;

/**
 * One remark on a valid brief.
 *
 * @param path what it is about, such as {@code checks[0].run}
 * @param text what is the matter; safe for a terminal
 * @param remedy what to do about it
 */
public record LintWarning(Severity severity, String path, String text, @Nullable String remedy) {

  /** How much it matters. */
  public enum Severity {
    /** The job will probably not do what its author wants, or nobody will know whether it did. */
    WARNING,
    /** The job may be fine as it is. */
    ADVICE,
    /** Nothing needs to be done. */
    NOTE
  }
}
