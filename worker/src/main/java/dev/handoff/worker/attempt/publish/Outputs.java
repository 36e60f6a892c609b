package dev.handoff.worker.attempt.publish;

import dev.handoff.brief.Brief.Output;
import dev.handoff.brief.Brief.Scope;
import dev.handoff.brief.DurationText;
import dev.handoff.job.BranchName;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobResult.Base;
import dev.handoff.job.JobResult.Branch;
import dev.handoff.job.JobResult.Usage;
import dev.handoff.worker.attempt.change.Changeset;
import dev.handoff.worker.attempt.change.FilteredFiles;
import dev.handoff.worker.attempt.change.Renames;
import dev.handoff.worker.attempt.change.ToolFiles;
import dev.handoff.worker.attempt.change.TreeDiff;
import dev.handoff.worker.attempt.git.Git;
import dev.handoff.worker.attempt.git.GitVersion;
import dev.handoff.worker.attempt.order.ArtifactSink;
import dev.handoff.worker.attempt.order.StepResult;
import dev.handoff.worker.attempt.source.Source;
import dev.handoff.worker.attempt.step.Attempt;
import dev.handoff.worker.attempt.step.ScopeGuard;
import dev.handoff.worker.attempt.text.PlainText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Publishes the results: patch, branch, log and report, also for an attempt that failed. */
final class Outputs {

  private static final int SUMMARY_BYTES = 8 * 1024;

  private final Attempt attempt;
  private final GitVersion version;
  private Renames renames = Renames.NONE;

  Outputs(Attempt attempt, GitVersion version) {
    this.attempt = attempt;
    this.version = version;
  }

  /**
   * @throws IOException if part of it could not be stored
   */
  JobResult publish(StepResult end) throws IOException, InterruptedException {
    ScopeGuard.fix(attempt);
    renames =
        attempt.changes().isPresent()
            ? Renames.in(attempt.tree(), attempt.changes().get())
            : Renames.NONE;
    Products products = products(end);
    Report report = report(end, products);
    boolean isAskedFor = attempt.brief().output().contains(Output.PULL_REQUEST);
    if (isAskedFor && products.branch() != null) {
      products =
          products.with(
              new PullRequest(attempt)
                  .open(products.branch(), attempt.tools().redacted(report.body())));
      report = report(end, products);
    }
    // On its way while the log waits for its last part to be stored.
    ArtifactSink sink = write("report", report.text().getBytes(StandardCharsets.UTF_8));
    Artifact log = attempt.log().close();
    Optional<Artifact> events = attempt.closeEvents();
    Artifact text = sink.close();
    return new JobResult(
        base(attempt.brief().scope()),
        attempt.changes().map(each -> renames.summary(each.changes())).orElse(null),
        attempt.checks(),
        new JobResult.Outputs(
            products.branch(),
            products.patch(),
            text,
            log,
            Stream.of(products.files().stream(), products.kept().stream(), events.stream())
                .flatMap(each -> each)
                .toList(),
            products.pullRequest(),
            products.undelivered()),
        attempt.usage().orElse(null),
        null);
  }

  /** Without a commit if the attempt ended before it had pinned one. */
  private static Base base(Scope scope) {
    return new Base(scope.repo(), scope.floats() ? null : scope.ref());
  }

  private Products products(StepResult end) throws IOException, InterruptedException {
    List<String> notes = new ArrayList<>(attempt.notes());
    attempt.changes().flatMap(each -> each.leftOut().text()).ifPresent(notes::add);
    if (end.goesOn()) {
      attempt.changes().flatMap(each -> ToolFiles.remedy(each.changes())).ifPresent(notes::add);
    }
    Optional<Changeset> changes =
        attempt.changes().filter(each -> !each.isEmpty() && !attempt.isWithheld());
    Artifact patch = changes.isPresent() ? patch(changes.get()) : null;
    ArtifactFiles files = new ArtifactFiles(attempt).store();
    List<String> undelivered = new ArrayList<>(files.notes());
    if (!attempt.unpublished().isEmpty()) {
      // Many jobs that did all that they were asked for leave ignored files.
      boolean isWork = !attempt.unpublished().tips().isEmpty();
      (isWork ? undelivered : notes)
          .add("Not in the result: %s.".formatted(attempt.unpublished().text()));
    }
    attempt
        .changes()
        .filter(each -> !each.tooLarge().isEmpty())
        .ifPresent(each -> undelivered.add(ScopeGuard.tooLarge(each)));
    KeptPatches kept = new KeptPatches(attempt, files.stored()).store(end);
    notes.addAll(kept.notes());
    if (attempt.changes().isPresent()) {
      notes.addAll(new FilteredFiles(attempt.tree()).notes(attempt.changes().get()));
    }
    Branch branch = end.goesOn() && changes.isPresent() ? branch(changes.get(), undelivered) : null;
    return new Products(branch, patch, null, files.stored(), kept.stored(), notes, undelivered);
  }

