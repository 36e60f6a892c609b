package dev.handoff.bench;

import java.nio.file.Path;

/**
 * What a scenario runs on.
 *
 * @param home the checkout with the {@code handoff} launcher
 * @param folder the scenario's own, empty
 * @param sizes how much is measured
 */
record Stage(Path home, Path folder, Sizes sizes) {

  void say(String text, Object... values) {
    System.err.println("bench: " + text.formatted(values));
  }
}
