package dev.handoff.job;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.handoff.brief.Brief;
import dev.handoff.brief.TextMapper;
import dev.handoff.job.JobResult.CheckResult;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An immutable fact about a job, and the complete set of events of the status topic. Only {@link
 * JobState} decides what an event changes.
 */
public sealed interface JobEvent {

  /** When it happened, by the writer's clock. For people; no decision depends on it. */
  Instant at();

  /**
   * The same with each text mapped that a person, a job, its child or a worker wrote. Values that
   * programs use stay unchanged: ids, leases, reasons, hashes, names of lanes, workers and users.
   *
   * @param operator never receives or returns null
   */
  JobEvent mapTexts(UnaryOperator<String> operator);

  /**
   * The part that a table of many jobs keeps, in bounded memory: without the texts of a brief,
   * message, check output or result. Folding it gives the same status.
   */
  JobEvent withoutTexts();

  /** An event of one attempt. It counts only while that attempt holds that lease (rule R2). */
  sealed interface OfAttempt extends JobEvent {
    /** From 1. */
    int attempt();

    /** New for each claim; null if the writer has no claim (rule R7). */
    @Nullable String lease();
  }

  /** An event that ends the job, if it counts. */
  sealed interface Terminal extends OfAttempt {
    @Nullable JobResult result();

    @Override
    Terminal withoutTexts();
  }

  /**
   * The job was accepted: its brief and this event are both on the log.
   *
   * @param recorded the brief, {@code brief} in JSON
   * @param laneOffset the brief's offset in its lane; null if it waits for {@code notBefore}
   * @param notBefore due time; null: at once
   * @param key the submitter's idempotency key
   * @param retryOf the id of the job that this one repeats
   * @param traceparent the submitter's trace, as W3C Trace Context has it; unchecked
   * @param onBehalfOf for whom a submitter with a name of its own, such as a gateway, has submitted
   *     it; the submitter alone vouches for that
   */
  record Submitted(
      Instant at,
      @JsonProperty("brief") RecordedBrief recorded,
      @Nullable String submitter,
      String lane,
      @Nullable Long laneOffset,
      @Nullable Instant notBefore,
      @Nullable String key,
      @Nullable String retryOf,
      @Nullable String traceparent,
      @Nullable String onBehalfOf)
      implements JobEvent {

    /** A job that its submitter wants, and that belongs to no trace of it. */
    public Submitted(
        Instant at,
        RecordedBrief recorded,
        @Nullable String submitter,
        String lane,
        @Nullable Long laneOffset,
        @Nullable Instant notBefore,
        @Nullable String key,
        @Nullable String retryOf) {
      this(at, recorded, submitter, lane, laneOffset, notBefore, key, retryOf, null, null);
    }

    public Submitted(
        Instant at,
        Brief brief,
        @Nullable String submitter,
        String lane,
        @Nullable Long laneOffset,
        @Nullable Instant notBefore,
        @Nullable String key,
        @Nullable String retryOf) {
      this(at, RecordedBrief.of(brief), submitter, lane, laneOffset, notBefore, key, retryOf);
    }

    /** A job that repeats no other. */
    public Submitted(
        Instant at,
        Brief brief,
        @Nullable String submitter,
        String lane,
        @Nullable Long laneOffset,
        @Nullable Instant notBefore,
        @Nullable String key) {
      this(at, brief, submitter, lane, laneOffset, notBefore, key, null);
    }

    /** Who wants the job; null if nobody is named. */
    public @Nullable String person() {
      return onBehalfOf == null ? submitter : onBehalfOf;
    }

    /** Whether the name is that of its submitter, or of whom it was submitted for. */
    public boolean isOf(String name) {
      return name.equals(submitter) || name.equals(onBehalfOf);
    }

    /** The brief with its texts, which this reads from their bytes: keep the result. */
    public Brief brief() {
      return recorded.whole();
    }

    /** The limits of the brief, which are read already. */
    public Brief.Limits limits() {
      return recorded.limits();
    }

    @Override
    public Submitted mapTexts(UnaryOperator<String> operator) {
      return recorded == null ? this : with(RecordedBrief.of(brief().mapTexts(operator)));
    }

    @Override
    public Submitted withoutTexts() {
      return recorded == null ? this : with(recorded.withoutTexts());
    }

    private Submitted with(RecordedBrief other) {
      return new Submitted(
          at, other, submitter, lane, laneOffset, notBefore, key, retryOf, traceparent, onBehalfOf);
    }
  }

  /** The lane holds the brief for this attempt. */
  record Enqueued(Instant at, int attempt, long laneOffset) implements JobEvent {

    @Override
    public Enqueued mapTexts(UnaryOperator<String> operator) {
      return this;
    }

    @Override
    public Enqueued withoutTexts() {
      return this;
    }
  }

