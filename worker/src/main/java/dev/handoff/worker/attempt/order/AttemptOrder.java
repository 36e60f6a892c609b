package dev.handoff.worker.attempt.order;

import dev.handoff.brief.Brief;
import dev.handoff.job.JobId;
import java.util.Optional;

/**
 * What to attempt.
 *
 * @param brief its {@code scope.repo} is an absolute path or a URL, its {@code scope.ref} the full
 *     hash of a commit: both were pinned at submit
 * @param briefJson the brief as it came, shown to the job as the file HANDOFF_BRIEF
 * @param submitter whose job it is, by the log; empty if that does not say
 * @param worker which runs it; empty: nobody's
 * @param earlier the last attempt that failed by the job's own fault, if an agent is to know of it
 */
public record AttemptOrder(
    JobId job,
    int attempt,
    Brief brief,
    byte[] briefJson,
    Optional<String> submitter,
    Optional<String> worker,
    Optional<EarlierAttempt> earlier) {

  public AttemptOrder {
    briefJson = briefJson.clone();
    if (attempt < 1) {
      throw new IllegalArgumentException("attempt must be 1 or more, got: " + attempt);
    }
  }

  /** Of nobody's job, and of an attempt before which none is known. */
  public AttemptOrder(JobId job, int attempt, Brief brief, byte[] briefJson) {
    this(job, attempt, brief, briefJson, Optional.empty(), Optional.empty(), Optional.empty());
  }

  @Override
  public byte[] briefJson() {
    return briefJson.clone();
  }

  /** Names the attempt in logs and on the disk. */
  public String name() {
    return job.text() + "-" + attempt;
  }
}
