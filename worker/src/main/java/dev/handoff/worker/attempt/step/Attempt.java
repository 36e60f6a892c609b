package dev.handoff.worker.attempt.step;

import dev.handoff.brief.Brief;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.job.JobResult.Usage;
import dev.handoff.worker.attempt.change.Changeset;
import dev.handoff.worker.attempt.change.SetupLeft;
import dev.handoff.worker.attempt.change.TreeDiff;
import dev.handoff.worker.attempt.change.Unpublished;
import dev.handoff.worker.attempt.folder.Workspace;
import dev.handoff.worker.attempt.git.Git;
import dev.handoff.worker.attempt.git.JobTree;
import dev.handoff.worker.attempt.home.JobHome;
import dev.handoff.worker.attempt.order.AttemptListener;
import dev.handoff.worker.attempt.order.AttemptOrder;
import dev.handoff.worker.attempt.order.OutputSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Passes through the steps as their one shared value: the tools, and the results of each step. Used
 * by the attempt's thread only.
 */
public final class Attempt {

  /** Another once the ref is pinned. */
  private AttemptTools tools;

  private final JobProcesses processes;
  private final AttemptTime time;

  // The results of the steps, in their order; null until the step has run.
  private @Nullable Prepared prepared;
  private SetupLeft setupLeft = SetupLeft.NOTHING;
  private final Map<String, JobResult.CheckVerdict> before = new HashMap<>();
  private @Nullable Changed changed;
  private boolean isWithheld;
  private final List<String> notes = new ArrayList<>();
  private final List<CheckResult> checks = new ArrayList<>();
  private @Nullable LogWriter events;
  private @Nullable Usage usage;

  public Attempt(AttemptTools tools, JobProcesses processes, AttemptTime time) {
    this.tools = tools;
    this.processes = processes;
    this.time = time;
  }

  public AttemptTools tools() {
    return tools;
  }

  public JobProcesses processes() {
    return processes;
  }

  public AttemptTime time() {
    return time;
  }

  public AttemptOrder order() {
    return tools.order();
  }

  public Brief brief() {
    return tools.brief();
  }

  /** The ref of the brief is that commit; known before anything is made of it. */
  void pin(Brief pinned) {
    tools = tools.pinned(pinned);
    processes.pin(base());
  }

  /** The hash of the commit on which the job starts. */
  public String base() {
    return order().commit();
  }

  public Workspace workspace() {
    return tools.workspace();
  }

  public Git git() {
    return tools.git();
  }

  public JobHome home() {
    return tools.home();
  }

  public LogWriter log() {
    return tools.log();
  }

  public AttemptListener listener() {
    return tools.listener();
  }

  public OutputSettings outputs() {
    return tools.settings().outputs();
  }

  /** Starts to keep the raw output of an agent. */
  LogWriter openEvents() throws IOException {
    LogWriter opened =
        new LogWriter(listener().open("events"), workspace().eventsSpool(), brief().limits().log());
    events = opened;
    return opened;
  }

  /** Ends what {@link #openEvents} began; empty if it did not. */
  public Optional<Artifact> closeEvents() throws IOException {
    return events == null ? Optional.empty() : Optional.of(events.close());
  }

  /** Ends the log and the events without another byte. */
  public void abandonLogs() {
    log().abandon();
    if (events != null) {
      events.abandon();
    }
  }

  void used(Usage told) {
    usage = told;
  }

  /** The tokens and the money that an agent has used. */
  public Optional<Usage> usage() {
    return Optional.ofNullable(usage);
  }

  public void prepared(Prepared found) {
    prepared = found;
  }

  /** Only after prepare. */
  public Prepared prepared() {
    return Optional.ofNullable(prepared).orElseThrow();
  }

  /** Only after prepare. */
  public JobTree tree() {
    return prepared().tree();
  }

  /** Whether there is a tree to read changes from and write to. */
  public boolean hasTree() {
    return prepared != null && prepared.tree().isThere();
  }

  /** Drops the tree and its changes, since the disk had no room for them. */
  void loseTree() {
    prepared = null;
    changed = null;
  }

  void setUp(SetupLeft left) {
    setupLeft = left;
  }

  SetupLeft setupLeft() {
    return setupLeft;
  }

  /** Finds changes since setup. */
  TreeDiff diff() {
    return new TreeDiff(tree(), prepared().carried().paths(), setupLeft);
  }

  /** The verdict of a check before the job had changed anything. */
  void checkedBefore(String check, JobResult.CheckVerdict verdict) {
    before.put(check, verdict);
  }

  /** The verdicts of the checks before the job, by the checks' names. */
  public Map<String, JobResult.CheckVerdict> before() {
    return Map.copyOf(before);
  }

  /** Null: the check did not run then. */
  public JobResult.@Nullable CheckVerdict before(String check) {
    return before.get(check);
  }

  void changed(Changed found) {
    changed = found;
  }

  public Optional<Changeset> changes() {
    return Optional.ofNullable(changed).map(Changed::changes);
  }

  /** The job's work that its result does not contain. */
  public Unpublished unpublished() {
    return changed == null ? Unpublished.NOTHING : changed.unpublished();
  }

  /** From now on the changes must not leave the worker. */
  public void withhold() {
    isWithheld = true;
  }

  public boolean isWithheld() {
    return isWithheld;
  }

  /** Adds a note that readers of the report need. */
  public void note(String text) {
    notes.add(text);
  }

  public List<String> notes() {
    return List.copyOf(notes);
  }

  void checked(CheckResult check) {
    checks.add(check);
    listener().checkFinished(check);
  }

  public List<CheckResult> checks() {
    return List.copyOf(checks);
  }
}
