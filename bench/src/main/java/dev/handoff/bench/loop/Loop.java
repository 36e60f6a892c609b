package dev.handoff.bench.loop;

import java.util.concurrent.CompletableFuture;

/** Sends work that another process answers. */
public interface Loop extends AutoCloseable {

  /** Sends one piece of work; completes when this process has received its end. */
  CompletableFuture<?> send();

  @Override
  void close();
}
