package dev.handoff.gateway.mcp;

import org.jspecify.annotations.Nullable;

/** The answer to one HTTP request, by whatever serves HTTP. Thread-safe; no call blocks. */
public interface HttpReply {

  /**
   * The whole answer.
   *
   * @param json null: no body
   */
  void answer(int status, @Nullable String json);

  /**
   * Begins an answer of events, with status 200; as many may follow as there are.
   *
   * @return why there may be none, in words; null if it has begun
   */
  @Nullable String begin();

  /** Sends one event. */
  void event(String json);

  /** Ends the events, after all of them were sent. */
  void end();
}
