package dev.handoff.cli.doctor.check;

/**
 * One thing that a check says.
 *
 * @param check what was looked at, in a word
 * @param remedy how to mend it; null if there is nothing to mend
 */
public record Finding(Level level, String check, String text, String remedy) {

  /** How bad it is. */
  public enum Level {
    OK,
    /** It works, and could be better, or something is missing that not everybody needs. */
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