  /**
   * A worker claims the attempt. The first in offset order holds the lease (rule R3).
   *
   * @param laneOffset of the brief that was taken
   * @param isolation how the worker isolates child processes
   */
  record Started(
      Instant at,
      int attempt,
      String lease,
      String worker,
      long laneOffset,
      @Nullable String isolation)
      implements OfAttempt {

    @Override
    public Started mapTexts(UnaryOperator<String> operator) {
      return this;
    }

    @Override
    public Started withoutTexts() {
      return this;
    }
  }

  /**
   * Progress of the attempt.
   *
   * @param phase the step of the attempt
   * @param message one line
   * @param percent 0 to 100
   */
  record Progressed(
      Instant at,
      int attempt,
      String lease,
      @Nullable String phase,
      @Nullable String message,
      @Nullable Integer percent)
      implements OfAttempt {

    @Override
    public Progressed mapTexts(UnaryOperator<String> operator) {
      return with(new TextMapper(operator).mapIfThere(message));
    }

    @Override
    public Progressed withoutTexts() {
      return with(null);
    }

    private Progressed with(@Nullable String other) {
      return new Progressed(at, attempt, lease, phase, other, percent);
    }
  }

  /** A check of the attempt has a verdict. */
  record CheckFinished(Instant at, int attempt, String lease, @Nullable CheckResult check)
      implements OfAttempt {

    @Override
    public CheckFinished mapTexts(UnaryOperator<String> operator) {
      return with(check == null ? null : check.mapTexts(operator));
    }

    @Override
    public CheckFinished withoutTexts() {
      return with(check == null ? null : check.withoutTexts());
    }

    private CheckFinished with(@Nullable CheckResult other) {
      return new CheckFinished(at, attempt, lease, other);
    }
  }

  /**
   * The attempt is over and the job is not.
   *
   * @param retryAt not before this
   * @param loss null unless a steward appended it because the worker went silent
   */
  record AttemptEnded(
      Instant at,
      int attempt,
      String lease,
      Reason reason,
      @Nullable String message,
      @Nullable Instant retryAt,
      @Nullable Loss loss)
      implements OfAttempt {

    public AttemptEnded(
        Instant at,
        int attempt,
        String lease,
        Reason reason,
        @Nullable String message,
        @Nullable Instant retryAt) {
      this(at, attempt, lease, reason, message, retryAt, null);
    }

    @Override
    public AttemptEnded mapTexts(UnaryOperator<String> operator) {
      return with(new TextMapper(operator).mapIfThere(message));
    }

    @Override
    public AttemptEnded withoutTexts() {
      return with(null);
    }

    private AttemptEnded with(@Nullable String other) {
      return new AttemptEnded(at, attempt, lease, reason, other, retryAt, loss);
    }
  }

  /** A user asked for the job to end. The fold decides what follows (rule R4). */
  record CancelRequested(Instant at, @Nullable String by, @Nullable String why)
      implements JobEvent {

    @Override
    public CancelRequested mapTexts(UnaryOperator<String> operator) {
      return new CancelRequested(at, by, new TextMapper(operator).mapIfThere(why));
    }

    @Override
    public CancelRequested withoutTexts() {
      return new CancelRequested(at, by, null);
    }
  }

  /** The work is done and every check passed. */
  record Completed(Instant at, int attempt, String lease, @Nullable JobResult result)
      implements Terminal {

    @Override
    public Completed mapTexts(UnaryOperator<String> operator) {
      return with(result == null ? null : result.mapTexts(operator));
    }

    @Override
    public Completed withoutTexts() {
      return with(null);
    }

    private Completed with(@Nullable JobResult other) {
      return new Completed(at, attempt, lease, other);
    }
  }

  /** The job has failed; without a lease if no attempt of it was running (rule R7). */
  record Failed(
      Instant at,
      int attempt,
      @Nullable String lease,
      Reason reason,
      @Nullable String message,
      @Nullable JobResult result)
      implements Terminal {

    @Override
    public Failed mapTexts(UnaryOperator<String> operator) {
      return with(
          new TextMapper(operator).mapIfThere(message),
          result == null ? null : result.mapTexts(operator));
    }

    @Override
    public Failed withoutTexts() {
      return with(null, null);
    }

    private Failed with(@Nullable String otherMessage, @Nullable JobResult otherResult) {
      return new Failed(at, attempt, lease, reason, otherMessage, otherResult);
    }
  }

  /** The job was ended on request, and none of its processes is left. */
  record Cancelled(
      Instant at,
      int attempt,
      @Nullable String lease,
      @Nullable String by,
      @Nullable String why,
      @Nullable JobResult result)
      implements Terminal {

    @Override
    public Cancelled mapTexts(UnaryOperator<String> operator) {
      return with(
          new TextMapper(operator).mapIfThere(why),
          result == null ? null : result.mapTexts(operator));
    }

    @Override
    public Cancelled withoutTexts() {
      return with(null, null);
    }

    private Cancelled with(@Nullable String otherWhy, @Nullable JobResult otherResult) {
      return new Cancelled(at, attempt, lease, by, otherWhy, otherResult);
    }
  }
}
