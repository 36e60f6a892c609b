package dev.handoff.worker.steward;

import dev.handoff.job.JobId;
import dev.handoff.log.presence.WorkerBeat.Held;
import dev.handoff.log.status.HeaderFold.Finding;
import dev.handoff.log.status.UnreadEvent;
import dev.handoff.worker.steward.UnreadJob.Received;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The jobs whose events are not parsed yet, because their end may follow soon. Most jobs on a log
 * have ended, and a steward needs nothing of those. Holds a bounded part of the log: an unread job
 * takes about as much memory as one that was read, unless its brief is long. Pure. Guarded by the
 * steward's lock; only the feed's thread adds.
 */
final class UnreadJobs {

  private static final int MAX_EVENTS = 50_000;
  private static final long MAX_BYTES = 32 << 20;

  private final Map<String, UnreadJob> jobs = new LinkedHashMap<>();
  private final List<UnreadJob> ofThisPoll = new ArrayList<>();
  private final long rest;
  private final int maxEvents;
  private int events;
  private long bytes;
  private long firstDue;

  /** The wall clock at 0 of the monotonic clock, in milliseconds; null until the first tick. */
  private @Nullable Long wallClockAtZero;

  /**
   * @param rest how long a job may stay unread
   */
  UnreadJobs(Duration rest) {
    this(rest, MAX_EVENTS);
  }

  /**
   * @param maxEvents so many events are kept from one poll to the next
   */
  UnreadJobs(Duration rest, int maxEvents) {
    this.rest = rest.toNanos();
    this.maxEvents = maxEvents;
  }

  void noteWallClock(long now, Instant wallClock) {
    wallClockAtZero = wallClock.toEpochMilli() - now / 1_000_000;
  }

  /**
   * Takes the next event of a job that is not watched. Returns whether the job has to be read now,
   * since headers are not enough. Keeps nothing of a job that has ended, but that it has until the
   * poll is over, for a Submitted behind the end.
   */
  boolean add(UnreadEvent event, long now) {
    UnreadJob job = jobs.get(event.job());
    if (job == null) {
      job = new UnreadJob(event.job(), restsUntil(event.believedJob(), now));
      jobs.put(event.job(), job);
      firstDue = jobs.size() == 1 ? job.restsUntil() : earlier(firstDue, job.restsUntil());
    }
    if (job.isFirstOfPoll()) {
      ofThisPoll.add(job);
    }
    Finding finding = job.add(event, now);
    if (finding == Finding.ENDED) {
      clear(job);
    } else {
      events++;
      bytes += event.bytes();
    }
    return finding == Finding.UNUSUAL;
  }

  /**
   * Its time runs from the submit, not from here: what the queue limit of a few seconds ends must
   * end in time, however late its events come.
   */
  private long restsUntil(@Nullable JobId job, long now) {
    if (job == null) {
      return now;
    }
    long age =
        wallClockAtZero == null
            ? 0
            : wallClockAtZero + now / 1_000_000 - job.submittedAt().toEpochMilli();
    return now + Math.min(rest, rest - Math.min(age, rest / 1_000_000) * 1_000_000);
  }

  private static long earlier(long time, long other) {
    return other - time < 0 ? other : time;
  }

  /**
   * Forgets the jobs that ended in the poll. Returns of the others those that may not rest.
   *
   * @param isReplaying then all may for whose events headers count: nothing is decided yet
   */
  List<String> endPoll(long now, boolean isReplaying) {
    List<String> toRead = new ArrayList<>();
    for (UnreadJob job : ofThisPoll) {
      job.endPoll();
      if (job.hasEnded()) {
        jobs.remove(job.name(), job);
      } else if (!(isReplaying ? job.isBelieved() : job.mayRestUntil(now))) {
        toRead.add(job.name()); // or was taken already
      }
    }
    ofThisPoll.clear();
    return toRead;
  }

  /** The jobs that have rested long enough. */
  List<String> due(long now) {
    List<String> due = new ArrayList<>();
    if (jobs.isEmpty() || firstDue - now > 0) {
      return due;
    }
    firstDue = now + rest;
    jobs.forEach(
        (name, job) -> {
          if (job.restsUntil() - now <= 0) {
            due.add(name);
          } else {
            firstDue = earlier(firstDue, job.restsUntil());
          }
        });
    return due;
  }

  /** The jobs that run, by their headers. */
  List<String> started() {
    return jobs.entrySet().stream()
        .filter(entry -> entry.getValue().isStarted())
        .map(Map.Entry::getKey)
        .toList();
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
    UnreadJob found = jobs.get(job);
    return found == null ? List.of() : found.events().stream().map(Received::event).toList();
  }

  /** Gives the job away; null if it is not here. */
  @Nullable UnreadJob take(String job) {
    UnreadJob taken = jobs.remove(job);
    if (taken != null) {
      count(taken);
    }
    return taken;
  }

  private void clear(UnreadJob job) {
    count(job);
    job.events().clear();
  }

  private void count(UnreadJob without) {
    events -= without.events().size();
    without.events().forEach(received -> bytes -= received.event().bytes());
  }

  void heard(Held held, long now) {
    UnreadJob job = jobs.get(held.job());
    if (job != null) {
      job.heard(held, now);
    }
  }

  void allHeard(long now) {
    jobs.values().forEach(job -> job.heard(now));
  }

  /** The number of jobs that are live if their events can be read. */
  int live() {
    return (int) jobs.values().stream().filter(UnreadJob::isLive).count();
  }

  void addWaitingLanes(Set<String> lanes) {
    for (UnreadJob job : jobs.values()) {
      String lane = job.waitsIn();
      if (lane != null) {
        lanes.add(lane);
      }
    }
  }

  /** Lowers the offsets to those of the first event that is kept, by partition. */
  void lower(Map<Integer, Long> offsets) {
    for (UnreadJob job : jobs.values()) {
      job.events()
          .forEach(
              received ->
                  offsets.merge(
                      received.event().partition(), received.event().offset(), Math::min));
    }
  }
}
