package dev.handoff.gateway.stream;

import java.nio.ByteBuffer;

/** Where a stream's bytes go. One write at a time. */
public interface Outlet {

  /** Called once for each write, by any thread, also before the write returns. */
  interface Flushed {

    void succeeded();

    /** The reader is gone. */
    void failed(Throwable why);
  }

  /**
   * @param bytes may share its array with other streams, so only read from it
   * @param isLast whether the stream ends with it
   */
  void write(ByteBuffer bytes, boolean isLast, Flushed flushed);

  /** Ends the stream at once and as an error, also while a write is open, which then fails. */
  void cut(String why);
}
