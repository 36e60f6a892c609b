package dev.handoff.trust;

import java.util.Locale;

/** Why a record does not count. */
public enum Distrust {
  /** It carries no signature. */
  UNSIGNED("it is not signed"),
  /** The trust file does not contain its key. */
  UNKNOWN_KEY("nobody here trusts its key"),
  /** Its content is not the signed content. */
  BAD_SIGNATURE("its signature does not fit: it was altered, or signed by another key"),
  /** The owner of the key may not write such a record. */
  NOT_ALLOWED("the owner of its key may not say that"),
  /** The key had expired when the record was written. */
  EXPIRED("its key had expired"),
  /** It was signed for another job, lane or topic, or it is a second copy. */
  REPLAYED("it is a copy of a record that was signed for another place or time");

  private final String words;

  Distrust(String words) {
    this.words = words;
  }

  /** The name in metrics: {@code bad_signature}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The reason as a clause about the record. */
  public String words() {
    return words;
  }
}
