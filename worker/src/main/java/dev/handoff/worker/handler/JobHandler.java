package dev.handoff.worker.handler;

import com.fasterxml.jackson.databind.JsonNode;

/** Runs jobs in the worker's own process, by Java code. One handler serves many jobs at once. */
@FunctionalInterface
public interface JobHandler {

  /**
   * Does the job.
   *
   * @return the job's value, or null
   * @throws Exception if the job failed: {@code run_failed} with the exception's message. An
   *     interrupt means that the job is to stop
   */
  JsonNode handle(HandlerContext context) throws Exception;

  /**
   * Whether running the same job twice at once does no harm. Such a handler starts without reading
   * its claim back from the log first, which is faster.
   */
  default boolean isRepeatable() {
    return false;
  }

  /** The same handler, declared repeatable. */
  static JobHandler repeatable(JobHandler handler) {
    return new JobHandler() {
      @Override
      public JsonNode handle(HandlerContext context) throws Exception {
        return handler.handle(context);
      }

      @Override
      public boolean isRepeatable() {
        return true;
      }
    };
  }
}
