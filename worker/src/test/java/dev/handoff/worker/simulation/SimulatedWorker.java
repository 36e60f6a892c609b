package dev.handoff.worker.simulation;

import dev.handoff.brief.policy.Policy;
import dev.handoff.log.Signatures;
import dev.handoff.log.lane.LaneDelivery;
import dev.handoff.log.presence.StopOrder;
import dev.handoff.log.presence.WorkerBeat;
import dev.handoff.worker.execution.Admission;
import dev.handoff.worker.execution.OutcomePublisher;
import dev.handoff.worker.execution.RetryTimes;
import dev.handoff.worker.execution.SlotRun;
import dev.handoff.worker.lane.Intake;
import dev.handoff.worker.lane.Rejects;
import dev.handoff.worker.lane.Slots;
import dev.handoff.worker.lease.Beat;
import dev.handoff.worker.lease.LeaseCheck;
import dev.handoff.worker.lease.LeaseGuard;
import dev.handoff.worker.lease.RunningAttempts;
import dev.handoff.worker.log.Claim;
import dev.handoff.worker.log.FailPoint;
import dev.handoff.worker.metrics.AttemptTally;
import dev.handoff.worker.steward.StewardActions;
import dev.handoff.worker.steward.StewardDuty;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The parts of the worker that ships, wired like in Worker, over simulated ports. */
public final class SimulatedWorker implements Slots.Runner {

  private static final int SLOTS = 2;

  private final World world;
  private final String id;
  private final SimulatedProcess process;
  private final SimulatedHost host;
  private final SimulatedLog log;
  private final SimulatedLeaseCheck leaseCheck;
  private final SlotRun slotRun;
  private final RunningAttempts running = new RunningAttempts();
  private final Slots slots = new Slots(World.LANE, SLOTS, this);
  private final Beat beat;
  private final LeaseGuard guard;
  private final SimulatedSurroundings surroundings;
  private final StewardDuty steward;
  private final Map<String, SimulatedAttempt> attempts = new LinkedHashMap<>();
  private Intake intake;
  private int ordersRead;
  private long intakeTurn;
  private boolean isStopping;
  private boolean hasLeftLane;

  SimulatedWorker(World world, String id) {
    this.world = world;
    this.id = id;
    this.process = new SimulatedProcess(world.time());
    this.host = new SimulatedHost(world, process);
    this.log = new SimulatedLog(world, this);
    this.beat = new SimulatedBeat(world, log, this::content, host);
    this.leaseCheck = new SimulatedLeaseCheck(world, log, beat, host);
    this.guard = new LeaseGuard(world.lease(), beat, running, leaseCheck);
    AttemptTally tally = new AttemptTally(List.of(World.LANE));
    OutcomePublisher ends =
        new OutcomePublisher(log, leaseCheck, tally, RetryTimes.DEFAULT, world.time().random());
    this.slotRun =
        new SlotRun(
            new Admission(leaseCheck, Policy.DEFAULT, ends, tally, Signatures.none()),
            ends,
            FailPoint.ofProcess());
    this.surroundings = new SimulatedSurroundings(world, this);
    this.steward = new SimulatedStewardDuty(world, new StewardActions(log), surroundings);
    openIntake();
  }

  /** Opens a new intake, like a worker whose intake has ended. */
  void openIntake() {
    this.intake =
        new Intake(log, new SimulatedLaneSource(world, this), slots, host, new NoRejects());
  }

  void start() {
    ordersRead = world.broker().control().size();
    process.watch(
        () -> List.copyOf(attempts.values()).forEach(SimulatedAttempt::workerSlept),
        () -> List.copyOf(attempts.values()).forEach(SimulatedAttempt::workerDied));
    process.after(0, beat::beat);
    process.every(world.lease().beat().toMillis(), beat::beat);
    process.every(LeaseGuard.pause(world.lease()).toMillis(), this::look);
    process.every(world.time().between(60, 160), this::readOrders);
    process.after(world.time().between(10, 80), this::pollIntake);
    surroundings.start();
    process.every(world.time().between(180, 220), this::stewardTurn);
  }

  private WorkerBeat content() {
    return new WorkerBeat(
        world.wallClock(),
        id,
        "host",
        1,
        null,
        "0",
        "none",
        List.of(),
        slots.held(),
        null,
        null,
        null,
        null);
  }

