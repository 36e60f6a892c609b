package dev.handoff.worker.attempt.publish;

import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobResult.Branch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lists what an attempt produced, for its report.
 *
 * @param patch null: nothing changed, or it is too large
 * @param pullRequest its address
 * @param files the files that the artifacts globs matched
 * @param kept patches of the job's work that the result does not contain
 * @param notes that a reader needs
 * @param undelivered what the brief asked for and did not get, the reason, and how to get it
 */
record Products(
    @Nullable Branch branch,
    @Nullable Artifact patch,
    @Nullable String pullRequest,
    List<Artifact> files,
    List<Artifact> kept,
    List<String> notes,
    List<String> undelivered) {

  static final Products NONE =
      new Products(null, null, null, List.of(), List.of(), List.of(), List.of());

  Products {
    files = List.copyOf(files);
    kept = List.copyOf(kept);
    notes = List.copyOf(notes);
    undelivered = List.copyOf(undelivered);
  }

  Products with(PullRequest.Opened opened) {
    List<String> all = new ArrayList<>(undelivered);
    if (opened.note() != null) {
      all.add(opened.note());
    }
    return new Products(branch, patch, opened.address(), files, kept, notes, all);
  }
}
