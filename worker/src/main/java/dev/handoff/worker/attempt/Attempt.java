package dev.handoff.worker.attempt;

import dev.handoff.brief.Brief;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.job.JobResult.Usage;
import dev.handoff.job.JobResult.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The one value that passes through the steps: the tools, and what each step found. Used by the
 * attempt's thread only.
 */
final class Attempt {

  private final AttemptTools tools;
  private final JobProcesses processes;
  private final AttemptTime time;

  // What the steps found, in their order; null until then.
  private Prepared prepared;
  private SetupLeft setupLeft = SetupLeft.NOTHING;
  private final Map<String, Verdict> before = new HashMap<>();
  private Changed changed;
  private boolean isWithheld;
  private final List<String> notes = new ArrayList<>();
  private final List<CheckResult> checks = new ArrayList<>();
  private LogWriter events;
  private Usage usage;

  Attempt(AttemptTools tools, JobProcesses processes, AttemptTime time) {
    this.tools = tools;
    this.processes = processes;
    this.time = time;
  }

  AttemptTools tools() {
    return tools;
  }

  JobProcesses processes() {
    return processes;
  }

  AttemptTime time() {
    return time;
  }

  AttemptOrder order() {
    return tools.order();
  }

  Brief brief() {
    return tools.brief();
  }

  /** The hash of the commit that the job begins from. */
  String base() {
    return brief().scope().ref();
  }

  Workspace workspace() {
    return tools.workspace();
  }

  Git git() {
    return tools.git();
  }

  JobHome home() {
    return tools.home();
  }

  LogWriter log() {
    return tools.log();
  }

  AttemptListener listener() {
    return tools.listener();
  }

  OutputSettings outputs() {
    return tools.settings().outputs();
  }

  /** Begins to keep what an agent writes, as it is. */
  LogWriter openEvents() throws IOException {
    events =
        new LogWriter(listener().open("events"), workspace().eventsSpool(), brief().limits().log());
    return events;
  }

  /** Ends what {@link #openEvents} began; empty if it did not. */
  Optional<Artifact> closeEvents() throws IOException {
    return events == null ? Optional.empty() : Optional.of(events.close());
  }

  /** Ends log and events without another byte. */
  void abandonLogs() {
    log().abandon();
    if (events != null) {
      events.abandon();
    }
  }

  void used(Usage told) {
    usage = told;
  }

  /** What an agent has used. */
  Optional<Usage> usage() {
    return Optional.ofNullable(usage);
  }

  void prepared(Prepared found) {
    prepared = found;
  }

  /** Of an attempt that was prepared. */
  Prepared prepared() {
    return Optional.ofNullable(prepared).orElseThrow();
  }

  /** Of an attempt that was prepared. */
  JobTree tree() {
    return prepared().tree();
  }

  /** Whether there is a tree to take changes from, and to write to. */
  boolean hasTree() {
    return prepared != null && prepared.tree().isThere();
  }

  /** There was no room to keep it. */
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

  /** By which changes since the setup are found. */
  TreeDiff diff() {
    return new TreeDiff(tree(), prepared().carried().paths(), setupLeft);
  }

  /** What a check said before the job had changed anything. */
  void checkedBefore(String check, Verdict verdict) {
    before.put(check, verdict);
  }

  /** What was asked of checks before the job, by their names. */
  Map<String, Verdict> before() {
    return Map.copyOf(before);
  }

  /** Null if nobody asked it then. */
  Verdict before(String check) {
    return before.get(check);
  }

  void changed(Changed found) {
    changed = found;
  }

  Optional<Changeset> changes() {
    return Optional.ofNullable(changed).map(Changed::changes);
  }

  /** What the job did that its result does not have. */
  Unpublished unpublished() {
    return changed == null ? Unpublished.NOTHING : changed.unpublished();
  }

  /** What was changed must not leave the worker. */
  void withhold() {
    isWithheld = true;
  }

  boolean isWithheld() {
    return isWithheld;
  }

  /** Adds what the report's reader must know of the result. */
  void note(String text) {
    notes.add(text);
  }

  List<String> notes() {
    return List.copyOf(notes);
  }

  void checked(CheckResult check) {
    checks.add(check);
    listener().checkFinished(check);
  }

  List<CheckResult> checks() {
    return List.copyOf(checks);
  }
}
