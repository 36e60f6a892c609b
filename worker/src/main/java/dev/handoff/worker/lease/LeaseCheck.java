package dev.handoff.worker.lease;

import dev.handoff.job.JobState;
import dev.handoff.log.status.RecordedEvent;
import dev.handoff.worker.log.Claim;
import dev.handoff.worker.log.FactLog;
import dev.handoff.worker.loop.EventLoop;
import dev.handoff.worker.loop.Patience;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether a claim holds its job's lease, only by the fold up to the end of the log. No
 * thread of its own: each call names the loop that runs its steps and its answer. It waits for the
 * log as long as needed.
 */
public class LeaseCheck {

  private static final Logger LOG = LoggerFactory.getLogger(LeaseCheck.class);

  private final FactLog log;
  private final Beat beat;
  private final LeaseSettings lease;
  private final HostClock clock;

  public LeaseCheck(FactLog log, Beat beat, LeaseSettings lease, HostClock clock) {
    this.log = log;
    this.beat = beat;
    this.lease = lease;
    this.clock = clock;
  }

  /**
   * Reads the job for a claim just made. After a pause since the claim (a freeze, a slow broker)
   * stewards may count this worker as dead, so it sends a beat and reads again.
   */
  public CompletableFuture<JobState> afterClaim(Claim claim, EventLoop loop) {
    return readBack(claim, loop)
        .thenComposeAsync(
            state -> {
              boolean wasPaused = clock.nanoTime() - claim.claimedAt() > lease.beat().toNanos();
              return wasPaused
                  ? beat.now(loop).thenComposeAsync(heard -> readBack(claim, loop), loop)
                  : CompletableFuture.completedFuture(state);
            },
            loop);
  }

  /**
   * Until when a child of this claim may be started, as the host's uptime; empty if the lease is
   * lost. While beats are acknowledged without a gap the lease is held; after a gap the log is
   * read.
   */
  public CompletableFuture<Optional<Duration>> mayStartUntil(Claim claim, EventLoop loop) {
    return mayStartUntil(claim, claim.claimedAt(), loop);
  }

  private CompletableFuture<Optional<Duration>> mayStartUntil(
      Claim claim, long held, EventLoop loop) {
    // Read before the silence: a freeze between the two then makes the limit earlier, not later.
    Duration uptime = clock.uptime();
    Duration left = beat.certainFor(held);
    if (!left.isZero()) {
      return CompletableFuture.completedFuture(
          Optional.of(uptime.isZero() ? uptime : uptime.plus(left)));
    }
    return heldSince(claim, beatNow(loop), loop)
        .thenComposeAsync(
            since ->
                since.isPresent()
                    ? mayStartUntil(claim, since.getAsLong(), loop)
                    : CompletableFuture.completedFuture(Optional.empty()),
            loop);
  }

  /**
   * Whether the claim still holds the lease, after a beat that was acknowledged just now. An answer
   * that is read late, after a freeze of this process, proves nothing, so the check is repeated.
   */
  public CompletableFuture<Boolean> holdsNow(Claim claim, EventLoop loop) {
    return holdsNow(claim, beatNow(loop), loop);
  }

  /** Sends a beat; completes with the time of its acknowledgement, on the host's clock. */
  public CompletableFuture<Long> beatNow(EventLoop loop) {
    return beat.now(loop).thenApplyAsync(heard -> clock.nanoTime(), loop);
  }

  /**
   * The same after a beat that was sent before; the log is read now.
   *
   * @param acknowledged the answer of {@link #beatNow}
   */
  public CompletableFuture<Boolean> holdsNow(
      Claim claim, CompletableFuture<Long> acknowledged, EventLoop loop) {
    return heldSince(claim, acknowledged, loop)
        .thenComposeAsync(
            since -> {
              if (since.isEmpty()) {
                return CompletableFuture.completedFuture(false);
              }
              boolean isCertain = !beat.certainFor(since.getAsLong()).isZero();
              return isCertain ? CompletableFuture.completedFuture(true) : holdsNow(claim, loop);
            },
            loop);
  }

  /** When the beat was acknowledged; empty if the log read after it shows another holder. */
  private CompletableFuture<OptionalLong> heldSince(
      Claim claim, CompletableFuture<Long> acknowledged, EventLoop loop) {
    return acknowledged.thenComposeAsync(
        since ->
            readBack(claim, loop)
                .thenApply(
                    state ->
                        state.isHeldBy(claim.attempt(), claim.lease())
                            ? OptionalLong.of(since)
                            : OptionalLong.empty()),
        loop);
  }

  /** Reads the job from the whole log, however long that takes. */
  public CompletableFuture<JobState> readBack(Claim claim, EventLoop loop) {
    return readBack(claim, JobState.UNKNOWN, (state, event) -> state.apply(event.event()), loop);
  }

  /**
   * Reads the jobs of all these claims at once: one pass over the log serves many. Read one by one,
   * the jobs of a worker with many slots took as long as an outage may last.
   */
  public CompletableFuture<Map<Claim, JobState>> readBack(List<Claim> claims, EventLoop loop) {
    Map<Claim, CompletableFuture<JobState>> asked = new LinkedHashMap<>();
    claims.forEach(claim -> asked.put(claim, readBack(claim, loop)));
    return CompletableFuture.allOf(asked.values().toArray(CompletableFuture<?>[]::new))
        .thenApply(
            all -> {
              Map<Claim, JobState> states = new LinkedHashMap<>();
              asked.forEach((claim, state) -> states.put(claim, state.join()));
              return states;
            });
  }

  /** Folds all events of the job, however long it takes to read them. */
  public <S> CompletableFuture<S> readBack(
      Claim claim, S start, BiFunction<S, RecordedEvent, S> fold, EventLoop loop) {
    return Patience.ask(
        loop,
        () -> log.read(claim, start, fold),
        failure ->
            LOG.warn(
                "{} attempt {}: cannot read its events, trying again: {}",
                claim.job(),
                claim.attempt(),
                failure.getMessage()));
  }
}
