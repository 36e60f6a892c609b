package dev.handoff.producer;

import dev.handoff.log.AppendOutcome;
import dev.handoff.log.status.NoSuchPartitionException;
import org.apache.kafka.common.KafkaException;

/** A submit that failed, and what is certain about its job. The cause says why. */
public final class SubmitFailedException extends KafkaException {

  private static final long serialVersionUID = 1L;

  /** What became of the job. */
  public enum Fate {
    /** There is none, and there will be none. */
    NOT_SUBMITTED,

    /**
     * Its brief is in its lane, so that a worker runs it; but the log does not say that it was
     * submitted, nor by whom.
     */
    IN_LANE,

    /** It may be accepted or not: ask for its status later. */
    UNKNOWN;

    /**
     * By the failure of one of its records. A broker looks at rights, size and time before it looks
     * for duplicates: a record that it took without its client hearing of it may be refused when it
     * is sent again.
     *
     * @param isSentOnce whether the client tried no record again meanwhile
     * @param ifRefused what it means if that record is not on the log for certain
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
