package dev.handoff.cli.doctor.check;

import org.jspecify.annotations.Nullable;

/**
 * One statement of a check.
 *
 * @param check what was examined, in a word
 * @param remedy how to repair it, if there is anything to repair
 */
public record Diagnosis(Level level, String check, String text, @Nullable String remedy) {

  /** How severe it is. */
  public enum Level {
    OK,
    /** It works but could be better, or something optional is missing. */
    WARNING,
    FAILED,
    /** It could not be found out. */
    UNKNOWN
  }

  public static Diagnosis ok(String check, String text) {
    return new Diagnosis(Level.OK, check, text, null);
  }

  static Diagnosis warning(String check, String text, String remedy) {
    return new Diagnosis(Level.WARNING, check, text, remedy);
  }

  static Diagnosis failed(String check, String text, String remedy) {
    return new Diagnosis(Level.FAILED, check, text, remedy);
  }

  static Diagnosis unknown(String check, String text, String remedy) {
    return new Diagnosis(Level.UNKNOWN, check, text, remedy);
  }
}
