package dev.handoff.worker.lane;

import dev.handoff.log.lane.LaneDelivery;
import dev.handoff.log.lane.LaneRecord;
import dev.handoff.log.lane.LaneSource;
import dev.handoff.log.status.NoSuchPartitionException;
import dev.handoff.worker.lease.HostClock;
import dev.handoff.worker.log.Claim;
import dev.handoff.worker.log.FactLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes records from one lane while slots are free, claims them, and hands them to the slots.
 *
 * <p>A record is accepted as soon as its claim is on the log, not when the work is done: a lock
 * held for hours would stall the lane and end with any dropped connection.
 *
 * <p>No thread of its own: {@link IntakeThread} polls it; other threads may only read its state.
 */
public final class Intake {

  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

  /**
   * A share consumer reports revoked rights or a lost login only at its next poll, so polls are
   * short.
   */
  private static final Duration POLL = Duration.ofSeconds(5);

  /** How long a claim may take before it is appended again and the record's lock renewed. */
  private static final Duration CLAIM_PATIENCE = Duration.ofSeconds(4);

  private final String name;
  private final FactLog log;
  private final LaneSource lane;
  private final Slots slots;
  private final HostClock clock;
  private final Rejects rejects;
  private final FetchProgress progress;

  private volatile long takenCount; // written by the polling thread only
  private volatile boolean isOver;

  // Owned by the polling thread: the pending claims and their records, if there are any.
  private @Nullable Batch batch;

  /** The records of one poll, until all of them are claimed. */
  private static final class Batch {
    private final List<LaneDelivery> taken;
    private final List<Claim> claims = new ArrayList<>();
    private final List<LaneDelivery> dead = new ArrayList<>();
    private final Map<String, CompletableFuture<Long>> starts = new HashMap<>(); // by lease
    private final Map<String, CompletableFuture<Long>> early = new HashMap<>(); // by lease
    private CompletableFuture<?> answers = new CompletableFuture<>();
    private long askedAt;

    Batch(List<LaneDelivery> taken) {
      this.taken = taken;
    }

    /** Those that are already started, or the others. */
    private List<Claim> started(boolean areEarly) {
      return claims.stream().filter(claim -> early.containsKey(claim.lease()) == areEarly).toList();
    }

    private void append(FactLog log, Claim claim) {
      CompletableFuture<Long> answer = log.append(claim, log.started(claim));
      starts.put(claim.lease(), answer);
      CompletableFuture<Long> first = early.get(claim.lease());
      if (first != null) {
        answer.thenAccept(first::complete);
      }
    }

    /** The last answers decide: nobody makes these claims again. */
    private void giveUp() {
      early.forEach(
          (lease, onLog) ->
              Objects.requireNonNull(starts.get(lease), "each claim is made at once")
                  .whenComplete(
                      (offset, failure) -> {
                        if (failure == null) {
                          onLog.complete(offset);
                        } else {
                          onLog.completeExceptionally(failure);
                        }
                      }));
    }
  }

  /** For the lane of the slots. */
  public Intake(FactLog log, LaneSource lane, Slots slots, HostClock clock, Rejects rejects) {
    this.name = slots.lane();
    this.log = log;
    this.lane = lane;
    this.slots = slots;
    this.clock = clock;
    this.rejects = rejects;
    // Shown to people, decides nothing, and is read four times per batch: the host's clock is a
    // file, so the cheap clock is used.
    this.progress = new FetchProgress(System::nanoTime);
  }

  /**
   * Takes and claims records, or goes on with the pending claims. Waits for records as long as the
   * lane does, but never for the log.
   */
  public void poll() {
    if (batch == null) {
      take();
    } else {
      goOn(batch);
    }
  }

  private void take() {
    int free = slots.free();
    if (free == 0) {
      return;
    }
    progress.polls();
    List<LaneDelivery> taken = lane.poll(free, POLL);
    progress.polled();
    if (!taken.isEmpty()) {
      claim(taken);
    }
  }

  private void claim(List<LaneDelivery> taken) {
    Batch next = new Batch(taken);
    long now = clock.nanoTime();
    for (LaneDelivery delivery : taken) {
      if (delivery.refusal() != null) {
        next.dead.add(delivery);
        continue;
      }
      LaneRecord record =
          Objects.requireNonNull(delivery.lane(), "a delivery has its record or a refusal");
      if (log.isPastRetention(record.job())) {
        LOG.info("Dropped {}: its events are past retention", record.job());
      } else {
        next.claims.add(
            new Claim(
                record,
                log.newLease(),
                delivery.offset(),
                delivery.isFresh(),
                now,
                delivery.signer()));
      }
    }
    takenCount += taken.size();
    progress.claims();
    next.claims.stream()
        .filter(this::mayStartEarly)
        .forEach(claim -> next.early.put(claim.lease(), new CompletableFuture<>()));
    append(next);
    batch = next;
    start(next, true);
  }

