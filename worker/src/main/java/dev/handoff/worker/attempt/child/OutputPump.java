package dev.handoff.worker.attempt.child;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Copies a child's output on its own thread, so that neither a child with much output nor a slow
 * store delays the thread that watches the time.
 */
final class OutputPump {

  private static final int BLOCK = 16 * 1024;
  private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Process process;
  private final Output output;
  private final Thread thread;
  // Written by the pump, read by the supervising thread.
  private volatile long lastOutput = System.nanoTime();
  // Set when the process is gone, so that nothing is worth waiting for any more.
  private volatile boolean isEnding;
  // Set when the process is gone and another process still holds its output open.
  private volatile boolean abandoned;

  private OutputPump(Process process, Output output, String name) {
    this.process = process;
    this.output = output;
    this.thread = new Thread(this::pump, "output-" + name);
    this.thread.setDaemon(true);
  }

  static OutputPump start(Process process, Output output, String name) {
    OutputPump pump = new OutputPump(process, output, name);
    pump.thread.start();
    return pump;
  }

  long lastOutput() {
    return lastOutput;
  }

  /** Waits for the end of the output; gives up if a foreign process keeps it open. */
  void finish(long millis) throws InterruptedException {
    isEnding = true;
    LockSupport.unpark(thread);
    // Waits for a store that blocks: the bytes are already taken from the child.
    thread.join(millis);
    abandoned = true;
  }

  private void pump() {
    byte[] block = new byte[BLOCK];
    InputStream in = process.getInputStream();
    try {
      for (int first = in.read(block); first >= 0; first = in.read(block)) {
        int length = gather(in, block, first);
        lastOutput = System.nanoTime();
        if (!abandoned) {
          output.write(block, 0, length);
        }
      }
    } catch (IOException closed) {
      // The process and its pipe are gone; all that was in the pipe has been read.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // Joins many small writes into few large ones, and delays none longer than that takes.
  private int gather(InputStream in, byte[] block, int first)
      throws IOException, InterruptedException {
    int length = first;
    long until = System.nanoTime() + GATHER_NANOS;
    while (length < block.length && System.nanoTime() < until) {
      if (in.available() > 0) {
        length += Math.max(0, in.read(block, length, block.length - length));
      } else if (!isEnding && process.isAlive()) {
        LockSupport.parkNanos(SLICE_NANOS);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      } else {
        return length;
      }
    }
    return length;
  }
}
