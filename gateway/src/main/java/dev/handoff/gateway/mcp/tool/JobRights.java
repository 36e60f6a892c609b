package dev.handoff.gateway.mcp.tool;

import dev.handoff.awaiter.JobView;
import dev.handoff.producer.JobProducer;

/** What the client of a server may do besides reading. Thread-safe. */
public interface JobRights {

  /**
   * Who submits and cancels for the client.
   *
   * @throws ToolException if the client may only read
   */
  JobProducer producer();

  /**
   * @throws ToolException if the client may not cancel that job
   */
  void requireCancel(JobView job);
}
