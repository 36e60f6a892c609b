package dev.handoff.worker.attempt.step;

import dev.handoff.brief.Brief.RunAgent;
import dev.handoff.brief.Brief.RunHandler;
import dev.handoff.brief.Brief.Scope;
import dev.handoff.brief.Sources;
import dev.handoff.job.Reason;
import dev.handoff.job.RefName;
import dev.handoff.worker.attempt.agents.Agents;
import dev.handoff.worker.attempt.child.Isolation;
import dev.handoff.worker.attempt.disk.DiskRoom;
import dev.handoff.worker.attempt.git.Change;
import dev.handoff.worker.attempt.git.CommitFiles;
import dev.handoff.worker.attempt.git.Git;
import dev.handoff.worker.attempt.git.JobTree;
import dev.handoff.worker.attempt.git.KnownCommits;
import dev.handoff.worker.attempt.order.StepResult;
import dev.handoff.worker.attempt.source.CarriedFiles;
import dev.handoff.worker.attempt.source.Checkout;
import dev.handoff.worker.attempt.source.Source.SourceException;
import dev.handoff.worker.attempt.source.Sourcing;
import dev.handoff.worker.attempt.text.PlainText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Fetches the source, makes the tree, and rejects everything that can be known to be wrong before
 * anything runs.
 */
public final class Prepare implements Step {

  private static final String HASH = "[0-9a-f]{40}|[0-9a-f]{64}";

  private final Sourcing sourcing;
  private final Pin pin;
  private final Isolation isolation;
  private final Agents agents;
  private final DiskRoom room;
  private final KnownCommits commits = new KnownCommits();

  public Prepare(Sourcing sourcing, Isolation isolation, Agents agents, DiskRoom room) {
    this.sourcing = sourcing;
    this.pin = new Pin(sourcing);
    this.isolation = isolation;
    this.agents = agents;
    this.room = room;
  }

  @Override
  public String name() {
    return "prepare";
  }

  @Override
  public StepResult take(Attempt attempt) throws IOException, InterruptedException {
    Optional<StepResult> objection = objection(attempt).or(attempt.processes()::objection);
    if (objection.isPresent()) {
      return objection.get();
    }
    Optional<StepResult> unpinned = pin.take(attempt);
    if (unpinned.isPresent()) {
      return unpinned.get();
    }
    startSupervisor(attempt);
    Sourcing.Found source;
    try {
      source =
          sourcing.bring(
              attempt.brief().scope(), attempt.git(), attempt.listener(), attempt.log()::note);
    } catch (SourceException e) {
      return unavailable(attempt, e);
    }
    return take(attempt, source);
  }

  private static StepResult unavailable(Attempt attempt, SourceException e) {
    return StepResult.failed(
        Reason.SOURCE_UNAVAILABLE,
        PlainText.line(
            "commit %s cannot be fetched. Nothing was run. Tried: %s. Push the commit to a remote that this worker can read, or submit it again, so that it is sent along."
                .formatted(attempt.base(), e.getMessage()),
            4000));
  }

  private StepResult take(Attempt attempt, Sourcing.Found source)
      throws IOException, InterruptedException {
    CommitFiles base;
    try {
      base = commits.files(attempt.git(), source.repository(), attempt.base());
    } catch (Git.TooLongException e) {
      return StepResult.failed(
          Reason.SOURCE_UNAVAILABLE,
          "commit %s has more paths than this worker reads (%d MiB of names). Nothing was run."
              .formatted(attempt.base(), Git.MAX_OUTPUT >> 20));
    }
    double free = room.free();
    if (base.bytes() > free) {
      return StepResult.failed(
          Reason.DISK_FULL,
          "the files of commit %s have %d MiB, and %d MiB are free on the disk of the worker's work folder. Nothing was run."
              .formatted(attempt.base(), base.bytes() >> 20, (long) free >> 20));
    }
    List<String> missing = missing(attempt, base.paths());
    if (!missing.isEmpty()) {
      return StepResult.failed(
          Reason.INVALID_BRIEF,
          "the base commit %s does not have what the brief names: %s. Nothing was run. Commit it, or correct the brief."
              .formatted(attempt.base(), String.join(", ", missing)));
    }
    return make(attempt, attempt.tools().tree(source.repository(), base), source);
  }

  /** Only if the commit is here already: otherwise there is time enough later. */
  private void startSupervisor(Attempt attempt) throws IOException, InterruptedException {
    Optional<Path> objects = sourcing.objectsHere(attempt.brief().scope(), attempt.git());
    if (objects.isPresent()) {
      attempt.home().makeFolder();
      attempt.processes().prepare(objects.get());
    }
  }

