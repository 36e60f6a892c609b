package dev.handoff.trust;

import java.util.Locale;

/** Why a record does not count. */
public enum Distrust {
  /** It carries no signature. */
  UNSIGNED("it is not signed"),
  /** The trust file does not have its key. */
  UNKNOWN_KEY("nobody here trusts its key"),
  /** What it says is not what was signed. */
  BAD_SIGNATURE("its signature does not fit: it was altered, or signed by another key"),
  /** The owner of the key may not say that. */
  NOT_ALLOWED("the owner of its key may not say that"),
  /** The key was out of date by then. */
  EXPIRED("its key had expired"),
  /** It was signed for another job, lane or topic, or stands there a second time. */
  REPLAYED("it is a copy of a record that was signed for another place or time");

  private final String words;

  Distrust(String words) {
    this.words = words;
  }

  /** As metrics name it: {@code bad_signature}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The rest of a sentence about the record. */
  public String words() {
    return words;
  }
}
