package dev.handoff.cli.context;

import java.util.Map;
import java.util.function.Function;

/**
 * A value, and who gave it. Whoever may give one is asked in turn, the nearest first: {@link #or}.
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

  /** Given by whom it says, unless there is nothing in it. */
  static Setting<String> given(String value, String origin) {
    return value == null || value.isBlank() ? none() : new Setting<>(value, origin);
  }

  /** What a variable of the environment says. */
  public static Setting<String> variable(Map<String, String> environment, String name) {
    return given(environment.get(name), "$" + name);
  }

  /** What is made of the value, from the same origin. */
  public <R> Setting<R> map(Function<T, R> made) {
    return new Setting<>(isThere() ? made.apply(value) : null, origin);
  }

  /** Whether there is a value. */
  public boolean isThere() {
    return value != null;
  }

  /** This one if it has a value, else what is weaker. */
  public Setting<T> or(Setting<T> weaker) {
    return isThere() ? this : weaker;
  }
}
