package dev.handoff.worker.handler;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Runs jobs in the worker's own process, by Java code. One handler serves many jobs at once. */
@FunctionalInterface
public interface JobHandler {

  /**
   * Does the job.
   *
   * @return the job's value, if it has one
   * @throws Exception if the job failed: {@code run_failed} with the exception's message. An
   *     interrupt means that the job is to stop
   */
  @Nullable JsonNode handle(HandlerContext context) throws Exception;

  /**
   * Whether running the same job twice at once does no harm. Such a handler starts before its claim
   * is on the log, and without reading it back, which is faster. Many share a thread as long as
   * they are short: one that blocks delays others by a few milliseconds.
   */
  default boolean isRepeatable() {
    return false;
  }

  /** The same handler, declared repeatable. */
  static JobHandler repeatable(JobHandler handler) {
    return new JobHandler() {
      @Override
      public @Nullable JsonNode handle(HandlerContext context) throws Exception {
        return handler.handle(context);
      }

      @Override
      public boolean isRepeatable() {
        return true;
      }
    };
  }
}
