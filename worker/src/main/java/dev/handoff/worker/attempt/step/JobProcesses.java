package dev.handoff.worker.attempt.step;

import dev.handoff.brief.Brief;
import dev.handoff.brief.Command;
import dev.handoff.worker.attempt.child.Bind;
import dev.handoff.worker.attempt.child.Child;
import dev.handoff.worker.attempt.child.ChildExit;
import dev.handoff.worker.attempt.child.Isolation;
import dev.handoff.worker.attempt.child.Output;
import dev.handoff.worker.attempt.child.Supervisor;
import dev.handoff.worker.attempt.folder.Workspace;
import dev.handoff.worker.attempt.git.JobTree;
import dev.handoff.worker.attempt.order.StepResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs the job's processes in its tree, one after the other, within the attempt's time. */
public final class JobProcesses implements AutoCloseable {

  private final AttemptTools tools;
  private final Supervisor supervisor;
  private final ChildEnvironment environment;
  private final AttemptTime time;

  public JobProcesses(
      AttemptTools tools, Supervisor supervisor, ChildEnvironment environment, AttemptTime time) {
    this.tools = tools;
    this.supervisor = supervisor;
    this.environment = environment;
    this.time = time;
  }

  /** The isolation of the processes. */
  public String isolation() {
    return supervisor.isolation();
  }

  /** The part of the environment that the brief asks for and the policy denies. */
  Optional<StepResult> objection() {
    return environment.objection();
  }

  /** The base commit, if the order does not have it. */
  void pin(String commit) {
    environment.pin(commit);
  }

  /**
   * Starts what will run the first command of the brief, while its tree is made: nothing of the job
   * runs yet. Does nothing if something else runs first, or replaces its folders.
   *
   * @param objects of the base commit, which exist
   */
  void prepare(Path objects) throws InterruptedException {
    Brief brief = tools.brief();
    boolean isBaselineFirst = brief.baseline() && !brief.checks().isEmpty();
    boolean isCommandFirst = brief.run() instanceof Brief.RunCommand && !isBaselineFirst;
    if (isCommandFirst || !brief.setup().isEmpty()) {
      supervisor.prepare(view(objects));
    }
  }

  /** Ends what {@link #prepare} started if nothing has used it. */
  @Override
  public void close() {
    supervisor.close();
  }

  private Child.View view(Path objects) {
    Workspace workspace = tools.workspace();
    return new Child.View(
        workspace.tree(),
        tools.hasNetwork(),
        workspace.temporary(),
        binds(workspace, objects, List.of()));
  }

  /** Runs a command of the brief. */
  ChildExit run(JobTree tree, Command command, Duration limit, Duration idle, Output output)
      throws IOException, InterruptedException {
    Duration left = time.remaining();
    Child child =
        new Child(
            command.argv(),
            tree.workspace().tree(),
            folder(),
            environment.variables(),
            tools.hasNetwork(),
            limit.compareTo(left) < 0 ? limit : left,
            idle,
            tree.workspace().temporary(),
            binds(tree.workspace(), tree.base().objects(), List.of()));
    return run(child, output, () -> {});
  }

  /**
   * An agent's process.
   *
   * @param own variables that no other child of the attempt gets
   * @param binds that no other child of the attempt gets
   */
  record AgentChild(List<String> words, Map<String, String> own, List<Bind> binds) {}

  /** Runs an agent. */
  ChildExit run(JobTree tree, AgentChild agent, Output output, Runnable look)
      throws IOException, InterruptedException {
    Map<String, String> variables = new LinkedHashMap<>(environment.variables());
    Map<String, String> ofJob = Map.copyOf(variables);
    variables.putAll(agent.own());
    ofJob.forEach(
        (name, value) -> {
          if (name.startsWith("HANDOFF_")) {
            variables.put(name, value); // its processes are found by these
          }
        });
    Child child =
        new Child(
            agent.words(),
            tree.workspace().tree(),
            folder(),
            variables,
            tools.hasNetwork(),
            time.remaining(),
            tools.brief().limits().idle(),
            tree.workspace().temporary(),
            binds(tree.workspace(), tree.base().objects(), agent.binds()));
    return run(child, output, look);
  }

  private ChildExit run(Child child, Output output, Runnable look)
      throws IOException, InterruptedException {
    Path told = tools.workspace().progress();
    try (ProgressFile progress = new ProgressFile(told, tools.listener())) {
      return supervisor.run(
          child,
          output,
          () -> {
            progress.look();
            look.run();
          });
    }
  }

  private String folder() {
    String folder = tools.brief().scope().dir();
    return folder == null ? "" : folder;
  }

  /** What a child sees of the attempt if the isolation hides the rest of the host. */
  private static List<Bind> binds(Workspace workspace, Path objects, List<Bind> extra) {
    Path home = Isolation.BWRAP.home(workspace.home());
    List<Bind> binds =
        new ArrayList<>(
            List.of(
                Bind.writable(workspace.tree()),
                Bind.writable(workspace.temporary()),
                Bind.writable(workspace.told()),
                new Bind(workspace.home(), home, true),
                Bind.readOnly(workspace.brief())));
    // The job's repository borrows the objects of the base commit.
    binds.add(Bind.readOnly(objects));
    binds.addAll(extra);
    return binds;
  }
}
