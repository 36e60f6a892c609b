package dev.handoff.worker.attempt.agents;

import dev.handoff.job.JobResult.Usage;
import java.util.List;

/**
 * Reads what one run of an agent writes, line by line, and judges it at the end. Takes whatever
 * comes: what it cannot read is shown and changes nothing. Used by one thread at a time.
 */
public interface Transcript {

  /** The lines that people are shown for a line that the agent wrote. */
  List<String> read(String line);

  /**
   * The verdict on the whole. Only the agent's own terminal event makes a success; its exit code
   * alone never does.
   *
   * @param exit its exit code
   * @param errors the end of what it wrote to stderr; says why when nothing else does
   */
  AgentVerdict verdict(int exit, String errors);

  /** Its last words for people; empty if it said none. */
  String lastMessage();

  /**
   * What it says that it used; every part may be null.
   *
   * @param agent its name and version
   * @param model that was asked for, told unless the agent names another
   */
  Usage usage(String agent, String model);
}
