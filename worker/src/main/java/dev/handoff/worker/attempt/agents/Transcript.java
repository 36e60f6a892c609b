package dev.handoff.worker.attempt.agents;

import dev.handoff.job.JobResult.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the output of one run of an agent, line by line, and judges the run at the end. Accepts any
 * input: a line that it cannot parse is shown and changes nothing. Used by one thread at a time.
 */
public interface Transcript {

  /** The lines that people are shown for a line of the agent. */
  List<String> read(String line);

  /**
   * The verdict on the run. Only the agent's own terminal event means success, never its exit code
   * alone.
   *
   * @param exit its exit code
   * @param errors the end of its stderr; gives the reason if nothing else does
   */
  AgentResult verdict(int exit, String errors);

  /** Its last message for people; empty if there is none. */
  String lastMessage();

  /**
   * The usage that it reports.
   *
   * @param agent its name and version
   * @param model the requested model, reported unless the agent names another
   */
  Usage usage(String agent, @Nullable String model);
}