  /**
   * An attempt that may run twice need not wait for its claim: its end is appended behind it. But
   * what was never submitted to this cluster does not run.
   */
  private boolean mayStartEarly(Claim claim) {
    return slots.mayStartEarly(claim) && log.hasPartition(claim.job());
  }

  private void start(Batch some, boolean areEarly) {
    Map<String, CompletableFuture<Long>> onLog = areEarly ? some.early : some.starts;
    slots.start(
        some.started(areEarly),
        claim -> Objects.requireNonNull(onLog.get(claim.lease()), "each claim is made at once"));
  }

  private void append(Batch next) {
    next.claims.forEach(claim -> next.append(log, claim));
    next.askedAt = clock.nanoTime();
    next.answers =
        CompletableFuture.allOf(
            Stream.concat(
                    next.claims.stream().map(claim -> next.starts.get(claim.lease())),
                    next.dead.stream().map(rejects::reject))
                .toArray(CompletableFuture<?>[]::new));
  }

  private void goOn(Batch pending) {
    if (pending.answers.isCompletedExceptionally()) {
      failed(pending, cause(pending.answers));
    } else if (pending.answers.isDone()) {
      claimed(pending);
    } else if (patience(pending).isZero()) {
      again(pending, "no answer within " + CLAIM_PATIENCE.toSeconds() + " s");
    }
  }

  private void claimed(Batch done) {
    batch = null;
    done.taken.forEach(lane::accept);
    lane.commit();
    progress.claimed();
    start(done, false);
    rejects.buried(done.dead.size());
  }

  private void failed(Batch pending, Throwable failure) {
    if (failure instanceof InvalidTimestampException) {
      refusedClock(failure);
    } else if (failure instanceof AuthorizationException) {
      refused(failure);
    } else {
      again(pending, failure.toString());
    }
  }

  /** Appends the same lease again: if the first append did arrive, this only repeats the claim. */
  private void again(Batch pending, String why) {
    LOG.warn(
        "Lane {}: {} claims are not on the log, trying again: {}",
        name,
        pending.claims.size(),
        why);
    pending.claims.removeIf(claim -> isOfAnotherCluster(pending, claim));
    lane.renew(pending.taken);
    append(pending);
  }

  private static Throwable cause(CompletableFuture<?> failed) {
    return failed
        .handle((value, failure) -> failure.getCause() == null ? failure : failure.getCause())
        .join();
  }

  /** Releases the records to workers with a correct clock; a later intake tries again. */
  private void refusedClock(Throwable refusal) {
    LOG.error(
        "Lane {}: the broker refuses the timestamps of this host's clock; this worker takes no jobs"
            + " until the clock is set",
        name,
        refusal);
    progress.claimed();
    isOver = true;
    leave();
  }

  /** Releases the records to workers with the right to claim; a later intake tries again. */
  private void refused(Throwable refusal) {
    LOG.error(
        "Lane {}: this worker may not claim jobs and gives back what it took: {}",
        name,
        refusal.getMessage());
    progress.claimed();
    isOver = true;
    leave();
  }

  /**
   * Makes no pending claim again. The attempts that have started early end without a report if
   * their claim does not get on the log by itself. By the polling thread, which polls no more.
   */
  public void leave() {
    if (batch != null) {
      batch.giveUp();
    }
  }

  /** The claim can never succeed: the status topic has no partition for the job. */
  private boolean isOfAnotherCluster(Batch pending, Claim claim) {
    CompletableFuture<Long> start = pending.starts.get(claim.lease());
    boolean isForeign =
        start != null
            && start.isCompletedExceptionally()
            && start
                .handle((offset, failure) -> NoSuchPartitionException.isReasonOf(failure))
                .join();
    if (isForeign) {
      LOG.error(
          "Lane {}: dropped {}: the status topic has no partition {}, so it cannot have been"
              + " submitted here",
          name,
          claim.job(),
          claim.job().partition());
    }
    return isForeign;
  }

  /** Whether it waits for its claims to be on the log; then it has not stalled. */
  boolean isClaiming() {
    return progress.isClaiming();
  }

  /** Completes when the pending claims are answered; null: none are. By the polling thread. */
  public @Nullable CompletableFuture<?> answersOrNull() {
    return batch == null ? null : batch.answers;
  }

  /** The time until unanswered claims are appended again. By the polling thread. */
  public Duration patience() {
    return batch == null ? Duration.ZERO : patience(batch);
  }

  private Duration patience(Batch pending) {
    Duration left = CLAIM_PATIENCE.minusNanos(clock.nanoTime() - pending.askedAt);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** It must not be polled again: its records go back when the consumer leaves the lane. */
  boolean isOver() {
    return isOver;
  }

  /** The number of records taken so far. */
  long taken() {
    return takenCount;
  }

  /** A poll threw: the broker does not answer or refuses. */
  void failed(KafkaException refusal) {
    progress.failed(refusal);
  }

  /** What keeps it from taking jobs, in words, if anything does. */
  @Nullable String trouble() {
    return progress.trouble();
  }
}
