package dev.handoff.bench;

import java.util.concurrent.CompletableFuture;

/** Work that is sent away and answered by another process. */
interface Loop extends AutoCloseable {

  /** Sends one; done when this process has been told of its end. */
  CompletableFuture<?> send();

  @Override
  void close();
}
