package dev.handoff.bench.held;

import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.feed.LogFeed;
import dev.handoff.log.presence.WorkerBeat;
import dev.handoff.log.status.RecordedEvent;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Reads the same feed as stewards, and notes when each record was received. */
public final class LogWatch implements LogFeed.Listener, AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final LogFeed feed;

  // Guarded by this.
  private final Map<JobId, JobTrace> jobs = new HashMap<>();
  private final Map<String, BeatTrace> beats = new HashMap<>();
  private boolean hasBegun;

  public LogWatch(KafkaSettings kafka) {
    feed = new LogFeed(kafka, List.of(this));
  }

  /** Begins to read; receives all beats from its return on. */
  public LogWatch start() throws InterruptedException {
    feed.start();
    require("the log can be read", () -> hasBegun);
    return this;
  }

  @Override
  public synchronized void onCaughtUp() {
    hasBegun = true;
    notifyAll();
  }

  @Override
  public synchronized void onEvent(RecordedEvent recorded) {
    long now = System.nanoTime();
    JobTrace before = jobs.getOrDefault(recorded.job(), JobTrace.NONE);
    jobs.put(recorded.job(), before.heard(recorded.event(), now));
    notifyAll();
  }

  @Override
  public synchronized void onBeat(WorkerBeat beat) {
    long now = System.nanoTime();
    beats.merge(beat.worker(), BeatTrace.first(now), (before, first) -> before.heard(now));
    notifyAll();
  }

  public synchronized JobTrace job(JobId job) {
    return jobs.getOrDefault(job, JobTrace.NONE);
  }

  public synchronized BeatTrace beats(String worker) {
    return beats.getOrDefault(worker, BeatTrace.NONE);
  }

  /** Forgets the gaps so far. */
  public synchronized void forgetBeats() {
    beats.replaceAll((worker, trace) -> trace.anew());
  }

  /** Whether all these jobs reached that state within that time. */
  public boolean await(Duration patience, Collection<JobId> all, Predicate<JobTrace> state)
      throws InterruptedException {
    return await(patience, () -> all.stream().map(this::job).allMatch(state));
  }

  /** The same; throws if they did not, since then there is nothing to measure. */
  public void require(String what, Collection<JobId> all, Predicate<JobTrace> state)
      throws InterruptedException {
    require(what, () -> all.stream().map(this::job).allMatch(state));
  }

  public void require(String what, BooleanSupplier condition) throws InterruptedException {
    if (!await(PATIENCE, condition)) {
      throw new IllegalStateException("after %s still not true: %s".formatted(PATIENCE, what));
    }
  }

  /** Whether the condition became true within that time; checked again after each record. */
  public synchronized boolean await(Duration patience, BooleanSupplier condition)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  @Override
  public void close() {
    feed.close();
  }
}