  private static StepResult make(Attempt attempt, JobTree tree, Sourcing.Found source)
      throws IOException, InterruptedException {
    CarriedFiles carried;
    try {
      carried = CarriedFiles.bring(tree, attempt.brief().scope(), attempt.listener());
    } catch (CarriedFiles.RefusedException e) {
      return refused(
          "the files that were carried with the job are refused: %s. Nothing was run. Correct scope.carry and submit the job again."
              .formatted(e.getMessage()));
    } catch (SourceException e) {
      return StepResult.failed(
          Reason.SOURCE_UNAVAILABLE,
          PlainText.line(
              "the files that were carried with the job cannot be read: %s. Nothing was run. Submit the job again."
                  .formatted(e.getMessage()),
              1000));
    }
    attempt.tools().secrets().add(carried.secrets());
    Checkout.into(tree, attempt.tools().branch(), source.refs());
    attempt.prepared(new Prepared(tree, carried, source.target()));
    carried.writeTo(tree.workspace().tree());
    carried.text().ifPresent(attempt.log()::note);
    return StepResult.GO_ON;
  }

  private Optional<StepResult> objection(Attempt attempt) {
    Scope scope = attempt.brief().scope();
    if (attempt.brief().run() instanceof RunHandler) {
      return invalid("run must be a command or an agent here");
    }
    if (scope.repo() == null || scope.repo().isEmpty() || scope.repo().startsWith("-")) {
      return invalid("scope.repo must be an absolute path or a URL, got: " + scope.repo());
    }
    if (scope.floats()) {
      Optional<String> floating = Pin.objection(scope);
      if (floating.isPresent()) {
        return invalid(floating.get());
      }
    } else if (scope.ref() == null || !scope.ref().matches(HASH)) {
      return invalid("scope.ref must be the full hash of a commit, got: " + scope.ref());
    }
    Sources sources = scope.sources();
    if (sources != null && sources.needs() != null && !sources.needs().matches(HASH)) {
      return invalid("scope.sources.needs must be the hash of a commit, got: " + sources.needs());
    }
    Optional<String> badName = sources == null ? Optional.empty() : badName(sources);
    if (badName.isPresent()) {
      return invalid("scope.sources must name branches that git takes, got: " + badName.get());
    }
    if (sources != null && sources.remotes().size() > Sources.MAX_REMOTES) {
      return invalid(
          "scope.sources.remotes must be at most "
              + Sources.MAX_REMOTES
              + ", got: "
              + sources.remotes().size());
    }
    if (scope.dir() != null && !scope.dir().isEmpty() && !isInside(scope.dir())) {
      return invalid("scope.dir must be a plain relative path, got: " + scope.dir());
    }
    if (!attempt.tools().canHaveNetworkBy(isolation)) {
      return Optional.of(
          StepResult.failed(
              Reason.POLICY_REFUSED,
              "network: off needs a worker that can cut the network; isolation here is "
                  + isolation.label()));
    }
    return attempt.brief().run() instanceof RunAgent asked ? objection(asked) : Optional.empty();
  }

  private static Optional<String> badName(Sources sources) {
    return Stream.of(sources.branch(), sources.upstream())
        .filter(name -> name != null && !RefName.isGood(name))
        .findFirst();
  }

  private Optional<StepResult> objection(RunAgent asked) {
    try {
      Agents.check(asked);
    } catch (IllegalArgumentException e) {
      return invalid(String.valueOf(e.getMessage()));
    }
    Optional<String> objection = agents.objection(asked.agent());
    if (objection.isPresent()) {
      agents.lookAgain();
    }
    return objection.map(
        why ->
            StepResult.failed(
                Reason.AGENT_UNAVAILABLE,
                "the agent %s %s. Nothing was run.".formatted(asked.agent(), why)));
  }

  private static Optional<StepResult> invalid(String message) {
    return Optional.of(refused(message));
  }

  private static StepResult refused(String message) {
    return StepResult.failed(Reason.INVALID_BRIEF, PlainText.line(message, 500));
  }

  private static boolean isInside(String path) {
    for (String part : path.split("/", -1)) {
      if (part.isEmpty()
          || part.equals(".")
          || part.equals("..")
          || part.equalsIgnoreCase(".git")) {
        return false;
      }
    }
    return true;
  }

  private static List<String> missing(Attempt attempt, Set<String> paths) {
    List<String> named = new ArrayList<>();
    if (!attempt.tools().prefix().isEmpty()) {
      named.add(attempt.tools().prefix());
    }
    for (String input : attempt.brief().inputs()) {
      named.add(attempt.tools().prefix() + Git.raw(input));
    }
    return named.stream().filter(path -> !exists(paths, path)).map(Change::shown).toList();
  }

  private static boolean exists(Set<String> paths, String path) {
    if (paths.contains(path)) {
      return true;
    }
    String folder = path.endsWith("/") ? path : path + "/";
    return paths.stream().anyMatch(each -> each.startsWith(folder));
  }
}
