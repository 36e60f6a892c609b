package dev.handoff.worker.steward;

import dev.handoff.log.status.HeaderFold;
import dev.handoff.log.status.HeaderFold.Finding;
import dev.handoff.log.status.UnreadEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The events of jobs whose end may still follow, not parsed yet. Most jobs on a log have ended, and
 * a steward needs nothing of those. Holds a bounded part of the log. Pure. Changed by the feed's
 * thread only, under the steward's lock.
 */
final class UnreadJobs {

  private static final int MAX_EVENTS = 20_000;
  private static final long MAX_BYTES = 16 << 20;

  private static final class Unread {
    private final HeaderFold fold = new HeaderFold();
    private final List<UnreadEvent> events = new ArrayList<>();
    private boolean isOfThisPoll;
  }

  private final Map<String, Unread> jobs = new LinkedHashMap<>();
  private final List<String> ofThisPoll = new ArrayList<>();
  private final int maxEvents;
  private int events;
  private long bytes;

  UnreadJobs() {
    this(MAX_EVENTS);
  }

  /**
   * @param maxEvents so many events are kept from one poll to the next
   */
  UnreadJobs(int maxEvents) {
    this.maxEvents = maxEvents;
  }

  /**
   * Takes the next event of a job that is not watched. Returns the events that have to be read now,
   * in their order: none, unless the headers are not enough. Keeps nothing of a job that has ended.
   */
  List<UnreadEvent> add(UnreadEvent event) {
    Unread job = jobs.computeIfAbsent(event.job(), text -> new Unread());
    if (!job.isOfThisPoll) {
      job.isOfThisPoll = true;
      ofThisPoll.add(event.job());
    }
    Finding finding = job.fold.apply(event);
    if (finding == Finding.ENDED) {
      clear(job); // the rest stays until the poll is over, for a Submitted behind the end
    } else {
      job.events.add(event);
      events++;
      bytes += event.bytes();
    }
    return finding == Finding.UNUSUAL ? List.copyOf(job.events) : List.of();
  }

  /** Forgets the jobs that ended in the poll, and keeps the others until the next. */
  void endPoll() {
    for (String name : ofThisPoll) {
      Unread job = jobs.get(name);
      if (job != null && job.fold.lease() != null) {
        jobs.remove(name);
      } else if (job != null) {
        job.isOfThisPoll = false;
        job.events.forEach(UnreadEvent::keep);
      }
    }
    ofThisPoll.clear();
  }

  boolean isTooLarge() {
    return events > maxEvents || bytes > MAX_BYTES;
  }

  boolean isEmpty() {
    return jobs.isEmpty();
  }

  /** The job that has been here longest. */
  String oldest() {
    return jobs.keySet().iterator().next();
  }

  /** The kept events of the job, in order. */
  List<UnreadEvent> events(String job) {
    Unread found = jobs.get(job);
    return found == null ? List.of() : List.copyOf(found.events);
  }

  void remove(String job) {
    Unread removed = jobs.remove(job);
    if (removed != null) {
      clear(removed);
    }
  }

  private void clear(Unread job) {
    events -= job.events.size();
    job.events.forEach(event -> bytes -= event.bytes());
    job.events.clear();
  }

  /** Lowers the offsets to those of the first event that is kept, by partition. */
  void lower(Map<Integer, Long> offsets) {
    for (Unread job : jobs.values()) {
      job.events.forEach(event -> offsets.merge(event.partition(), event.offset(), Math::min));
    }
  }
}
