package dev.handoff.log.setup;

import org.jspecify.annotations.Nullable;

/**
 * What one look at a cluster says of one topic, group or feature.
 *
 * @param setting what is wrong with it; null if nothing, or if all of it is missing
 * @param must how it must be; null if it is right
 * @param got how it is
 */
public record SetupStep(
    Kind kind,
    String subject,
    @Nullable String setting,
    @Nullable String must,
    @Nullable String got) {

  /** What is to be done. */
  public enum Kind {
    /** Nothing: it is as it must be. */
    RIGHT,
    /** The topic is missing. */
    MAKE,
    /** A setting of a topic that is there. */
    CHANGE,
    /** A setting of a lane's share group. */
    SET,
    /** Nobody can mend this without losing something. */
    CANNOT,
    /** It works, and would not survive what others survive. */
    WEAK,
    /** This user may not see whether it is there. */
    HIDDEN,
    /** It is there, and this user may not see its settings. */
    UNSEEN
  }

  static SetupStep right(String subject) {
    return new SetupStep(Kind.RIGHT, subject, null, null, null);
  }

  /** For people. */
  public String text() {
    return switch (kind) {
      case RIGHT -> subject + " is as it must be";
      case MAKE -> subject + " is missing";
      case HIDDEN, UNSEEN -> subject + ": " + must;
      default -> "%s: %s must be %s, got: %s".formatted(subject, setting, must, got);
    };
  }
}