  private Report report(StepResult end, Products products)
      throws IOException, InterruptedException {
    return new Report(
        attempt.order(),
        end,
        summary(),
        attempt.changes().map(Changeset::changes).orElse(List.of()),
        renames,
        attempt.checks(),
        attempt.before(),
        products,
        versions());
  }

  private String versions() throws IOException, InterruptedException {
    String number = Outputs.class.getPackage().getImplementationVersion();
    return "Began %s, took %s%s. Handoff %s, %s, isolation %s%s"
        .formatted(
            attempt.time().began().truncatedTo(ChronoUnit.SECONDS),
            DurationText.format(Duration.ofSeconds(Math.max(1, attempt.time().took().toSeconds()))),
            attempt.order().worker().map(id -> " on worker " + id).orElse(""),
            number == null ? "unpackaged" : number,
            version.text(attempt.git()),
            attempt.processes().isolation(),
            attempt.usage().map(Outputs::used).orElse(""));
  }

  /** As far as the agent's tool has reported it. */
  private static String used(Usage usage) {
    StringBuilder text = new StringBuilder(". Agent " + usage.agent());
    if (usage.model() != null) {
      text.append(", model ").append(usage.model());
    }
    if (usage.inputTokens() != null) {
      text.append(", ").append(usage.inputTokens()).append(" input tokens");
    }
    if (usage.outputTokens() != null) {
      text.append(", ").append(usage.outputTokens()).append(" output tokens");
    }
    if (usage.costUsd() != null) {
      text.append(String.format(Locale.ROOT, ", %.4f USD", usage.costUsd()));
    }
    return text.toString();
  }

  private Artifact patch(Changeset changes) throws IOException, InterruptedException {
    Path file = TreeDiff.patch(attempt.tree(), changes.commit());
    ArtifactSink sink = attempt.listener().open("patch");
    byte[] block = new byte[64 * 1024];
    try (InputStream in = Files.newInputStream(file)) {
      for (int length = in.read(block); length >= 0; length = in.read(block)) {
        sink.write(block, 0, length);
      }
    }
    return sink.close();
  }

  private ArtifactSink write(String name, byte[] bytes) throws IOException {
    ArtifactSink sink = attempt.listener().open(name);
    sink.write(bytes, 0, bytes.length);
    return sink;
  }

  // Finished work is not lost because a branch cannot be made: the patch has it too.
  private @Nullable Branch branch(Changeset changes, List<String> undelivered)
      throws IOException, InterruptedException {
    List<Output> asked = attempt.brief().output();
    if (!asked.contains(Output.BRANCH) && !asked.contains(Output.PULL_REQUEST)) {
      return null;
    }
    String wanted = BranchName.of(attempt.tools().title(), attempt.order().job());
    if (!attempt.tools().policy().permitsBranch(wanted)) {
      undelivered.add(
          "No branch was made: this worker's policy.branches has no %s. %s"
              .formatted(wanted, remedy()));
      return null;
    }
    try {
      return new BranchPush(attempt).push(changes.commit());
    } catch (Git.GitException | Source.SourceException e) {
      undelivered.add(
          "The repository did not take the branch: %s. %s"
              .formatted(PlainText.line(String.valueOf(e.getMessage()), 500), remedy()));
      String name = BranchName.of(attempt.tools().title(), attempt.order().job());
      return new Branch(name, changes.commit(), null);
    }
  }

  private String remedy() {
    return "The patch has the same: handoff apply --branch " + attempt.order().job();
  }

  // All processes of the job are dead, so a file cannot be replaced between the check and the read.
  private String summary() throws IOException {
    Path file = attempt.workspace().summary();
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return "";
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return PlainText.clean(
          attempt
              .tools()
              .redacted(new String(in.readNBytes(SUMMARY_BYTES), StandardCharsets.UTF_8)));
    }
  }
}
