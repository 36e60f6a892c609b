package dev.handoff.worker.configuration;

import dev.handoff.brief.Command;
import dev.handoff.brief.policy.Policy;
import dev.handoff.job.PullRequestCommand;
import dev.handoff.worker.WorkerSettings;
import dev.handoff.worker.attempt.agents.AgentSettings;
import dev.handoff.worker.attempt.child.ChildLimits;
import dev.handoff.worker.attempt.child.JobUser;
import dev.handoff.worker.attempt.child.SandboxPaths;
import dev.handoff.worker.attempt.order.AttemptSettings;
import dev.handoff.worker.attempt.order.OutputSettings;
import dev.handoff.worker.lease.LeaseSettings;
import dev.handoff.worker.metrics.MetricsAddress;
import dev.handoff.worker.secret.Redactor;
import dev.handoff.worker.secret.Secret;
import dev.handoff.worker.secret.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The content of a worker's file. What it leaves out is null, empty or the default.
 *
 * @param agents that the worker offers beside the built-in ones, or instead of those of their names
 * @param pullRequest how a pull request is opened
 * @param metrics where metrics are served
 */
public record Configuration(
    @Nullable String id,
    Map<String, Integer> lanes,
    @Nullable Duration drain,
    LeaseSettings lease,
    @Nullable Path workFolder,
    Sandbox sandbox,
    Limits limits,
    Policy policy,
    List<AgentSettings> agents,
    Redact redact,
    @Nullable Command pullRequest,
    @Nullable MetricsAddress metrics,
    Signing signing) {

  /** For a worker without a file. */
  public static final Configuration NONE =
      new Configuration(
          null,
          Map.of(),
          null,
          LeaseSettings.DEFAULT,
          null,
          new Sandbox(List.of(), List.of(), null),
          new Limits(null, null, null, null),
          Policy.DEFAULT,
          List.of(),
          new Redact(List.of(), List.of(), List.of()),
          null,
          null,
          new Signing(null, null));

  public Configuration {
    lanes = Map.copyOf(lanes);
    agents = List.copyOf(agents);
  }

  /**
   * The paths that jobs can reach beside their own tree and the system, and the user they run as.
   *
   * @param user null: the worker's
   */
  public record Sandbox(List<Path> read, List<Path> write, @Nullable JobUser user) {}

  /**
   * The limits of one attempt, and the room that the host must have left; null: the default.
   *
   * @param memory bytes, of all processes of an attempt
   * @param processes of an attempt, including threads
   * @param file bytes of the largest file that an attempt may write
   * @param diskFree free bytes that the work folder needs for the worker to take jobs
   */
  public record Limits(
      @Nullable Long memory,
      @Nullable Integer processes,
      @Nullable Long file,
      @Nullable Long diskFree) {

    ChildLimits over(ChildLimits otherwise) {
      return new ChildLimits(
          memory == null ? otherwise.memory() : memory,
          processes == null ? otherwise.processes() : processes,
          file == null ? otherwise.fileSize() : file);
    }
  }

  /**
   * The secrets beside the values of variables whose names look secret.
   *
   * @param variables names of variables; * stands for any letters
   * @param except names of variables that are never secret
   * @param valuesFrom files of secrets, one a line
   */
  public record Redact(List<String> variables, List<String> except, List<Path> valuesFrom) {}

  /**
   * The key that the worker signs with and the keys that it trusts.
   *
   * @param key file of its signing key
   * @param trust the trust file
   */
  public record Signing(@Nullable Path key, @Nullable Path trust) {}

  /**
   * Returns the settings with the values of this file in place of theirs.
   *
   * @throws IOException if a file of secrets cannot be read
   */
  public WorkerSettings over(WorkerSettings settings) throws IOException {
    WorkerSettings over = settings.withLease(lease);
    over = lanes.isEmpty() ? over : over.withLanes(lanes);
    over = drain == null ? over : over.withDrain(drain);
    over = over.withAgents(with(over.agents()));
    return over.withAttempts(over(over.attempts()));
  }

  /** The same file for the local default's worker, whose user is the only submitter. */
  public Configuration ofLocalDefault() {
    return new Configuration(
        id,
        lanes,
        drain,
        lease,
        workFolder,
        sandbox,
        limits,
        policy.ofLocalDefault(),
        agents,
        redact,
        pullRequest,
        metrics,
        signing);
  }

  private AttemptSettings over(AttemptSettings attempts) throws IOException {
    return attempts
        .withPolicy(policy)
        .withRedactor(redactor(attempts.environment()))
        .withOutputs(outputs(attempts.outputs()))
        .withSandbox(new SandboxPaths(sandbox.read(), sandbox.write(), List.of()))
        .withJobUser(sandbox.user())
        .withLimits(limits.over(attempts.limits()))
        .withLeastFree(limits.diskFree() == null ? attempts.leastFree() : limits.diskFree());
  }

  private OutputSettings outputs(OutputSettings otherwise) {
    PullRequestCommand command =
        pullRequest == null ? otherwise.pullRequest() : new PullRequestCommand(pullRequest.argv());
    return otherwise.withPush(policy.push(), command);
  }

  private Redactor redactor(Map<String, String> environment) throws IOException {
    Predicate<String> isNamed = name -> Policy.matches(redact.variables(), name);
    Map<String, String> variables = new HashMap<>(environment);
    variables.keySet().removeAll(redact.except());
    List<Secret> secrets = new ArrayList<>(Secrets.of(variables, isNamed));
    for (Path file : redact.valuesFrom()) {
      secrets.addAll(Secrets.ofLines(file.toString(), Files.readAllLines(file)));
    }
    return Redactor.of(secrets);
  }

  /** The agents of the file replace others of the same names. */
  private List<AgentSettings> with(List<AgentSettings> others) {
    Map<String, AgentSettings> all = new LinkedHashMap<>();
    others.forEach(agent -> all.put(agent.name(), agent));
    agents.forEach(agent -> all.put(agent.name(), agent));
    return List.copyOf(all.values());
  }
}
