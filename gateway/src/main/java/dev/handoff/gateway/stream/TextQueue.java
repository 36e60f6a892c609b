package dev.handoff.gateway.stream;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Texts that are to be sent, each once and in order. Thread-safe. */
final class TextQueue implements Pump.Source {

  private static final int BATCH = 128 * 1024;

  // Guarded by this.
  private final Queue<String> waiting = new ArrayDeque<>();
  private long letters;
  private boolean isClosed;

  /** False once it is closed. */
  synchronized boolean add(String text) {
    if (isClosed) {
      return false;
    }
    waiting.add(text);
    letters += text.length();
    return true;
  }

  /**
   * Waits until less than so much waits to be sent.
   *
   * @return false if it took too long
   */
  synchronized boolean awaitRoom(long limit, long millis) throws InterruptedException {
    long until = System.nanoTime() + millis * 1_000_000;
    while (letters >= limit && !isClosed) {
      long left = (until - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /** How many characters wait to be sent. */
  synchronized long size() {
    return letters;
  }

  /** What waits is still sent; nothing follows. */
  synchronized void close() {
    isClosed = true;
    notifyAll();
  }

  /** Nobody reads any more. */
  synchronized void clear() {
    isClosed = true;
    waiting.clear();
    letters = 0;
    notifyAll();
  }

  @Override
  public synchronized @Nullable String next() {
    if (waiting.isEmpty()) {
      return null;
    }
    StringBuilder batch = new StringBuilder();
    while (!waiting.isEmpty() && batch.length() < BATCH) {
      batch.append(waiting.remove());
    }
    letters -= batch.length();
    notifyAll();
    return batch.toString();
  }

  @Override
  public synchronized boolean isAtEnd() {
    return isClosed && waiting.isEmpty();
  }
}
