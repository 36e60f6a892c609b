package dev.handoff.gateway.stream;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Texts that are to be sent, each once and in order. Thread-safe. */
final class TextQueue implements Pump.Source {

  private static final int BATCH = 128 * 1024;

  // Guarded by this.
  private final Queue<byte[]> waiting = new ArrayDeque<>();
  private long size;
  private boolean isClosed;

  /** False once it is closed. */
  boolean add(String text) {
    return add(Sse.bytes(text));
  }

  /** The same for a text in UTF-8, which may be in many queues and must not change. */
  synchronized boolean add(byte[] text) {
    if (isClosed) {
      return false;
    }
    waiting.add(text);
    size += text.length;
    return true;
  }

  /**
   * Waits until less than so much waits to be sent.
   *
   * @return false if it took too long
   */
  synchronized boolean awaitRoom(long limit, long millis) throws InterruptedException {
    long until = System.nanoTime() + millis * 1_000_000;
    while (size >= limit && !isClosed) {
      long left = (until - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /** How many bytes wait to be sent. */
  synchronized long size() {
    return size;
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
    size = 0;
    notifyAll();
  }

  @Override
  public synchronized @Nullable ByteBuffer next() {
    if (waiting.isEmpty()) {
      return null;
    }
    List<byte[]> batch = new ArrayList<>(1);
    long length = 0;
    while (!waiting.isEmpty() && length < BATCH) {
      byte[] text = waiting.remove();
      batch.add(text);
      length += text.length;
    }
    size -= length;
    notifyAll();
    return Sse.joined(batch);
  }

  @Override
  public synchronized boolean isAtEnd() {
    return isClosed && waiting.isEmpty();
  }
}
