package dev.handoff.worker.simulation;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.AttemptEnded;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Terminal;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobState;
import dev.handoff.job.Reason;
import dev.handoff.log.lane.LaneRecord;
import dev.handoff.log.presence.StopOrder;
import dev.handoff.log.presence.WorkerBeat;
import dev.handoff.log.status.RecordedEvent;
import dev.handoff.worker.log.Claim;
import dev.handoff.worker.log.FactLog;
import dev.handoff.worker.steward.LiveJob;
import dev.handoff.worker.steward.StewardLog;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;

/** The topics as one simulated worker uses them, without the mends that the world takes out. */
final class SimulatedLog implements FactLog, StewardLog {

  private final World world;
  private final String id;
  private final SimulatedProcess process;
  private final Set<String> done = new HashSet<>();
  private final Set<String> ended = new HashSet<>();
  private int readsUnderWay;

  SimulatedLog(World world, SimulatedWorker worker) {
    this.world = world;
    this.id = worker.id();
    this.process = worker.process();
  }

  CompletableFuture<Long> append(WorkerBeat beat) {
    return world
        .broker()
        .request(
            process,
            () -> {
              world.broker().beats().add(beat);
              return 0L;
            });
  }

  // FactLog

  @Override
  public boolean hasPartition(JobId job) {
    return true;
  }

  @Override
  public CompletableFuture<Long> append(Claim claim, JobEvent event) {
    boolean isEnd = event instanceof Terminal || event instanceof AttemptEnded;
    if (isEnd && !world.has(Safeguard.END_BEHIND_CLAIM)) {
      return ended.contains(claim.lease())
          ? CompletableFuture.completedFuture(Long.MAX_VALUE)
          : appendEvent(claim, event).whenComplete((offset, failure) -> ended(claim, failure));
    }
    return appendEvent(claim, event);
  }

  private void ended(Claim claim, Throwable failure) {
    if (failure == null) {
      ended.add(claim.lease());
    }
  }

  private CompletableFuture<Long> appendEvent(Claim claim, JobEvent event) {
    if (event instanceof Terminal && !world.has(Safeguard.ONE_END)) {
      world.broker().append(process, claim.job(), otherEnd(claim));
    }
    return world.broker().append(process, claim.job(), event);
  }

  private Failed otherEnd(Claim claim) {
    return new Failed(
        now(), claim.attempt(), claim.lease(), Reason.RUN_FAILED, "planted", JobResult.NONE);
  }

  @Override
  public <S> CompletableFuture<S> read(Claim claim, S start, BiFunction<S, RecordedEvent, S> fold) {
    readsUnderWay++;
    return world
        .broker()
        .read(process, claim.job(), start, fold)
        .whenComplete((folded, failure) -> readsUnderWay--);
  }

  boolean isReading() {
    return readsUnderWay > 0;
  }

  CompletableFuture<JobState> state(Claim claim) {
    return world.broker().state(process, claim.job());
  }

  @Override
  public String newLease() {
    return world.nextLease();
  }

  @Override
  public Started started(Claim claim) {
    return new Started(now(), claim.attempt(), claim.lease(), id, claim.laneOffset(), "none");
  }

  @Override
  public String workerId() {
    return id;
  }

  @Override
  public Instant now() {
    return world.wallClock();
  }

  @Override
  public boolean isPastRetention(JobId job) {
    return false;
  }

  @Override
  public Instant latestStart(Claim claim) {
    return Instant.MAX;
  }

  // StewardLog

  @Override
  public CompletableFuture<LiveJob> look(JobId job) {
    CompletableFuture<LiveJob> whole = world.broker().look(process, job);
    return world.has(Safeguard.FRESH_LOOK) ? whole : whole.thenApply(this::sinceItsEnd);
  }

  /** The job as a steward sees it that has dropped and forgotten it once. */
  private LiveJob sinceItsEnd(LiveJob whole) {
    boolean isForgotten = false;
    LiveJob seen = LiveJob.unknown(whole.job());
    LiveJob live = LiveJob.unknown(whole.job());
    for (RecordedEvent recorded : world.broker().status()) {
      if (recorded.job().equals(whole.job())) {
        seen = isForgotten ? seen.apply(recorded) : seen;
        live = live.apply(recorded);
        isForgotten |= live.isOver();
      }
    }
    return isForgotten ? seen : whole;
  }

  @Override
  public CompletableFuture<Long> append(JobId job, String lane, JobEvent event) {
    boolean isGhost = event instanceof Failed failed && failed.reason() == Reason.INFRASTRUCTURE;
    if (isRepeat(job + event.getClass().getName()) || isGhost && !world.has(Safeguard.GHOSTS_END)) {
      return takenOut();
    }
    return acted(job, world.broker().append(process, job, event));
  }

  @Override
  public CompletableFuture<Long> enqueue(String lane, LaneRecord record) {
    return isRepeat(record.job().text() + record.attempt())
        ? takenOut()
        : acted(
            record.job(),
            world.broker().request(process, () -> world.broker().lane().append(record)));
  }

  private CompletableFuture<Long> acted(JobId job, CompletableFuture<Long> act) {
    return act.whenComplete(
        (offset, failure) -> {
          if (failure == null) {
            world.witness().stewardActed(job);
          }
        });
  }

  private boolean isRepeat(String act) {
    return !world.has(Safeguard.REPEAT) && !done.add(act);
  }

  private static CompletableFuture<Long> takenOut() {
    return CompletableFuture.failedFuture(new IllegalStateException("mend taken out"));
  }

  @Override
  public CompletableFuture<Long> order(StopOrder order) {
    boolean isCancel = order.why() == StopOrder.Why.CANCELLED;
    if (!world.has(isCancel ? Safeguard.STEWARD_STOPS_CANCELLED : Safeguard.STOP_FIRST)) {
      return CompletableFuture.completedFuture(0L);
    }
    return world
        .broker()
        .request(
            process,
            () -> {
              world.broker().control().add(order);
              return 0L;
            });
  }

  @Override
  public Executor background() {
    return task -> process.after(0, task);
  }
}
