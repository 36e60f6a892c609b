package dev.handoff.worker.attempt.publish;

import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobResult.Branch;
import java.util.ArrayList;
import java.util.List;

/**
 * What an attempt produced, for its report.
 *
 * @param branch null if none was made
 * @param patch null if nothing changed, or too much
 * @param pullRequest its address, or null
 * @param files that the artifacts globs matched
 * @param kept patches of what the job did and the result does not have
 * @param notes what a reader has to know of it
 * @param undelivered what the brief asked for and did not get, why, and how to get it
 */
record Products(
    Branch branch,
    Artifact patch,
    String pullRequest,
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
