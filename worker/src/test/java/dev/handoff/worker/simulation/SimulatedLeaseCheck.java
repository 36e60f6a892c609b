package dev.handoff.worker.simulation;

import dev.handoff.job.JobState;
import dev.handoff.worker.lease.Beat;
import dev.handoff.worker.lease.HostClock;
import dev.handoff.worker.lease.LeaseCheck;
import dev.handoff.worker.log.Claim;
import dev.handoff.worker.loop.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The lease check that ships, without the mends that the world takes out. */
final class SimulatedLeaseCheck extends LeaseCheck {

  private static final Duration FOR_EVER = Duration.ofDays(1000);

  private final World world;
  private final SimulatedLog log;
  private int questionsForAll;

  SimulatedLeaseCheck(World world, SimulatedLog log, Beat beat, HostClock clock) {
    super(log, beat, world.lease(), clock);
    this.world = world;
    this.log = log;
  }

  @Override
  public CompletableFuture<JobState> afterClaim(Claim claim, EventLoop loop) {
    if (!world.has(Safeguard.READ_BACK)) {
      return CompletableFuture.completedFuture(JobState.UNKNOWN.apply(log.started(claim)));
    }
    return world.has(Safeguard.OLD_CLAIM_BEATS_FIRST)
        ? super.afterClaim(claim, loop)
        : readBack(claim, loop);
  }

  @Override
  public CompletableFuture<Optional<Duration>> mayStartUntil(Claim claim, EventLoop loop) {
    return world.has(Safeguard.LEASE_BEFORE_CHILD)
        ? super.mayStartUntil(claim, loop)
        : CompletableFuture.completedFuture(Optional.of(FOR_EVER));
  }

  @Override
  public CompletableFuture<Boolean> holdsNow(Claim claim, EventLoop loop) {
    if (!world.has(Safeguard.FENCED_PUBLISH)) {
      return CompletableFuture.completedFuture(true);
    }
    return world.has(Safeguard.FRESH_READ_BACK)
        ? super.holdsNow(claim, loop)
        : readBack(claim, loop).thenApply(state -> state.isHeldBy(claim.attempt(), claim.lease()));
  }

  /** Reads back by the planted rules, if there are any. */
  @Override
  public CompletableFuture<JobState> readBack(Claim claim, EventLoop loop) {
    return world.fold() == Fold.REAL ? super.readBack(claim, loop) : log.state(claim);
  }

  @Override
  public CompletableFuture<Map<Claim, JobState>> readBack(List<Claim> claims, EventLoop loop) {
    questionsForAll++;
    return super.readBack(claims, loop).whenComplete((states, failure) -> questionsForAll--);
  }

  boolean isAskingForAll() {
    return questionsForAll > 0;
  }
}
