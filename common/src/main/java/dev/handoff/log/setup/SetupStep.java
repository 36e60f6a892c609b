package dev.handoff.log.setup;

import org.jspecify.annotations.Nullable;

/**
 * The finding about one topic, group or feature of a cluster.
 *
 * @param setting the wrong setting; null if none is wrong, or if the whole subject is missing
 * @param must the required value; null if it is right
 * @param got the actual value
 */
public record SetupStep(
    Kind kind,
    String subject,
    @Nullable String setting,
    @Nullable String must,
    @Nullable String got) {

  /** What is to be done. */
  public enum Kind {
    /** Nothing: it is right. */
    RIGHT,
    /** The topic is missing. */
    MAKE,
    /** A setting of an existing topic is wrong. */
    CHANGE,
    /** A setting of a lane's share group is wrong. */
    SET,
    /** It cannot be corrected without losing data. */
    CANNOT,
    /** It works, but has fewer replicas than the cluster allows. */
    WEAK,
    /** This user may not see whether it exists. */
    HIDDEN,
    /** It exists, but this user may not see its settings. */
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
