package dev.handoff.worker;

import dev.handoff.job.JobState;
import dev.handoff.log.RecordedEvent;
import dev.handoff.worker.attempt.HostUptime;
import dev.handoff.worker.attempt.agents.EarlierAttempt;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says whether a claim holds its job's lease: by the fold up to the end of the log, and by nothing
 * else.
 */
final class LeaseCheck {

  private static final Logger LOG = LoggerFactory.getLogger(LeaseCheck.class);

  private final WorkerLog log;
  private final Beat beat;
  private final LeaseSettings lease;

  LeaseCheck(WorkerLog log, Beat beat, LeaseSettings lease) {
    this.log = log;
    this.beat = beat;
    this.lease = lease;
  }

  /**
   * The job as it stands, for a claim just made. After a pause since the claim (a freeze, a slow
   * broker) others may think this worker dead: then it is heard first, and looks after that.
   */
  JobState afterClaim(Claim claim) throws InterruptedException {
    JobState state = readBack(claim);
    boolean wasPaused = HostUptime.nanoTime() - claim.claimedAt() > lease.beat().toNanos();
    if (!wasPaused) {
      return state;
    }
    beat.now();
    return readBack(claim);
  }

  /**
   * Until when a child of this claim may be started, as the host's uptime; empty if the lease is
   * lost. While beats are acknowledged without a gap the lease is sure; after one the log is asked.
   */
  Optional<Duration> mayStartUntil(Claim claim) throws InterruptedException {
    long held = claim.claimedAt();
    while (true) {
      // Before the silence is read: a freeze between the two makes the answer earlier, not later.
      Duration uptime = HostUptime.now();
      Duration left = beat.certainFor(held);
      if (!left.isZero()) {
        return Optional.of(uptime.isZero() ? uptime : uptime.plus(left));
      }
      beat.now();
      held = HostUptime.nanoTime();
      if (!isHeld(claim)) {
        return Optional.empty();
      }
    }
  }

  /**
   * Whether the claim holds the lease still, after a beat that was acknowledged just now. An answer
   * that is read late, after a freeze of this process, says nothing: then it asks again.
   */
  boolean holdsNow(Claim claim) throws InterruptedException {
    while (true) {
      beat.now();
      long held = HostUptime.nanoTime();
      if (!isHeld(claim)) {
        return false;
      }
      if (!beat.certainFor(held).isZero()) {
        return true;
      }
    }
  }

  private boolean isHeld(Claim claim) throws InterruptedException {
    return readBack(claim).isHeldBy(claim.attempt(), claim.lease());
  }

  /** The job by all that stands on the log, however long it takes until that can be read. */
  JobState readBack(Claim claim) throws InterruptedException {
    return readBack(claim, JobState.UNKNOWN, (state, event) -> state.apply(event.event()));
  }

  /**
   * The same for all of these, asked for at once: one pass over the log serves many. One after the
   * other, those of a worker with many slots took as long as an outage may last.
   */
  Map<Claim, JobState> readBack(List<Claim> claims) throws InterruptedException {
    Map<Claim, CompletableFuture<JobState>> asked = new LinkedHashMap<>();
    claims.forEach(claim -> asked.put(claim, log.status().read(claim.job(), claim.lane().since())));
    Map<Claim, JobState> states = new LinkedHashMap<>();
    for (Map.Entry<Claim, CompletableFuture<JobState>> each : asked.entrySet()) {
      try {
        states.put(each.getKey(), each.getValue().get(60, TimeUnit.SECONDS));
      } catch (ExecutionException | TimeoutException e) {
        states.put(each.getKey(), readBack(each.getKey()));
      }
    }
    return states;
  }

  /** By what an earlier attempt failed, by all that stands on the log; as {@link #readBack}. */
  Optional<EarlierAttempt> earlier(Claim claim) throws InterruptedException {
    return readBack(claim, Earlier.NONE, Earlier::apply).attempt();
  }

  private <S> S readBack(Claim claim, S start, BiFunction<S, RecordedEvent, S> fold)
      throws InterruptedException {
    while (true) {
      try {
        return ask(claim, start, fold).get(60, TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        LOG.warn(
            "{} attempt {}: cannot read its events, trying again: {}",
            claim.job(),
            claim.attempt(),
            e.getMessage());
        TimeUnit.SECONDS.sleep(1); // the broker tells nobody when it is back
      }
    }
  }

  private <S> CompletableFuture<S> ask(Claim claim, S start, BiFunction<S, RecordedEvent, S> fold) {
    return log.status().read(claim.job(), claim.lane().since(), start, fold);
  }
}
