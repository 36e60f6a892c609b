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

  /**
   * How much is measured; smaller is faster and less sure.
   *
   * @param runs of each command of {@code cold-await}
   * @param others the larger number of other jobs there
   * @param jobs of a round of {@code throughput}
   * @param rounds there, the first of which is the cold one
   * @param workers processes there
   * @param blocks of {@code latency}, after the first two, which are not counted
   * @param idleSeconds how long {@code idle} looks
   * @param commandBlocks of {@code commands}, after the first two, which are not counted
   * @param live how many jobs live, for each column of {@code growth}, ascending
   * @param finished how many have ended, likewise
   * @param kills of workers in {@code rescue}
   * @param lapseSeconds of the leases there
   * @param outageSeconds how long the broker of {@code restart} is gone
   */
  record Sizes(
      int runs,
      int others,
      int jobs,
      int rounds,
      int[] workers,
      int blocks,
      int idleSeconds,
      int commandBlocks,
      int[] live,
      int[] finished,
      int kills,
      int lapseSeconds,
      int outageSeconds) {}

  void say(String text, Object... values) {
    System.err.println("bench: " + text.formatted(values));
  }
}
