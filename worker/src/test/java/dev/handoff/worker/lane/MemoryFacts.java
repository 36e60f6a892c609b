package dev.handoff.worker.lane;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobId;
import dev.handoff.log.status.RecordedEvent;
import dev.handoff.worker.log.Claim;
import dev.handoff.worker.log.FactLog;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/** A status log in memory whose answers a test gives, or which answers at once. Thread-safe. */
final class MemoryFacts implements FactLog {

  /** An append that waits for its answer. */
  record Append(Claim claim, JobEvent event, CompletableFuture<Long> answer) {}

  private final BlockingQueue<Append> appends = new LinkedBlockingQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private volatile boolean answersAtOnce;

  void answerAtOnce() {
    answersAtOnce = true;
  }

  /** The next append; waits for it. */
  Append next() throws InterruptedException {
    Append next = appends.poll(30, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing more was appended");
    }
    return next;
  }

  List<Append> pending() {
    return List.copyOf(appends);
  }

  int count() {
    return count.get();
  }

  @Override
  public CompletableFuture<Long> append(Claim claim, JobEvent event) {
    CompletableFuture<Long> answer = new CompletableFuture<>();
    long offset = count.incrementAndGet();
    if (answersAtOnce) {
      answer.complete(offset);
    }
    appends.add(new Append(claim, event, answer));
    return answer;
  }

  @Override
  public boolean hasPartition(JobId job) {
    return true;
  }

  @Override
  public <S> CompletableFuture<S> read(Claim claim, S start, BiFunction<S, RecordedEvent, S> fold) {
    return CompletableFuture.completedFuture(start);
  }

  @Override
  public String newLease() {
    throw new AssertionError("these claims have their leases");
  }

  @Override
  public Started started(Claim claim) {
    throw new AssertionError("these claims are on the log");
  }

  @Override
  public String workerId() {
    return "worker-1";
  }

  @Override
  public Instant now() {
    return Instant.EPOCH;
  }

  @Override
  public boolean isPastRetention(JobId job) {
    return false;
  }

  @Override
  public Instant latestStart(Claim claim) {
    return Instant.MAX;
  }
}
