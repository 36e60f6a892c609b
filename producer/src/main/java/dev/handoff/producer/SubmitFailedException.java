package dev.handoff.producer;

import dev.handoff.log.AppendOutcome;
import dev.handoff.log.status.NoSuchPartitionException;
import org.apache.kafka.common.KafkaException;

/** A submit failed. Has what is certain about its job; the cause has the reason. */
public final class SubmitFailedException extends KafkaException {

  private static final long serialVersionUID = 1L;

  /** What became of the job. */
  public enum Fate {
    /** The job does not exist and never will. */
    NOT_SUBMITTED,

    /**
     * Its brief is in its lane, so a worker runs it; but the log has no event that it was submitted
     * and by which submitter.
     */
    IN_LANE,

    /** The job may be accepted or not: ask for its status later. */
    UNKNOWN;

    /**
     * Decides by the failure of one of its records. A broker checks rights, size and time before it
     * checks for duplicates, so it may refuse a resent record that it has already accepted, if its
     * answer was lost.
     *
     * @param isSentOnce whether the client resent no record meanwhile
     * @param ifRefused the fate if that record is certainly not on the log
     */
    static Fate of(Throwable failure, boolean isSentOnce, Fate ifRefused) {
      boolean isRefused =
          NoSuchPartitionException.isReasonOf(failure)
              || isSentOnce && AppendOutcome.of(failure) == AppendOutcome.NOT_APPENDED;
      return isRefused ? ifRefused : UNKNOWN;
    }
  }

  private final Fate fate;

  SubmitFailedException(Fate fate, Throwable cause) {
    super(cause.getMessage(), cause);
    this.fate = fate;
  }

  public Fate fate() {
    return fate;
  }
}
