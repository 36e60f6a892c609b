package dev.handoff.gateway.stream;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is still to be sent to a reader, the newest value for each key: a slow reader gets fewer
 * values and never an old one in place of the last. Above its limit it forgets all, and says so.
 * Thread-safe.
 */
final class CoalescingQueue<K, V> {

  private final int limit;

  // Guarded by this.
  private final Map<K, V> waiting = new LinkedHashMap<>();
  private boolean hasOverflowed;

  CoalescingQueue(int limit) {
    this.limit = limit;
  }

  /** In the place of the value that waits for the same key, if there is one. */
  synchronized void put(K key, V value) {
    waiting.put(key, value);
    if (waiting.size() > limit) {
      waiting.clear();
      hasOverflowed = true;
    }
  }

  /** Takes all values, in the order in which their keys came. */
  synchronized List<V> drain() {
    List<V> all = new ArrayList<>(waiting.values());
    waiting.clear();
    return all;
  }

  /** Whether values were forgotten since this was asked last. */
  synchronized boolean takeOverflow() {
    boolean had = hasOverflowed;
    hasOverflowed = false;
    return had;
  }

  synchronized boolean isEmpty() {
    return waiting.isEmpty() && !hasOverflowed;
  }
}
