package dev.handoff.worker.simulation;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.log.presence.StopOrder;
import dev.handoff.log.presence.WorkerBeat;
import dev.handoff.log.status.EventReader;
import dev.handoff.log.status.RecordedEvent;
import dev.handoff.log.status.UnreadEvent;
import dev.handoff.worker.log.EventRecords;
import dev.handoff.worker.steward.LiveJob;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The topics and the network to them: delays, outages, processes that are cut off, lost answers. A
 * request may arrive after its client is dead.
 */
final class SimulatedBroker {

  private static final long RETRY_MILLIS = 200;
  private static final long PATIENCE_MILLIS = 30_000;

  private final VirtualTime time;
  private final Fold fold;
  private final List<RecordedEvent> status = new ArrayList<>();
  private final List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
  private final EventReader reader = EventRecords.reader();
  private final List<Long> appendedAt = new ArrayList<>();
  private final List<WorkerBeat> beats = new ArrayList<>();
  private final List<StopOrder> control = new ArrayList<>();
  private final SimulatedLane lane;
  private boolean isUp = true;
  private boolean isStatusUp = true;
  private double lostAnswers;
  private double lostStarts;
  private long maxDelay = 15;
  private long committed;

  SimulatedBroker(VirtualTime time, Fold fold) {
    this.time = time;
    this.fold = fold;
    this.lane = new SimulatedLane(time);
  }

  void loseAnswers(double share) {
    lostAnswers = share;
  }

  /** Refuses some claims, and loses as many without an answer. */
  void loseStarts(double share) {
    lostStarts = share;
  }

  void maxDelay(long millis) {
    maxDelay = millis;
  }

  void away(long millis) {
    if (isUp) {
      isUp = false;
      time.after(millis, this::back);
    }
  }

  private void back() {
    isUp = true;
    lane.restart();
  }

  /** Takes away only the leader of the status topic. */
  void statusAway(long millis) {
    isStatusUp = false;
    time.after(millis, () -> isStatusUp = true);
  }

  boolean isUp() {
    return isUp;
  }

  boolean isReachableFor(SimulatedProcess process) {
    return isUp && !process.isCutOff();
  }

  boolean isStatusReachableFor(SimulatedProcess process) {
    return isReachableFor(process) && isStatusUp;
  }

  List<RecordedEvent> status() {
    return status;
  }

  /** The event as a feed receives it. */
  UnreadEvent received(int offset) {
    while (records.size() <= offset) {
      RecordedEvent event = status.get(records.size());
      records.add(EventRecords.record(event.job(), event.event(), event.offset()));
    }
    return reader.unread(records.get(offset));
  }

  long appendedAt(RecordedEvent event) {
    return appendedAt.get((int) event.offset());
  }

  List<WorkerBeat> beats() {
    return beats;
  }

  List<StopOrder> control() {
    return control;
  }

  SimulatedLane lane() {
    return lane;
  }

  long committed() {
    return committed;
  }

  void commit(long offset) {
    committed = offset;
  }

  CompletableFuture<Long> append(SimulatedProcess process, JobId job, JobEvent event) {
    if (event instanceof Started && lostStarts > 0 && time.isLucky(lostStarts)) {
      CompletableFuture<Long> lost = new CompletableFuture<>();
      long millis = time.isLucky(0.5) ? PATIENCE_MILLIS : time.between(1, maxDelay);
      process.after(millis, () -> lost.completeExceptionally(new TimeoutException("lost")));
      return lost;
    }
    return new Request<>(process, true, false, () -> appendNow(job, event)).sent();
  }

  /** Appends an event as a process outside of the simulation. */
  long appendNow(JobId job, JobEvent event) {
    long offset = status.size();
    status.add(new RecordedEvent(job, event, offset));
    appendedAt.add(time.millis());
    return offset;
  }

  CompletableFuture<LiveJob> look(SimulatedProcess process, JobId job) {
    return new Request<>(process, true, true, () -> fold.live(job, status)).sent();
  }

  /** The job's state by the rules of this simulation. */
  CompletableFuture<JobState> state(SimulatedProcess process, JobId job) {
    return look(process, job).thenApply(LiveJob::state);
  }

  <S> CompletableFuture<S> read(
      SimulatedProcess process, JobId job, S start, BiFunction<S, RecordedEvent, S> with) {
    return new Request<>(process, true, true, () -> folded(job, start, with)).sent();
  }

  private <S> S folded(JobId job, S start, BiFunction<S, RecordedEvent, S> with) {
    S folded = start;
    for (RecordedEvent recorded : status) {
      folded = recorded.job().equals(job) ? with.apply(folded, recorded) : folded;
    }
    return folded;
  }

  /** Done exactly once at the broker; the answer may get lost. Fails after 30 s without one. */
  <T> CompletableFuture<T> request(SimulatedProcess process, Supplier<T> action) {
    return new Request<>(process, false, false, action).sent();
  }

  private final class Request<T> {

    private final SimulatedProcess process;
    private final boolean isOfStatus;
    private final boolean isRead;
    private final Supplier<T> action;
    private final CompletableFuture<T> future = new CompletableFuture<>();
    private final long deadline = time.millis() + PATIENCE_MILLIS;
    private T result;
    private boolean isDone;

    Request(SimulatedProcess process, boolean isOfStatus, boolean isRead, Supplier<T> action) {
      this.process = process;
      this.isOfStatus = isOfStatus;
      this.isRead = isRead;
      this.action = action;
    }

    CompletableFuture<T> sent() {
      send();
      return future;
    }

    private boolean isReachable() {
      return isReachableFor(process) && (isStatusUp || !isOfStatus);
    }

    private void send() {
      if (!isRead && time.millis() > deadline) {
        future.completeExceptionally(new TimeoutException());
      } else if (isReachable()) {
        time.after(time.between(1, maxDelay), this::arrive);
      } else {
        process.after(RETRY_MILLIS, this::send);
      }
    }

    /** A resent request is not done twice: producers are idempotent. */
    private void arrive() {
      if (!isReachable()) {
        process.after(RETRY_MILLIS, this::send);
        return;
      }
      if (isRead || !isDone) {
        isDone = true;
        result = action.get();
      }
      boolean isLost = !isRead && time.isLucky(lostAnswers);
      time.after(isLost ? time.between(3_000, 12_000) : time.between(1, maxDelay), this::answer);
    }

    private void answer() {
      if (isReachable()) {
        process.after(0, () -> future.complete(result));
      } else {
        process.after(RETRY_MILLIS, this::send);
      }
    }
  }
}
