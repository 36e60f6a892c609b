package dev.handoff.worker.attempt;

import dev.handoff.brief.Brief;
import dev.handoff.brief.Brief.Network;
import dev.handoff.brief.Command;
import dev.handoff.brief.Sources;
import dev.handoff.brief.policy.Policy;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.job.JobResult.Usage;
import dev.handoff.job.JobResult.Verdict;
import dev.handoff.worker.secret.Redactor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The one value that passes through the steps: what was ordered, the means, and what each step
 * found. Used by the attempt's thread only.
 */
final class Attempt {

  private final AttemptOrder order;
  private final Workspace workspace;
  private final Git git;
  private final JobHome home;
  private final Hands hands;
  private final long start = System.nanoTime();
  private final Instant began = Instant.now();

  // What the steps found, in their order; null until then.
  private Path cache;
  private Set<String> basePaths = Set.of();
  private PathTarget target;
  private Refs refs = Refs.NONE;
  private boolean hasTree;
  private CarriedFiles carried = CarriedFiles.NONE;
  private SetupLeft setupLeft = SetupLeft.NOTHING;
  private final Map<String, Verdict> before = new HashMap<>();
  private Changeset changes;
  private Unpublished unpublished = Unpublished.NOTHING;
  private boolean isWithheld;
  private final List<String> notes = new ArrayList<>();
  private final List<CheckResult> checks = new ArrayList<>();
  private LogWriter events;
  private Usage usage;

  /** Who acts for the attempt. */
  record Hands(
      Supervisor supervisor,
      AttemptListener listener,
      ChildEnvironment environment,
      LogWriter log,
      AttemptSettings settings,
      AttemptSecrets secrets) {}

  Attempt(AttemptOrder order, Workspace workspace, Git git, JobHome home, Hands hands) {
    this.order = order;
    this.workspace = workspace;
    this.git = git;
    this.home = home;
    this.hands = hands;
  }

  AttemptOrder order() {
    return order;
  }

  Brief brief() {
    return order.brief();
  }

  String base() {
    return order.brief().scope().ref();
  }

  /** The folder of the brief, as git has paths; empty or ending with a slash. */
  String prefix() {
    String folder = brief().scope().dir();
    return folder == null || folder.isEmpty() ? "" : Git.raw(folder) + "/";
  }

  Workspace workspace() {
    return workspace;
  }

  Git git() {
    return git;
  }

  JobHome home() {
    return home;
  }

  LogWriter log() {
    return hands.log();
  }

  ChildEnvironment environment() {
    return hands.environment();
  }

  AttemptListener listener() {
    return hands.listener();
  }

  OutputSettings outputs() {
    return hands.settings().outputs();
  }

  /** How the attempt's processes are held. */
  String isolation() {
    return hands.supervisor().isolation();
  }

  /** Whether the isolation can give the network that the brief asks for. */
  boolean canHaveNetworkBy(Isolation isolation) {
    return hasNetwork() || isolation.canCutNetwork();
  }

  /** Whether both the brief and the worker's policy give the job's processes the network. */
  boolean hasNetwork() {
    return brief().network() != Network.OFF && policy().network() != Network.OFF;
  }

  Policy policy() {
    return hands.settings().policy();
  }

  AttemptSecrets secrets() {
    return hands.secrets();
  }

  Redactor redactor() {
    return hands.secrets().redactor();
  }

  /** The text without secrets: asked before a text is cut, which could cut one of them. */
  String redacted(String text) {
    return redactor().redact(text);
  }

  Instant began() {
    return began;
  }

  /** So far. */
  Duration took() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Whether the text holds a secret. */
  boolean holdsSecret(String text) {
    return redactor().finds(text);
  }

  /** What the brief calls the job, for what leaves the worker by way of git. */
  String title() {
    String title = brief().title();
    return holdsSecret(title) ? redacted(title) : title;
  }

