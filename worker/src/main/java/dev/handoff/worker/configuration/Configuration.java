package dev.handoff.worker.configuration;

import dev.handoff.brief.Command;
import dev.handoff.brief.Policy;
import dev.handoff.worker.LeaseSettings;
import dev.handoff.worker.WorkerSettings;
import dev.handoff.worker.attempt.AttemptSettings;
import dev.handoff.worker.attempt.ChildLimits;
import dev.handoff.worker.attempt.SandboxPaths;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a worker's file says. What it leaves out is null, empty or the default.
 *
 * @param id null if left out, as are drain, workFolder and pullRequest
 * @param agents what the worker offers, by the names that briefs use
 * @param pullRequest how a pull request is opened
 */
public record Configuration(
    String id,
    Map<String, Integer> lanes,
    Duration drain,
    LeaseSettings lease,
    Path workFolder,
    Sandbox sandbox,
    Limits limits,
    Policy policy,
    Map<String, AgentTool> agents,
    Redact redact,
    Command pullRequest) {

  /** Of a worker without a file. */
  public static final Configuration NONE =
      new Configuration(
          null,
          Map.of(),
          null,
          LeaseSettings.DEFAULT,
          null,
          new Sandbox(List.of(), List.of()),
          new Limits(null, null, null, null),
          Policy.DEFAULT,
          Map.of(),
          new Redact(List.of(), List.of()),
          null);

  public Configuration {
    lanes = Map.copyOf(lanes);
    agents = Map.copyOf(agents);
  }

  /** What jobs can reach of the disk beside their own tree and the system. */
  public record Sandbox(List<Path> read, List<Path> write) {}

  /**
   * What one attempt may use, and what the host must have left; null: the default.
   *
   * @param memory bytes, of all processes of an attempt
   * @param processes of an attempt, threads counted
   * @param file bytes of the largest file that an attempt may write
   * @param diskFree bytes that the work folder must have left for a worker to take jobs
   */
  public record Limits(Long memory, Integer processes, Long file, Long diskFree) {

    ChildLimits over(ChildLimits otherwise) {
      return new ChildLimits(
          memory == null ? otherwise.memory() : memory,
          processes == null ? otherwise.processes() : processes,
          file == null ? otherwise.fileSize() : file);
    }
  }

  /** Which tool an agent is. */
  public enum AgentKind {
    CODEX,
    CLAUDE,
    COMMAND
  }

  /**
   * One agent.
   *
   * @param command its command line; null: the kind's own
   * @param success a regular expression that a line of its output must match, or null
   * @param env names of the worker's variables that it alone gets; * stands for any letters
   */
  public record AgentTool(AgentKind kind, Command command, String success, List<String> env) {}

  /**
   * What is secret beside the values of variables whose names say so.
   *
   * @param variables names of variables; * stands for any letters
   * @param valuesFrom files of secrets, one a line
   */
  public record Redact(List<String> variables, List<Path> valuesFrom) {}

  /** These settings, with what the file says of lanes, drain and lease. */
  public WorkerSettings over(WorkerSettings settings) {
    WorkerSettings over = settings.withLease(lease);
    over = lanes.isEmpty() ? over : over.withLanes(lanes);
    over = drain == null ? over : over.withDrain(drain);
    return over.withAttempts(over(over.attempts()));
  }

  private AttemptSettings over(AttemptSettings attempts) {
    return attempts
        .withEnvironment(attempts.environment(), policy::permitsVariable)
        .withSandbox(new SandboxPaths(sandbox.read(), sandbox.write(), List.of()))
        .withLimits(limits.over(attempts.limits()))
        .withLeastFree(limits.diskFree() == null ? attempts.leastFree() : limits.diskFree());
  }
}
