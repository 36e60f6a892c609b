package dev.handoff.worker.handler;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.job.JobId;

/** What a handler is given. */
public interface HandlerContext {

  JobId job();

  /** From 1. */
  int attempt();

  /** The brief's {@code with}; a JSON null if it has none. */
  JsonNode input();

  /**
   * Tells those who watch.
   *
   * @param percent 0 to 100, or null
   */
  void progress(Integer percent, String message);
}
