package dev.handoff.log.status;

import dev.handoff.job.JobEvent.CheckFinished;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Enqueued;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Folds the events of one job, from its first on, by their headers alone, as far as these are
 * enough: the usual job is submitted, started once, and completed with the lease of that start. By
 * the rules of {@link dev.handoff.job.JobState} that job has ended, whatever else the values say.
 * For every other job the values decide.
 */
public final class HeaderFold {

  /** What the headers show. */
  public enum Finding {
    /** Nothing unusual so far; the job has not ended. */
    OPEN,
    /** The job has completed. What follows changes nothing. */
    ENDED,
    /** The headers are not enough. */
    UNUSUAL
  }

  private Finding finding = Finding.OPEN;
  private @Nullable String lease;

  /** The finding after this event, in offset order. */
  public Finding apply(UnreadEvent event) {
    if (finding == Finding.OPEN) {
      finding = next(event);
    } else if (finding == Finding.ENDED && !event.is(Submitted.class)) {
      finding = Finding.UNUSUAL;
    }
    return finding;
  }

  /** The lease with which the job completed; null if it did not. */
  public @Nullable String lease() {
    return finding == Finding.ENDED ? lease : null;
  }

  /** Whether this claim holds the job, as far as the headers show. */
  public boolean isHeldBy(int attempt, @Nullable String claim) {
    return finding == Finding.OPEN && attempt == 1 && lease != null && lease.equals(claim);
  }

  private Finding next(UnreadEvent event) {
    Class<?> type = event.type();
    if (type == Started.class) {
      return started(event.mark());
    }
    if (type == Completed.class) {
      LeaseMark mark = event.mark();
      boolean isEnd = mark != null && mark.attempt() == 1 && Objects.equals(mark.lease(), lease);
      return isEnd ? Finding.ENDED : Finding.UNUSUAL;
    }
    boolean changesNoEnd =
        type == null // of a later version; no fold of this one knows it
            || type == Submitted.class
            || type == Enqueued.class
            || type == Progressed.class
            || type == CheckFinished.class;
    return changesNoEnd ? Finding.OPEN : Finding.UNUSUAL;
  }

  /** Rule R3: the first start of attempt 1 holds the lease. A second one is left to the values. */
  private Finding started(@Nullable LeaseMark mark) {
    if (mark == null || mark.attempt() != 1 || lease != null) {
      return Finding.UNUSUAL;
    }
    lease = mark.lease();
    return Finding.OPEN;
  }
}
