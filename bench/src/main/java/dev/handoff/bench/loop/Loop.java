package dev.handoff.bench.loop;

import java.util.concurrent.CompletableFuture;

/** Work that is sent away and answered by another process. */
public interface Loop extends AutoCloseable {

  /** Sends one; done when this process has been told of its end. */
  CompletableFuture<?> send();

  @Override
  void close();
}
