package dev.handoff.worker.attempt;

import java.util.BitSet;

/**
 * Numbers of the attempts that run at once, the smallest that is free: what a job derives from its
 * number, such as a port, no other job of the worker has meanwhile. Thread-safe.
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
