package dev.handoff.bench.figure;

import java.nio.file.Path;

/**
 * What a scenario runs on.
 *
 * @param home the checkout with the {@code handoff} launcher
 * @param folder the scenario's own, empty
 * @param sizes how much is measured
 */
public record Stage(Path home, Path folder, Sizes sizes) {

  public void say(String text, Object... values) {
    System.err.println("bench: " + text.formatted(values));
  }
}