  private void look() {
    if (world.has(Safeguard.GUARD_NEVER_WAITS) || !leaseCheck.isAskingForAll()) {
      guard.look(host);
    }
  }

  private void stewardTurn() {
    if (!surroundings.isBlocked()) {
      steward.turn();
    }
  }

  private void readOrders() {
    List<StopOrder> orders = world.broker().control();
    while (world.broker().isReachableFor(process) && ordersRead < orders.size()) {
      StopOrder order = orders.get(ordersRead++);
      if (order.worker().equals(id)) {
        process.after(world.time().between(1, 30), () -> running.obey(order));
      }
    }
  }

  /** Polls again when the claims are answered or late, or after a while. */
  private void pollIntake() {
    if (isStopping) {
      hasLeftLane = true;
      intake.leave();
      world.broker().request(process, () -> world.broker().lane().releaseAll(id));
      return;
    }
    intake.poll();
    long turn = ++intakeTurn;
    Runnable next =
        () -> {
          if (turn == intakeTurn) {
            pollIntake();
          }
        };
    CompletableFuture<?> answers = intake.answersOrNull();
    if (answers == null) {
      process.after(world.time().between(50, 120), next);
    } else {
      answers.whenComplete((done, failure) -> process.after(0, next));
      process.after(intake.patience().toMillis() + 1, next);
    }
  }

  // Slots.Runner

  @Override
  public boolean mayStartEarly(Claim claim) {
    SimulatedJob job = world.job(claim.job());
    return claim.isFresh() && job.isRepeatable() || SimulatedAttempt.mayPrepareEarly(claim, job);
  }

  @Override
  public CompletableFuture<Void> run(
      Claim claim, CompletableFuture<Long> onLog, boolean isOneOfMany) {
    SimulatedAttempt attempt = new SimulatedAttempt(world, this, claim);
    attempts.put(claim.lease(), attempt);
    return slotRun
        .run(claim, onLog, attempt, new SimulatedHost(world, process))
        .whenComplete(
            (done, failure) -> {
              attempts.remove(claim.lease());
              world.witness().left(claim, attempt, failure);
            });
  }

  @Override
  public void close() {
    throw new AssertionError("a simulated worker ends with its process");
  }

  /** Like Worker.close. */
  void drain(long graceMillis) {
    process.after(
        0,
        () -> {
          isStopping = true;
          slots.stopTaking();
          process.after(graceMillis, running::stopForGood);
          leaveWhenIdle();
        });
  }

  private void leaveWhenIdle() {
    if (hasLeftLane && slots.held().isEmpty()) {
      process.kill();
    } else {
      process.after(200, this::leaveWhenIdle);
    }
  }

  String id() {
    return id;
  }

  public SimulatedProcess process() {
    return process;
  }

  SimulatedHost host() {
    return host;
  }

  LeaseCheck leaseCheck() {
    return leaseCheck;
  }

  RunningAttempts running() {
    return running;
  }

  boolean isSteward() {
    return surroundings.seat().isPresent();
  }

  int liveJobs() {
    return steward.liveJobs();
  }

  boolean isPreparing() {
    return attempts.values().stream().anyMatch(SimulatedAttempt::isRunning);
  }

  boolean isAskingForLeases() {
    return leaseCheck.isAskingForAll();
  }

  boolean isReading() {
    return log.isReading();
  }

  boolean isForking() {
    return attempts.values().stream().anyMatch(SimulatedAttempt::isForking);
  }

  boolean isAskingToPublish() {
    return attempts.values().stream().anyMatch(SimulatedAttempt::isAskingToPublish);
  }

  /** Whether its beats are acknowledged now. */
  boolean isHeard() {
    return beat.age().compareTo(world.lease().beat().multipliedBy(2)) < 0;
  }

  boolean isIdle() {
    return attempts.isEmpty();
  }

  private static final class NoRejects implements Rejects {

    @Override
    public CompletableFuture<?> reject(LaneDelivery delivery) {
      throw new AssertionError("every record of a simulated lane can be read");
    }

    @Override
    public void buried(int count) {
      assert count == 0;
    }
  }
}
