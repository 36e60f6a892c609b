package dev.handoff.gateway.stream;

import dev.handoff.awaiter.JobSummary;
import dev.handoff.awaiter.json.SummaryJson;
import dev.handoff.gateway.roll.Change;
import dev.handoff.gateway.roll.Filter;
import dev.handoff.gateway.roll.Roll;
import dev.handoff.gateway.roll.StreamPosition;
import dev.handoff.job.JobId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The jobs that a filter means, one summary for each change. A reader that is slow gets the newest
 * of each job and every end; one that is too far behind begins anew.
 */
public final class WatchStream implements Pump.Source, Roll.Watcher {

  /** So many jobs may wait to be sent. */
  static final int MAX_WAITING = 1000;

  /** So many jobs are sent to who begins anew, the newest. */
  public static final int SNAPSHOT = 1000;

  private static final String JOB = "job";
  private static final Duration LEAST_SILENCE = Duration.ofSeconds(5);
  private static final long PLACE_PAUSE = TimeUnit.SECONDS.toNanos(1);

  private final Roll roll;
  private final Filter filter;
  private final Streams streams;
  private final CoalescingQueue<JobId, Change> queue = new CoalescingQueue<>(MAX_WAITING);

  // Set by run, before anything is reported.
  private volatile @Nullable Pump pump;

  // Written by the thread that sends.
  private volatile boolean isSilent;

  // Guarded by this.
  private @Nullable String beginning;
  private long placedAt;
  private String place = "";

  public WatchStream(Roll roll, Filter filter, Streams streams) {
    this.roll = roll;
    this.filter = filter;
    this.streams = streams;
  }

  /**
   * @param from where the client stopped; null: it has nothing
   * @param onOver called once, when nothing more is sent
   */
  public void run(@Nullable StreamPosition from, Outlet outlet, Runnable onOver) {
    Pump made =
        streams.open(
            this,
            outlet,
            () -> {
              roll.unwatch(this);
              onOver.run();
            });
    begin(from);
    pump = made;
    made.wake();
  }

  /** The position is older than what is sent, so a client may get something twice, never less. */
  private synchronized void begin(@Nullable StreamPosition from) {
    place = roll.position().pack();
    placedAt = System.nanoTime();
    beginning = Sse.RETRY + text(roll.watch(this, filter, from)) + Sse.place(place);
  }

  private static String text(Roll.Beginning begun) {
    StringBuilder text = new StringBuilder();
    List<JobSummary> jobs = begun.jobs();
    if (begun.isReset()) {
      int shown = Math.min(jobs.size(), SNAPSHOT);
      text.append(
          Sse.event(
              null, "reset", "{\"jobs\":%d,\"left\":%d}".formatted(shown, jobs.size() - shown)));
      jobs = jobs.subList(0, shown);
    }
    jobs.forEach(job -> text.append(Sse.event(null, JOB, SummaryJson.of(job))));
    return text.toString();
  }

  @Override
  public void onChanges(List<Change> changes) {
    boolean isAny = false;
    for (Change change : changes) {
      if (filter.concerns(change.before(), change.after())) {
        queue.put(change.after().job(), change);
        isAny = true;
      }
    }
    Pump running = pump;
    if (isAny && running != null) {
      running.wake();
    }
  }

  @Override
  public @Nullable ByteBuffer next() {
    // Before the changes are taken, which are then at least as new.
    String reached = isPlaceDue() ? roll.position().pack() : null;
    if (queue.takeOverflow()) {
      queue.drain();
      roll.unwatch(this);
      begin(null);
    }
    return bytes(silence(), queue.drain(), reached);
  }

  /** What is shown may be out of date while no broker answers. */
  @Override
  public boolean hasMore() {
    return roll.silence().compareTo(LEAST_SILENCE) >= 0 != isSilent;
  }

  private String silence() {
    Duration silence = roll.silence();
    boolean isNow = silence.compareTo(LEAST_SILENCE) >= 0;
    if (isNow == isSilent) {
      return "";
    }
    isSilent = isNow;
    return Sse.event(
        null, "silence", "{\"unansweredSeconds\":%d}".formatted(isNow ? silence.toSeconds() : 0));
  }

  private synchronized boolean isPlaceDue() {
    return System.nanoTime() - placedAt >= PLACE_PAUSE;
  }

  private synchronized @Nullable ByteBuffer bytes(
      String silence, List<Change> changes, @Nullable String reached) {
    List<byte[]> parts = new ArrayList<>(changes.size() + 2);
    String first = (beginning == null ? "" : beginning) + silence;
    beginning = null;
    if (!first.isEmpty()) {
      parts.add(Sse.bytes(first));
    }
    changes.forEach(change -> parts.add(change.encoded(WatchStream::event)));
    if (reached != null && !changes.isEmpty() && !reached.equals(place)) {
      place = reached;
      placedAt = System.nanoTime();
      parts.add(Sse.bytes(Sse.place(reached)));
    }
    return parts.isEmpty() ? null : Sse.joined(parts);
  }

  private static byte[] event(JobSummary job) {
    return Sse.bytes(Sse.event(null, JOB, SummaryJson.of(job)));
  }

  @Override
  public boolean isAtEnd() {
    return false;
  }
}
