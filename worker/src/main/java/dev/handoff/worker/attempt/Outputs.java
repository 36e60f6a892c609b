package dev.handoff.worker.attempt;

import dev.handoff.brief.Brief.Output;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobResult.Base;
import dev.handoff.job.JobResult.Branch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Publishes what there is: patch, branch, log and report, also of an attempt that failed. */
final class Outputs {

  private static final int SUMMARY_BYTES = 8 * 1024;

  private final Attempt attempt;

  Outputs(Attempt attempt) {
    this.attempt = attempt;
  }

  /**
   * @throws IOException if something of it could not be stored
   */
  JobResult publish(Finding end) throws IOException, InterruptedException {
    if (attempt.changes().isEmpty() && attempt.hasTree()) {
      attempt.changed(new TreeDiff(attempt).fix());
    }
    Optional<Changeset> changes = attempt.changes().filter(each -> !each.isEmpty());
    Artifact patch = changes.isPresent() ? patch(changes.get()) : null;
    Branch branch = end.goesOn() && changes.isPresent() ? branch(changes.get()) : null;
    Artifact log = attempt.log().close();
    Report report =
        new Report(
            attempt.order(),
            end,
            summary(),
            attempt.changes().map(Changeset::changes).orElse(List.of()),
            attempt.checks(),
            branch,
            patch);
    Artifact text = store("report", report.text().getBytes(StandardCharsets.UTF_8));
    return new JobResult(
        new Base(attempt.brief().scope().repo(), attempt.base()),
        attempt.changes().map(Changeset::summary).orElse(null),
        attempt.checks(),
        new JobResult.Outputs(branch, patch, text, log, List.of(), null),
        null,
        null);
  }

  private Artifact patch(Changeset changes) throws IOException, InterruptedException {
    Path file = new TreeDiff(attempt).patch(changes.commit());
    ArtifactSink sink = attempt.listener().open("patch");
    byte[] block = new byte[64 * 1024];
    try (InputStream in = Files.newInputStream(file)) {
      for (int length = in.read(block); length >= 0; length = in.read(block)) {
        sink.write(block, 0, length);
      }
    }
    return sink.close();
  }

  private Artifact store(String name, byte[] bytes) throws IOException {
    ArtifactSink sink = attempt.listener().open(name);
    sink.write(bytes, 0, bytes.length);
    return sink.close();
  }

  // Work that is done is not lost because a branch cannot be made: the patch has it too.
  private Branch branch(Changeset changes) throws IOException, InterruptedException {
    if (!attempt.brief().output().contains(Output.BRANCH)) {
      return null;
    }
    try {
      return new BranchPush(attempt).push(changes.commit());
    } catch (Git.GitException e) {
      attempt.log().note("the repository did not take the branch: " + e.getMessage());
      String name = BranchPush.name(attempt.brief().title(), attempt.order().job().suffix());
      return new Branch(name, changes.commit(), null);
    }
  }

  // The job's processes are dead, so what is looked at cannot be exchanged before it is read.
  private String summary() throws IOException {
    Path file = attempt.workspace().summary();
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return "";
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return PlainText.clean(new String(in.readNBytes(SUMMARY_BYTES), StandardCharsets.UTF_8));
    }
  }
}
