package dev.handoff.gateway.stream;

/** Where a stream's text goes. One write at a time. */
public interface Outlet {

  /** Called once for each write, by any thread, also before the write returns. */
  interface Flushed {

    void succeeded();

    /** The reader is gone. */
    void failed(Throwable why);
  }

  /**
   * @param isLast whether the stream ends with it
   */
  void write(String text, boolean isLast, Flushed flushed);

  /** Ends the stream at once and as an error, also while a write is open, which then fails. */
  void cut(String why);
}
