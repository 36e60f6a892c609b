package dev.handoff.worker.attempt;

import java.util.BitSet;

/**
 * Numbers the attempts that run at once with the smallest free number: if a job derives something
 * from its number, such as a port, no other job of the worker uses it meanwhile. Thread-safe.
 */
final class SlotNumbers {

  private final BitSet taken = new BitSet();

  synchronized int take() {
    int number = taken.nextClearBit(0);
    taken.set(number);
    return number;
  }

  synchronized void giveBack(int number) {
    taken.clear(number);
  }
}
