package dev.handoff.bench.figure;

import java.nio.file.Path;

/**
 * The environment of a scenario.
 *
 * @param home the checkout with the {@code handoff} launcher
 * @param folder the scenario's own, empty at first
 * @param sizes the sizes of the measurement
 */
public record Stage(Path home, Path folder, Sizes sizes) {

  public void say(String text, Object... values) {
    System.err.println("bench: " + text.formatted(values));
  }
}
