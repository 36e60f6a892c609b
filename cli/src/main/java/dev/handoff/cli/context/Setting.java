package dev.handoff.cli.context;

/**
 * A value, and who gave it.
 *
 * @param value null if nobody did, and there is no default
 * @param origin for people, such as {@code --context} or {@code context team}
 */
public record Setting<T>(T value, String origin) {

  private static final String DEFAULT = "default";

  static <T> Setting<T> byDefault(T value) {
    return new Setting<>(value, DEFAULT);
  }

  /** Nobody gave it, and there is no default. */
  static <T> Setting<T> none() {
    return new Setting<>(null, DEFAULT);
  }
}
