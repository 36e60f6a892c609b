package dev.handoff.awaiter;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Waits for the first of several waits to end. */
final class AnyWait {

  private final CompletableFuture<JobView> first = new CompletableFuture<>();

  AnyWait(List<CompletableFuture<JobView>> waits) {
    if (waits.isEmpty()) {
      throw new IllegalArgumentException("jobs must be at least one, got: none");
    }
    AtomicInteger open = new AtomicInteger(waits.size());
    for (CompletableFuture<JobView> wait : waits) {
      wait.whenComplete(
          (view, failure) -> {
            if (failure == null) {
              first.complete(view);
            } else if (open.decrementAndGet() == 0) {
              first.completeExceptionally(failure);
            }
          });
    }
    first.whenComplete((view, failure) -> waits.forEach(wait -> wait.cancel(false)));
  }

  CompletableFuture<JobView> first() {
    return first;
  }
}