  Duration remaining() {
    Duration left = brief().limits().timeout().minusNanos(System.nanoTime() - start);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Runs a command of the brief in the tree. */
  Ending run(Command command, Duration limit, Duration idle, Output output)
      throws IOException, InterruptedException {
    return run(command, limit, idle, output, List.of());
  }

  /**
   * Runs a command in the tree.
   *
   * @param extra what this command alone sees beside what all of the attempt see
   */
  Ending run(Command command, Duration limit, Duration idle, Output output, List<Bind> extra)
      throws IOException, InterruptedException {
    Child child =
        new Child(
            command.argv(),
            workspace.tree(),
            brief().scope().dir() == null ? "" : brief().scope().dir(),
            hands.environment().variables(),
            hasNetwork(),
            limit.compareTo(remaining()) < 0 ? limit : remaining(),
            idle,
            workspace.temporary(),
            binds(extra));
    try (ProgressFile progress = new ProgressFile(workspace.progress(), hands.listener())) {
      return hands.supervisor().run(child, output, progress::look);
    }
  }

  private List<Bind> binds(List<Bind> extra) {
    List<Bind> binds = new ArrayList<>(workspace.binds());
    // The job's repository borrows what the base commit consists of.
    binds.add(Bind.readOnly(cache.resolve("objects")));
    binds.addAll(extra);
    return binds;
  }

  /**
   * An agent's process.
   *
   * @param own variables that no other child of the attempt gets
   * @param binds that no other child of the attempt gets
   */
  record AgentChild(List<String> words, Map<String, String> own, List<Bind> binds) {}

  /** Runs an agent in the tree. */
  Ending runAgent(AgentChild agent, Output output, Runnable look)
      throws IOException, InterruptedException {
    Map<String, String> variables = new LinkedHashMap<>(hands.environment().variables());
    Map<String, String> ofJob = Map.copyOf(variables);
    variables.putAll(agent.own());
    ofJob.forEach(
        (name, value) -> {
          if (name.startsWith("HANDOFF_")) {
            variables.put(name, value); // by these its processes are found
          }
        });
    Child child =
        new Child(
            agent.words(),
            workspace.tree(),
            brief().scope().dir(),
            variables,
            hasNetwork(),
            remaining(),
            brief().limits().idle(),
            workspace.temporary(),
            binds(agent.binds()));
    try (ProgressFile progress = new ProgressFile(workspace.progress(), hands.listener())) {
      return hands
          .supervisor()
          .run(
              child,
              output,
              () -> {
                progress.look();
                look.run();
              });
    }
  }

  /** Begins to keep what an agent writes, as it is. */
  LogWriter openEvents() throws IOException {
    events =
        new LogWriter(
            hands.listener().open("events"), workspace.eventsSpool(), brief().limits().log());
    return events;
  }

  /** Ends what {@link #openEvents} began; empty if it did not. */
  Optional<Artifact> closeEvents() throws IOException {
    return events == null ? Optional.empty() : Optional.of(events.close());
  }

  /** Ends log and events without another byte. */
  void abandonLogs() {
    hands.log().abandon();
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

  void sourced(Path repository, Set<String> paths) {
    cache = repository;
    basePaths = paths;
  }

  void aimedAt(PathTarget repository) {
    target = repository;
  }

  /** The repository of this disk that gets the branch; empty: none. */
  Optional<PathTarget> target() {
    return Optional.ofNullable(target);
  }

  void named(Refs found) {
    refs = found;
  }

  /** What the job's repository has beside its branch. */
  Refs refs() {
    return refs;
  }

  /** The job's branch, as git has it; null: the base commit was none. */
  String branch() {
    Sources sources = brief().scope().sources();
    return sources == null || sources.branch() == null ? null : Git.raw(sources.branch());
  }

  void checkedOut() {
    hasTree = true;
  }

  /**
   * Whether there is a tree to take changes from, and to write to: a job that can write beside it
   * could have put a link there.
   */
  boolean hasTree() {
    return hasTree && Files.isDirectory(workspace.tree(), LinkOption.NOFOLLOW_LINKS);
  }

  /** There was no room to keep it. */
  void loseTree() {
    hasTree = false;
    changes = null;
    unpublished = Unpublished.NOTHING;
  }

  Path cache() {
    return cache;
  }

  /** Names of the blobs that are files of attributes at the base commit. */
  List<String> attributesAtBase() {
    return basePaths.stream()
        .filter(Conversions::isAttributes)
        .map(path -> base() + ":" + path)
        .toList();
  }

  /** Every file of the base commit. */
  Set<String> basePaths() {
    return basePaths;
  }

  void carried(CarriedFiles files) {
    carried = files;
  }

  /** What came with the job beside its commit. */
  CarriedFiles carried() {
    return carried;
  }

  void setUp(SetupLeft left) {
    setupLeft = left;
  }

  SetupLeft setupLeft() {
    return setupLeft;
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

  void changed(Changeset found) {
    changes = found;
  }

  void left(Unpublished found) {
    unpublished = found;
  }

  /** What the job did that its result does not have. */
  Unpublished unpublished() {
    return unpublished;
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

  Optional<Changeset> changes() {
    return Optional.ofNullable(changes);
  }

  void checked(CheckResult check) {
    checks.add(check);
    hands.listener().checkFinished(check);
  }

  List<CheckResult> checks() {
    return List.copyOf(checks);
  }
}
