package dev.handoff.cli.doctor.check;

/**
 * One statement of a check.
 *
 * @param check what was examined, in a word
 * @param remedy how to repair it; null if there is nothing to repair
 */
public record Finding(Level level, String check, String text, String remedy) {

  /** How severe it is. */
  public enum Level {
    OK,
    /** It works but could be better, or something optional is missing. */
    WARNING,
    FAILED,
    /** It could not be found out. */
    UNKNOWN
  }

  public static Finding ok(String check, String text) {
    return new Finding(Level.OK, check, text, null);
  }

  static Finding warning(String check, String text, String remedy) {
    return new Finding(Level.WARNING, check, text, remedy);
  }

  static Finding failed(String check, String text, String remedy) {
    return new Finding(Level.FAILED, check, text, remedy);
  }

  static Finding unknown(String check, String text, String remedy) {
    return new Finding(Level.UNKNOWN, check, text, remedy);
  }
}
