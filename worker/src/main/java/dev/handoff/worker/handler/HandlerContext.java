package dev.handoff.worker.handler;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.job.JobId;
import org.jspecify.annotations.Nullable;

/** The job as a handler sees it. */
public interface HandlerContext {

  JobId job();

  /** From 1. */
  int attempt();

  /** The brief's {@code with}; a JSON null if it has none. */
  JsonNode input();

  /**
   * Reports progress to everyone who watches the job.
   *
   * @param percent 0 to 100
   */
  void progress(@Nullable Integer percent, String message);
}
