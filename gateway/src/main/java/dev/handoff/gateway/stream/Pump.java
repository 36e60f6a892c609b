package dev.handoff.gateway.stream;

import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Moves bytes from a source to a reader as fast as it reads, one write at a time. The stream ends
 * only after all that was written before has been flushed: a reader that was cut off before that in
 * the same place each time would never get on. Thread-safe.
 */
public final class Pump {

  /** After so long without a write, a comment shows that the stream lives. */
  static final long SILENCE = TimeUnit.SECONDS.toNanos(15);

  private static final byte[] COMMENT = Sse.bytes(Sse.COMMENT);

  /** Gives what is to be sent. Called by one thread at a time. */
  interface Source {

    /** All that there is to send now, joined; null if there is nothing. Only read by the caller. */
    @Nullable ByteBuffer next();

    /** Whether nothing follows once {@link #next} has nothing. */
    boolean isAtEnd();

    /** Asked every second or so by another thread: whether there is something that nobody said. */
    default boolean hasMore() {
      return false;
    }
  }

  private final Source source;
  private final Outlet outlet;
  private final Executor executor;
  private final Runnable onOver;
  private final AtomicBoolean isScheduled = new AtomicBoolean();
  private final AtomicBoolean isFinished = new AtomicBoolean();

  // Guarded by this.
  private boolean isBusy;
  private boolean isOver;
  private boolean isCommentDue;
  private boolean isEnding;
  private long lastWrite = System.nanoTime();

  /**
   * @param executor runs the writes
   * @param onOver called once, when nothing more is sent
   */
  Pump(Source source, Outlet outlet, Executor executor, Runnable onOver) {
    this.source = source;
    this.outlet = outlet;
    this.executor = executor;
    this.onOver = onOver;
  }

  /** Sends what the source has, soon. Never blocks. */
  void wake() {
    if (isScheduled.compareAndSet(false, true)) {
      executor.execute(
          () -> {
            isScheduled.set(false);
            run();
          });
    }
  }

  /** Ends the stream after what there is to send now. */
  void end() {
    synchronized (this) {
      isEnding = true;
    }
    wake();
  }

  /** Ends the stream at once, so that its reader sees that something is missing. */
  void cut(String why) {
    synchronized (this) {
      if (isOver) {
        return;
      }
      isOver = true;
    }
    outlet.cut(why);
    finish();
  }

  private void finish() {
    if (isFinished.compareAndSet(false, true)) {
      onOver.run();
    }
  }

  /** Called every second or so. */
  void tick(long nanoTime) {
    boolean isDue;
    synchronized (this) {
      boolean isIdle = !isBusy && !isOver;
      isCommentDue = isIdle && nanoTime - lastWrite > SILENCE;
      isDue = isCommentDue || isIdle && source.hasMore();
    }
    if (isDue) {
      wake();
    }
  }

  private void run() {
    Write write = begin();
    while (write != null) {
      outlet.write(write.bytes, write.isLast, write);
      write = write.isFlushedInline() ? begin() : null;
    }
  }

  private synchronized @Nullable Write begin() {
    if (isBusy || isOver) {
      return null;
    }
    ByteBuffer bytes = source.next();
    boolean isLast = bytes == null && (isEnding || source.isAtEnd());
    if (bytes == null && !isLast) {
      if (!isCommentDue) {
        return null;
      }
      bytes = ByteBuffer.wrap(COMMENT);
    }
    isCommentDue = false;
    isBusy = true;
    isOver = isLast;
    lastWrite = System.nanoTime();
    return new Write(bytes == null ? ByteBuffer.allocate(0) : bytes, isLast);
  }

  private synchronized void over() {
    isBusy = false;
    isOver = true;
  }

  private synchronized void flushed() {
    isBusy = false;
  }

  /** One write and its end, which can come before the write returns. */
  private final class Write implements Outlet.Flushed {

    private static final int RETURNED = 1;
    private static final int FLUSHED = 2;

    private final ByteBuffer bytes;
    private final boolean isLast;
    private final AtomicInteger first = new AtomicInteger();

    Write(ByteBuffer bytes, boolean isLast) {
      this.bytes = bytes;
      this.isLast = isLast;
    }

    /** Whether it was flushed before the write returned, so that the caller goes on. */
    boolean isFlushedInline() {
      return !first.compareAndSet(0, RETURNED);
    }

    @Override
    public void succeeded() {
      if (isLast) {
        finish();
        return;
      }
      flushed();
      if (!first.compareAndSet(0, FLUSHED)) {
        wake();
      }
    }

    @Override
    public void failed(Throwable why) {
      over();
      first.compareAndSet(0, FLUSHED);
      finish();
    }
  }
}
