package dev.handoff.gateway.stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events that come from elsewhere, sent in their order as fast as the reader takes them. None is
 * left out in silence: nobody can ask for them again.
 */
public final class TextStream {

  private static final Logger LOG = LoggerFactory.getLogger(TextStream.class);
  private static final String MESSAGE = "message";

  /** Bytes that a slow reader may leave waiting; then it is cut off. */
  private static final long MAX_WAITING = 16 << 20;

  private final Streams streams;
  private final TextQueue queue = new TextQueue();

  // Guarded by this; null before it runs.
  private @Nullable Pump pump;

  public TextStream(Streams streams) {
    this.streams = streams;
  }

  /**
   * @param onOver called once, when nothing more is sent
   */
  public synchronized void run(Outlet outlet, Runnable onOver) {
    pump = streams.open(queue, outlet, onOver);
    pump.wake();
  }

  /** Sends a JSON document as an event. */
  public void send(String json) {
    queue.add(Sse.event(null, MESSAGE, json));
    if (queue.size() > MAX_WAITING) {
      cut();
    } else {
      wake();
    }
  }

  private synchronized void cut() {
    if (pump != null) {
      LOG.info("A reader of an MCP answer is cut off: more than 16 MiB wait for it");
      pump.cut("more than 16 MiB wait to be read");
    }
    queue.clear();
  }

  /** Ends the stream after what was sent. */
  public void end() {
    queue.close();
    wake();
  }

  private synchronized void wake() {
    if (pump != null) {
      pump.wake();
    }
  }
}
