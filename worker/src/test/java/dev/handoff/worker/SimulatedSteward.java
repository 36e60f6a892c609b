package dev.handoff.worker;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobId;
import dev.handoff.job.Reason;
import dev.handoff.log.LaneRecord;
import dev.handoff.log.RecordedEvent;
import dev.handoff.log.StopOrder;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The real steward, its hands and its attention, ticked as StewardLoop, LogFeed and LogPulse do.
 */
final class SimulatedSteward implements StewardLog {

  private static final long FEEL_MILLIS = 500;
  private static final long CHORES_MILLIS = 5_000;

  private final World world;
  private final SimulatedWorker worker;
  private final SimulatedProcess process;
  private final Set<String> done = new HashSet<>();

  private OptionalInt seat = OptionalInt.empty();
  private Steward steward;
  private Attention attention;
  private int lastSeat;
  private long seatedAt;
  private long feltAt;
  private long choresAt;
  private long blockedUntil;
  private int statusRead;
  private int beatsRead;
  private int lastStatusEnd;
  private int lastBeatsEnd;
  private int seatsEpoch;

  SimulatedSteward(World world, SimulatedWorker worker) {
    this.world = world;
    this.worker = worker;
    this.process = worker.process();
  }

  void start() {
    process.every(500, this::askForSeat);
    process.every(world.time().between(180, 220), this::turn);
    process.every(world.time().between(40, 140), this::read);
  }

  private void askForSeat() {
    if (world.broker().isReachableFor(process)) {
      seat = world.seats().seatOf(worker);
    }
  }

  boolean isSeated() {
    return seat.isPresent();
  }

  int liveJobs() {
    return steward == null ? 0 : steward.liveJobs();
  }

  private void turn() {
    long now = process.nanoTime();
    if (now < blockedUntil) {
      return;
    }
    if (seat.isPresent()) {
      lastSeat = seat.getAsInt();
      seatedAt = now;
    }
    long kept = world.has(Mend.KEEP_FOLD_WITHOUT_SEAT) ? world.lease().lapse().toNanos() * 2 : 0;
    boolean isAway = seat.isEmpty() && now - seatedAt >= kept;
    boolean isReseated =
        !world.has(Mend.KEEP_FOLD_WITHOUT_SEAT) && seatsEpoch != world.seats().epoch();
    if (isAway || isReseated) {
      steward = null;
    }
    seatsEpoch = world.seats().epoch();
    if (seat.isEmpty() && steward == null) {
      return;
    }
    if (steward == null) {
      appoint(now);
    }
    if (feel(now)) {
      tick(now);
    }
  }

  private void appoint(long now) {
    steward =
        new Steward(
            new Stewardship(world.lease()),
            StewardTimes.DEFAULT,
            new StewardHands(this),
            process::nanoTime);
    attention = new Attention(world.lease(), now);
    statusRead = (int) world.broker().committed();
    beatsRead = world.broker().beats().size();
    lastStatusEnd = Integer.MAX_VALUE;
    lastBeatsEnd = Integer.MAX_VALUE;
  }

  /** False if the turn fails since no broker answers. */
  private boolean feel(long now) {
    if (attention.wasAway(now)) {
      grantWholeLapse(now);
    }
    if (now - feltAt < FEEL_MILLIS * VirtualTime.MILLISECOND) {
      return true;
    }
    feltAt = now;
    if (!world.broker().isStatusReachableFor(process)) {
      blockedUntil = now + 1_000 * VirtualTime.MILLISECOND;
      return !world.has(Mend.SILENCE_ONLY_WHILE_LOG_MOVES);
    }
    boolean keepsUp = statusRead >= lastStatusEnd && beatsRead >= lastBeatsEnd;
    lastStatusEnd = world.broker().status().size();
    lastBeatsEnd = world.broker().beats().size();
    if (keepsUp && attention.movedAfterGap(now)) {
      grantWholeLapse(now);
    }
    return true;
  }

  private void grantWholeLapse(long now) {
    if (world.has(Mend.SILENCE_ONLY_WHILE_LOG_MOVES)) {
      steward.grantWholeLapse(now);
    }
  }

  private void tick(long now) {
    boolean doesSilenceCount =
        attention.doesLogMove(now) || !world.has(Mend.SILENCE_ONLY_WHILE_LOG_MOVES);
    steward.tick(now, world.wallClock(), lastSeat, doesSilenceCount);
    attention.ticked(now);
    if (now - choresAt > CHORES_MILLIS * VirtualTime.MILLISECOND) {
      choresAt = now;
      chores();
    }
  }

  private void chores() {
    if (!world.broker().isReachableFor(process)) {
      return;
    }
    if (lastSeat == 0) {
      long beginning = steward.beginnings(Map.of(0, (long) statusRead)).get(0);
      world.broker().commit(beginning);
    }
    if (!steward.waitingLanes().isEmpty()) {
      steward.laneStarts(Map.of(World.LANE, world.broker().lane().start()));
    }
  }

  private void read() {
    if (steward == null || !world.broker().isReachableFor(process)) {
      return;
    }
    while (world.broker().isStatusReachableFor(process)
        && statusRead < world.broker().status().size()) {
      RecordedEvent event = world.broker().status().get(statusRead++);
      steward.onEvent(event);
    }
    while (beatsRead < world.broker().beats().size()) {
      steward.onBeat(world.broker().beats().get(beatsRead++));
    }
  }

  // StewardLog

  @Override
  public CompletableFuture<LiveJob> look(JobId job) {
    CompletableFuture<LiveJob> whole = world.broker().look(process, job);
    return world.has(Mend.FRESH_LOOK) ? whole : whole.thenApply(this::sinceItsEnd);
  }

  /** As a steward sees a job that it has once dropped and forgotten. */
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
    if (isRefused(job, event)) {
      return CompletableFuture.failedFuture(new IllegalStateException("mend taken out"));
    }
    return world.broker().append(process, job, event);
  }

  private boolean isRefused(JobId job, JobEvent event) {
    boolean isGhost = event instanceof Failed failed && failed.reason() == Reason.INFRASTRUCTURE;
    boolean isRepeat = !world.has(Mend.REPEAT) && !done.add(job + event.getClass().getName());
    return isRepeat || isGhost && !world.has(Mend.GHOSTS_END);
  }

  @Override
  public CompletableFuture<Long> enqueue(String lane, LaneRecord record) {
    if (!world.has(Mend.REPEAT) && !done.add(record.job().text() + record.attempt())) {
      return CompletableFuture.failedFuture(new IllegalStateException("mend taken out"));
    }
    return world.broker().request(process, () -> world.broker().lane().append(record));
  }

  @Override
  public CompletableFuture<Long> order(StopOrder order) {
    boolean isCancel = order.why() == StopOrder.Why.CANCELLED;
    if (isCancel ? !world.has(Mend.STEWARD_STOPS_CANCELLED) : !world.has(Mend.STOP_FIRST)) {
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
  public Instant now() {
    return world.wallClock();
  }

  @Override
  public Executor background() {
    return task -> process.after(0, task);
  }
}
