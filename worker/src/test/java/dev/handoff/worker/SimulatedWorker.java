package dev.handoff.worker;

import dev.handoff.job.JobEvent.Started;
import dev.handoff.log.StopOrder;
import dev.handoff.log.WorkerBeat;
import dev.handoff.log.WorkerBeat.Held;
import dev.handoff.worker.attempt.StopSignal.Why;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A worker as Worker, Intake, Slots, Beat, LeaseGuard and RunningAttempts make one. */
final class SimulatedWorker {

  private static final long CLAIM_PATIENCE_MILLIS = 4_000;
  private static final int SLOTS = 2;

  private final World world;
  private final String id;
  private final SimulatedProcess process;
  private final SimulatedSteward steward;
  private final BeatChain chain;
  private final Map<String, SimulatedAttempt> slots = new LinkedHashMap<>();
  private LeaseWatch leaseWatch;
  private int ordersRead;
  private int looksUnderWay;
  private boolean isClaiming;
  private boolean isStopping;

  SimulatedWorker(World world, String id) {
    this.world = world;
    this.id = id;
    this.process = new SimulatedProcess(world.time());
    this.chain = new BeatChain(world.lease(), leaseTime());
    this.leaseWatch = new LeaseWatch(chain.unbrokenSince());
    this.steward = new SimulatedSteward(world, this);
  }

  void start() {
    ordersRead = world.broker().control().size();
    process.watch(
        () -> attempts().forEach(SimulatedAttempt::workerSlept),
        () -> attempts().forEach(SimulatedAttempt::workerDied));
    long beat = world.lease().beat().toMillis();
    process.after(0, this::beat);
    process.every(beat, this::beat);
    process.every(beat / 5, this::guard);
    process.every(world.time().between(60, 160), this::readOrders);
    process.every(world.time().between(60, 160), this::take);
    steward.start();
  }

  String id() {
    return id;
  }

  SimulatedProcess process() {
    return process;
  }

  SimulatedSteward steward() {
    return steward;
  }

  private List<SimulatedAttempt> attempts() {
    return new ArrayList<>(slots.values());
  }

  // Beat

  private void beat() {
    append(isDone -> {});
  }

