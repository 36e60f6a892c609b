package dev.handoff.worker.simulation;

import dev.handoff.job.Reason;
import java.util.List;

/** Kinds of faults; a schedule has one of them, or all at once, and random times. */
enum Scenario {
  NONE,
  KILL,
  FREEZE,
  PARTITION,
  HOST_SUSPEND,
  OUTAGE,
  STATUS_OUTAGE,
  LOST_ANSWERS,
  LOST_CLAIMS,
  SLOW,
  DRAIN,
  CHURN,
  CANCEL,
  RETRY,
  DUE,
  DYING_SUBMITTER,
  EVERYTHING;

  private static final long TROUBLE_MILLIS = 60_000;
  private static final long QUIET_MILLIS = 500_000;

  /** Runs one schedule to its end, with all faults healed for a long time at the end. */
  World run(World world) {
    VirtualTime time = world.time();
    world.start(3);
    int jobs = (int) time.between(1, 6);
    for (int i = 0; i < jobs; i++) {
      time.at(time.between(500, 25_000), () -> submitOne(world));
    }
    int troubles = this == NONE ? 0 : (int) time.between(1, 5);
    for (int i = 0; i < troubles; i++) {
      time.at(time.between(500, TROUBLE_MILLIS), () -> trouble(world));
    }
    time.at(TROUBLE_MILLIS, () -> heal(world));
    time.runUntil(TROUBLE_MILLIS);
    settle(world);
    return world;
  }

  /** Runs on until nothing is left to do, or so long that something must be wrong. */
  static void settle(World world) {
    long limit = world.time().millis() + QUIET_MILLIS;
    do {
      world.time().runUntil(world.time().millis() + 5_000);
    } while (world.time().millis() < limit
        && world.witness().violations().isEmpty()
        && !Invariants.violated(world).isEmpty());
  }

  private static void heal(World world) {
    world.broker().loseAnswers(0);
    world.broker().loseStarts(0);
    world.loseAccepts(0);
    world.broker().maxDelay(15);
    while (world.workers().stream().filter(worker -> !worker.process().isDead()).count() < 2) {
      world.addWorker();
    }
  }

  private void submitOne(World world) {
    VirtualTime time = world.time();
    long run = time.isLucky(0.2) ? time.between(10_000, 60_000) : time.between(50, 20_000);
    boolean mayFail = this == RETRY || this == EVERYTHING;
    Reason failure = mayFail && time.isLucky(0.5) ? failure(time) : null;
    boolean isQuick = time.isLucky(0.4);
    SimulatedJob.Kind kind =
        isQuick ? SimulatedJob.Kind.REPEATABLE_HANDLER : SimulatedJob.Kind.COMMAND;
    SimulatedJob job =
        isQuick
            ? world.newJob(5, Math.min(run, 3_000), failure, "attempts: 2, backoff: 2s", kind)
            : world.newJob(run, failure, "attempts: 2, backoff: 2s", kind);
    if (this == DUE || this == EVERYTHING && time.isLucky(0.2)) {
      world.submitForLater(job, time.between(0, 40_000));
    } else if (this == DYING_SUBMITTER || this == EVERYTHING && time.isLucky(0.1)) {
      world.submitAndDie(job, time.between(1, 60));
    } else {
      world.submit(job);
    }
    time.after(time.between(0, 40_000), () -> world.await(job));
    if (this == CANCEL || this == EVERYTHING && time.isLucky(0.2)) {
      time.after(time.between(0, 30_000), () -> world.cancel(job));
    }
  }

  private static Reason failure(VirtualTime time) {
    List<Reason> some = List.of(Reason.RUN_FAILED, Reason.CHECK_FAILED, Reason.SOURCE_UNAVAILABLE);
    return some.get((int) time.between(0, some.size()));
  }

  private void trouble(World world) {
    VirtualTime time = world.time();
    SimulatedWorker worker = world.worker((int) time.between(0, world.workers().size()));
    switch (this) {
      case NONE, RETRY, DUE, DYING_SUBMITTER, CANCEL -> mild(world, worker);
      case KILL -> kill(world, worker);
      case FREEZE -> worker.process().freeze(time.between(500, 60_000));
      case PARTITION -> worker.process().cutOff(time.between(500, 100_000));
      case HOST_SUSPEND -> worker.process().suspendHost(time.between(500, 60_000));
      case OUTAGE -> world.broker().away(time.between(500, 100_000));
      case STATUS_OUTAGE -> world.broker().statusAway(time.between(500, 100_000));
      case LOST_ANSWERS -> lose(world);
      case LOST_CLAIMS -> loseClaims(world);
      case SLOW -> slow(world);
      case DRAIN -> drain(world, worker);
      case CHURN -> churn(world);
      case EVERYTHING -> any(time).trouble(world);
    }
  }

  private static Scenario any(VirtualTime time) {
    List<Scenario> kinds =
        List.of(
            KILL,
            FREEZE,
            PARTITION,
            HOST_SUSPEND,
            OUTAGE,
            STATUS_OUTAGE,
            LOST_ANSWERS,
            LOST_CLAIMS,
            SLOW,
            DRAIN,
            CHURN,
            CANCEL);
    return kinds.get((int) time.between(0, kinds.size()));
  }

  private static void mild(World world, SimulatedWorker worker) {
    VirtualTime time = world.time();
    if (time.isLucky(0.5)) {
      kill(world, worker);
    } else {
      worker.process().freeze(time.between(100, 15_000));
    }
  }

  private static void kill(World world, SimulatedWorker worker) {
    worker.process().kill();
    world.time().after(world.time().between(100, 30_000), world::addWorker);
  }

  private static void lose(World world) {
    world.broker().loseAnswers(0.3);
    world.loseAccepts(0.5);
    world.time().after(world.time().between(1_000, 30_000), () -> world.broker().loseAnswers(0));
  }

  private static void loseClaims(World world) {
    world.broker().loseStarts(0.6);
    world.time().after(world.time().between(1_000, 30_000), () -> world.broker().loseStarts(0));
  }

  private static void slow(World world) {
    world.broker().maxDelay(world.time().between(100, 8_000));
    world.time().after(world.time().between(1_000, 30_000), () -> world.broker().maxDelay(15));
  }

  private static void drain(World world, SimulatedWorker worker) {
    worker.drain(world.time().between(0, 10_000));
    world.addWorker();
  }

  private static void churn(World world) {
    for (int i = 0; i < 5; i++) {
      SimulatedWorker joined = world.addWorker();
      world.time().after(world.time().between(1_000, 20_000), () -> joined.drain(0));
    }
  }
}
