package dev.handoff.worker.attempt;

import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobResult.Branch;
import java.util.List;

/**
 * What an attempt produced, for its report.
 *
 * @param branch null if none was made
 * @param patch null if nothing changed, or too much
 * @param pullRequest its address, or null
 * @param files that the artifacts globs matched
 * @param notes what was not produced, and why
 */
record Products(
    Branch branch, Artifact patch, String pullRequest, List<Artifact> files, List<String> notes) {

  static final Products NONE = new Products(null, null, null, List.of(), List.of());

  Products {
    files = List.copyOf(files);
    notes = List.copyOf(notes);
  }

  Products with(PullRequest.Opened opened) {
    List<String> all = new java.util.ArrayList<>(notes);
    if (opened.note() != null) {
      all.add(opened.note());
    }
    return new Products(branch, patch, opened.address(), files, all);
  }
}
