package dev.handoff.faults;

import dev.handoff.cli.console.ExitCode;
import dev.handoff.faults.History.AwaitEnd;
import dev.handoff.faults.History.Contents;
import dev.handoff.faults.History.FileName;
import dev.handoff.faults.Witness.Line;
import dev.handoff.faults.Witness.Word;
import dev.handoff.job.JobEvent.Terminal;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobResult.Outputs;
import dev.handoff.log.lane.LaneRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Judges a {@link History} when all is quiet. It knows what was promised and nothing of how it is
 * done; of the code under test it uses the fold alone, which has tests of its own.
 */
final class Checker {

  private static final int MAX_SYSTEM_FAULTS = 3;

  private final History history;
  private final Map<JobId, Folded> jobs;
  private final List<String> violations = new ArrayList<>();

  private Checker(History history) {
    this.history = history;
    this.jobs = Folded.byJob(history.events());
  }

  /** What is not as promised, each with the invariant and the job; empty if all is well. */
  static List<String> violations(History history) {
    Checker checker = new Checker(history);
    checker.nothingIsLost();
    checker.jobs.values().forEach(checker::check);
    checker.oneRunsAtATime();
    checker.awaitersTellTheTruth();
    history.residue().forEach(left -> checker.violated("I7 residue", left));
    return List.copyOf(checker.violations);
  }

  private void violated(String invariant, Object what) {
    violations.add(invariant + ": " + what);
  }

  private void nothingIsLost() {
    Set<JobId> promised = new HashSet<>(history.accepted());
    jobs.values().stream()
        .filter(job -> job.state().submitted() != null)
        .forEach(job -> promised.add(job.job()));
    for (JobId job : promised) {
      Folded folded = jobs.get(job);
      if (folded == null || !folded.state().status().isTerminal() || !folded.hasSaidItsEnd()) {
        violated("I1 no loss", job + " has not ended: " + folded);
      }
    }
  }

  private void check(Folded job) {
    job.contradictions().forEach(second -> violated("I2 one truth", job.job() + " " + second));
    job.unfenced().forEach(event -> violated("I3 legal order", job.job() + " " + event));
    checkDigests(job);
    checkAttempts(job);
  }

  private void checkDigests(Folded job) {
    Terminal end = job.state().end();
    if (end == null) {
      return;
    }
    Outputs outputs = job.state().result().outputs();
    Stream.of(outputs.patch(), outputs.report(), outputs.log())
        .filter(Objects::nonNull)
        .filter(named -> !new Contents(named.bytes(), named.sha256()).equals(found(job, named)))
        .forEach(
            named ->
                violated(
                    "I5 provenance",
                    "%s has %s, and stored is %s".formatted(job.job(), named, found(job, named))));
  }

  private Contents found(Folded job, Artifact named) {
    String lease = job.state().end().lease();
    return history.files().get(new FileName(job.job().text(), lease, named.name()));
  }

  private void checkAttempts(Folded job) {
    int allowed =
        job.state().submitted() == null
            ? 1
            : Math.max(1, job.state().submitted().brief().retries().attempts());
    LaneRecord.FaultCounts charge = LaneRecord.FaultCounts.of(job.state());
    if (charge.own() > allowed || charge.system() > MAX_SYSTEM_FAULTS) {
      violated("I9 bounded attempts", job.job() + " " + job.state().attempts());
    }
  }

  private void oneRunsAtATime() {
    Map<String, Integer> newest = new HashMap<>();
    for (Line line : history.witnessed()) {
      int before = newest.getOrDefault(line.job(), 0);
      boolean isSound =
          switch (line.word()) {
            case OVERLAP -> false;
            case START -> line.attempt() > before && isClaimed(line);
            case END -> line.attempt() == before;
          };
      if (!isSound) {
        violated("I4 mutual exclusion", line + " after attempt " + before);
      }
      newest.merge(line.job(), line.attempt(), Math::max);
    }
  }

  /** Whether the log knows of the attempt. */
  private boolean isClaimed(Line line) {
    Folded job = jobs.get(new JobId(line.job()));
    return line.word() == Word.START
        && job != null
        && line.attempt() <= job.state().attempts().size();
  }

  private void awaitersTellTheTruth() {
    for (AwaitEnd told : history.awaits()) {
      Folded job = jobs.get(told.job());
      int truth = job == null ? ExitCode.UNKNOWN : ExitCode.of(job.state());
      if (told.exit() != truth) {
        violated("I6 await", told + " and not " + truth);
      }
    }
  }
}