  private void append(Consumer<Boolean> next) {
    long sent = leaseTime();
    WorkerBeat beat = beatNow();
    world
        .broker()
        .request(process, () -> world.broker().beats().add(beat))
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                acknowledged(sent);
              }
              next.accept(failure == null);
            });
  }

  private WorkerBeat beatNow() {
    List<Held> held =
        attempts().stream()
            .map(SimulatedAttempt::claim)
            .map(claim -> Held.of(claim.job(), claim.attempt(), claim.lease()))
            .toList();
    return new WorkerBeat(
        world.wallClock(),
        id,
        "host",
        1,
        null,
        "0",
        "none",
        List.of(),
        held,
        null,
        null,
        null,
        null);
  }

  private void acknowledged(long sent) {
    chain.acknowledged(sent, leaseTime());
    if (!world.has(Mend.UNSURE_UNTIL_CONFIRMED)) {
      chain.confirmed(chain.unbrokenSince());
    }
  }

  /** Goes on when a beat sent from now on was acknowledged. */
  void beatNow(Runnable next) {
    append(isDone -> (isDone ? next : (Runnable) () -> beatNow(next)).run());
  }

  /** The clock that leases are measured by. */
  long leaseTime() {
    return world.has(Mend.CLOCK_COUNTS_SLEEP) ? process.hostTime() : process.nanoTime();
  }

  /** In nanoseconds; 0 if only the log can tell. */
  long certainFor(long held) {
    long since = world.has(Mend.GAP_NEEDS_READ_BACK) ? held : Long.MAX_VALUE;
    return chain.certainFor(since, leaseTime()).toNanos();
  }

  // LeaseGuard

  private void guard() {
    if (looksUnderWay > 0 && !world.has(Mend.GUARD_NEVER_WAITS)) {
      return;
    }
    LeaseWatch before = leaseWatch;
    leaseWatch = new LeaseWatch(chain.unbrokenSince());
    switch (before.due(world.lease(), chain.silence(leaseTime()), chain.unbrokenSince())) {
      case ABANDON -> {
        if (world.has(Mend.ABANDON)) {
          stopAll(Why.ABANDONED);
        }
      }
      case CHECK -> checkAll(chain.unbrokenSince());
      case NOTHING -> {
        return;
      }
    }
  }

  private void checkAll(long unbrokenSince) {
    List<SimulatedAttempt> running =
        attempts().stream().filter(SimulatedAttempt::isRunning).toList();
    looksUnderWay++;
    CompletableFuture<?>[] looks =
        running.stream().map(this::check).toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(looks)
        .thenRun(
            () -> {
              looksUnderWay--;
              chain.confirmed(unbrokenSince);
            });
  }

  private CompletableFuture<?> check(SimulatedAttempt attempt) {
    Claim claim = attempt.claim();
    return world
        .broker()
        .read(process, claim.job())
        .thenAccept(
            state -> {
              if (!state.isHeldBy(claim.attempt(), claim.lease())) {
                stop(claim.lease(), Why.LEASE_LOST);
              }
            });
  }

  private void stop(String lease, Why why) {
    SimulatedAttempt attempt = slots.get(lease);
    if (attempt != null && attempt.isRunning()) {
      attempt.stop(why);
    }
  }

  private void stopAll(Why why) {
    attempts().forEach(attempt -> stop(attempt.claim().lease(), why));
  }

  // ControlLog.Orders and RunningAttempts

  private void readOrders() {
    List<StopOrder> orders = world.broker().control();
    while (world.broker().isReachableFor(process) && ordersRead < orders.size()) {
      StopOrder order = orders.get(ordersRead++);
      if (order.worker().equals(id)) {
        process.after(world.time().between(1, 30), () -> obey(order));
      }
    }
  }

  private void obey(StopOrder order) {
    boolean isCancelled = order.why() == StopOrder.Why.CANCELLED;
    stop(order.lease(), isCancelled ? Why.CANCELLED : Why.LEASE_LOST);
  }

  // Intake

  private void take() {
    if (isStopping || isClaiming || slots.size() >= SLOTS) {
      return;
    }
    if (!world.broker().isReachableFor(process)) {
      return;
    }
    isClaiming = true;
    long asked = leaseTime();
    world
        .broker()
        .request(process, () -> world.broker().lane().take(id))
        .whenComplete((delivery, failure) -> taken(delivery, asked));
  }

  private void taken(SimulatedLane.Delivery delivery, long asked) {
    if (delivery == null) {
      isClaiming = false;
      return;
    }
    long now = leaseTime();
    boolean isFresh = delivery.count() == 1 && now - asked < 3_750 * VirtualTime.MILLISECOND;
    Claim claim = new Claim(delivery.record(), world.nextLease(), delivery.offset(), isFresh, now);
    if (!world.has(Mend.CLAIM_BEFORE_ACCEPT)) {
      accept(claim);
    }
    claim(claim, new boolean[1]);
  }

  private void claim(Claim claim, boolean[] isAnswered) {
    if (isStopping) {
      isClaiming = false;
      world.broker().request(process, () -> world.broker().lane().release(id, claim.laneOffset()));
      return;
    }
    Started started =
        new Started(
            world.wallClock(), claim.attempt(), claim.lease(), id, claim.laneOffset(), "none");
    world
        .broker()
        .append(process, claim.job(), started)
        .thenAccept(
            offset -> {
              if (!isAnswered[0]) {
                isAnswered[0] = true;
                claimed(claim);
              }
            });
    process.after(
        CLAIM_PATIENCE_MILLIS,
        () -> {
          if (!isAnswered[0]) {
            unanswered(claim, isAnswered);
          }
        });
  }

  private void unanswered(Claim claim, boolean[] isAnswered) {
    SimulatedLane lane = world.broker().lane();
    if (world.has(Mend.RENEW_UNANSWERED_CLAIM)) {
      world.broker().request(process, () -> lane.renew(id, claim.laneOffset()));
      claim(claim, isAnswered);
    } else {
      isAnswered[0] = true;
      isClaiming = false;
      world.broker().request(process, () -> lane.release(id, claim.laneOffset()));
    }
  }

  private void claimed(Claim claim) {
    isClaiming = false;
    accept(claim);
    SimulatedAttempt attempt = new SimulatedAttempt(world, this, claim);
    slots.put(claim.lease(), attempt);
    attempt.begin();
  }

  private void accept(Claim claim) {
    if (!world.isAcceptLost()) {
      world
          .broker()
          .request(
              process,
              () -> {
                world.witness().accepted(claim);
                return world.broker().lane().accept(id, claim.laneOffset());
              });
    }
  }

  void over(SimulatedAttempt attempt) {
    slots.remove(attempt.claim().lease());
  }

  // Drain

  void drain(long graceMillis) {
    process.after(
        0,
        () -> {
          isStopping = true;
          process.after(graceMillis, () -> stopAll(Why.WORKER_STOPPING));
          leaveWhenIdle();
        });
  }

  private void leaveWhenIdle() {
    if (slots.isEmpty() && !isClaiming) {
      process.kill();
    } else {
      process.after(200, this::leaveWhenIdle);
    }
  }

  boolean isPreparing() {
    return attempts().stream().anyMatch(SimulatedAttempt::isRunning);
  }

  boolean isAskingForLeases() {
    return looksUnderWay > 0;
  }

  boolean isForking() {
    return attempts().stream().anyMatch(SimulatedAttempt::isForking);
  }

  boolean isAskingToPublish() {
    return attempts().stream().anyMatch(SimulatedAttempt::isAskingToPublish);
  }

  boolean isIdle() {
    return slots.isEmpty();
  }
}
