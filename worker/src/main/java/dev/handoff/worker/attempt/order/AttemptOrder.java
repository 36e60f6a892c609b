package dev.handoff.worker.attempt.order;

import dev.handoff.brief.Brief;
import dev.handoff.job.JobId;
import dev.handoff.trace.SpanIds;
import dev.handoff.trace.TraceContext;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Orders one attempt.
 *
 * @param brief with an absolute path or a URL as {@code scope.repo} and the full hash of a commit
 *     as {@code scope.ref}: both were fixed at submit, or by the attempt if the ref floats
 * @param briefJson the brief as it was received, which the job gets as the file HANDOFF_BRIEF
 * @param submitter of the job, from the log; empty if the log does not have it. Asked only once the
 *     attempt may run
 * @param trace the trace of the job, from the log. Asked only once the attempt may run
 * @param worker that runs it; empty: none
 * @param earlier the last attempt that failed by the job's own fault, if the agent should know it
 */
public record AttemptOrder(
    JobId job,
    int attempt,
    Brief brief,
    byte[] briefJson,
    Supplier<Optional<String>> submitter,
    Supplier<TraceContext> trace,
    Optional<String> worker,
    Optional<EarlierAttempt> earlier) {

  public AttemptOrder {
    briefJson = briefJson.clone();
    if (attempt < 1) {
      throw new IllegalArgumentException("attempt must be 1 or more, got: " + attempt);
    }
  }

  /** Without a submitter, and without an earlier attempt. */
  public AttemptOrder(JobId job, int attempt, Brief brief, byte[] briefJson) {
    this(
        job,
        attempt,
        brief,
        briefJson,
        Optional::empty,
        () -> TraceContext.of(job, null),
        Optional.empty(),
        Optional.empty());
  }

  /** The same with a ref that was pinned by the attempt. */
  public AttemptOrder pinned(Brief other) {
    return new AttemptOrder(job, attempt, other, briefJson, submitter, trace, worker, earlier);
  }

  @Override
  public byte[] briefJson() {
    return briefJson.clone();
  }

  /** Of a brief that prepare has not refused. */
  public String repo() {
    return Objects.requireNonNull(brief.scope().repo(), "scope.repo");
  }

  /** The hash of the commit on which the job starts, of a brief that prepare has not refused. */
  public String commit() {
    return Objects.requireNonNull(brief.scope().ref(), "scope.ref");
  }

  /** What the processes of the attempt pass on as their trace; like {@link #trace}. */
  public String traceparent() {
    return trace.get().traceparent(SpanIds.ofAttempt(job, attempt));
  }

  /** Names the attempt in logs and on the disk. */
  public String name() {
    return job.text() + "-" + attempt;
  }
}
