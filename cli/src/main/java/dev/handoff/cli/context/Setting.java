package dev.handoff.cli.context;

import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A value and its origin. Sources are tried in turn, the strongest first: see {@link #or}.
 *
 * @param value null: no source has one, and there is no default
 * @param origin for people, such as {@code --context} or {@code context team}
 */
public record Setting<T>(@Nullable T value, String origin) {

  private static final String DEFAULT = "default";

  static <T> Setting<T> byDefault(T value) {
    return new Setting<>(value, DEFAULT);
  }

  /** No value, and no default. */
  static <T> Setting<T> none() {
    return new Setting<>(null, DEFAULT);
  }

  /** The value from this origin, unless it is blank. */
  static Setting<String> given(@Nullable String value, String origin) {
    return value == null || value.isBlank() ? none() : new Setting<>(value, origin);
  }

  /** The value of an environment variable. */
  public static Setting<String> variable(Map<String, String> environment, String name) {
    return given(environment.get(name), "$" + name);
  }

  /** The mapped value, with the same origin. */
  public <R> Setting<R> map(Function<T, R> made) {
    return new Setting<>(isThere() ? made.apply(value) : null, origin);
  }

  /** The value of a setting that has a default, or that is known to be there. */
  public T orThrow() {
    return Objects.requireNonNull(value, origin);
  }

  /** Whether there is a value. */
  public boolean isThere() {
    return value != null;
  }

  /** This one if it has a value, else the weaker one. */
  public Setting<T> or(Setting<T> weaker) {
    return isThere() ? this : weaker;
  }
}
