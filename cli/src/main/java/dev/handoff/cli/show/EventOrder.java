package dev.handoff.cli.show;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.Enqueued;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.log.status.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The order in which the events of a job happened. It is that of the log but for one race: a brief
 * is put into its lane first and {@code Submitted} or {@code Enqueued} is appended then, so a fast
 * worker's {@code Started} can stand before them. The times of events do not decide: they are by
 * the clocks of different hosts, and would swap what the log has in order. Pure.
 */
final class EventOrder {

  private EventOrder() {}

  /**
   * @param counted whether the event changed the job
   */
  record Entry(RecordedEvent recorded, boolean counted) {

    private JobEvent event() {
      return recorded.event();
    }
  }

  /**
   * @param log all entries, in the order of the log
   */
  static List<Entry> of(List<Entry> log) {
    List<Entry> order = new ArrayList<>(log.size());
    for (Entry entry : log) {
      order.add(place(order, entry.event()), entry);
    }
    return order;
  }

  private static int place(List<Entry> earlier, JobEvent event) {
    if (event instanceof Submitted && first(earlier, Submitted.class::isInstance) < 0) {
      return 0;
    }
    int overtaker = first(earlier, one -> one instanceof Started it && isOf(it, event));
    return overtaker < 0 ? earlier.size() : overtaker;
  }

  /** Whether that worker took the very brief that the event put into the lane. */
  private static boolean isOf(Started started, JobEvent event) {
    return event instanceof Enqueued it
        && it.attempt() == started.attempt()
        && it.laneOffset() == started.laneOffset();
  }

  /** Its index, or -1. */
  private static int first(List<Entry> entries, Predicate<JobEvent> wanted) {
    for (int index = 0; index < entries.size(); index++) {
      if (wanted.test(entries.get(index).event())) {
        return index;
      }
    }
    return -1;
  }
}
