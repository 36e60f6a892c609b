package dev.handoff.worker;

import dev.handoff.job.JobEvent.Started;
import dev.handoff.log.ClientFigure;
import dev.handoff.log.LaneConsumer;
import dev.handoff.log.LaneDelivery;
import dev.handoff.worker.attempt.HostUptime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes records from one lane while slots are free, claims them, and hands them to the slots.
 *
 * <p>A record is accepted as soon as its claim is on the log, not when the work is done: a lock
 * held for hours would stall the lane and end with any dropped connection. All on one thread,
 * {@code intake-LANE}.
 */
final class Intake implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

  /**
   * A share consumer tells of rights that were taken away, or of a lost login, with its next poll
   * only.
   */
  private static final Duration POLL = Duration.ofSeconds(5);

  /** How long a claim may take before it is appended again and the record's lock renewed. */
  private static final Duration CLAIM_PATIENCE = Duration.ofSeconds(4);

  private final WorkerLog log;
  private final LaneConsumer lane;
  private final Slots slots;
  private final String isolation;
  private final FailPoint failPoint;
  private final Burial burial;
  private final Thread thread;

  private volatile boolean isStopping;
  private volatile long takenCount; // written by the intake's thread only
  private final FetchProgress progress = new FetchProgress(System::nanoTime);

  /**
   * @param isolation how children will be held, as claims tell it
   */
  Intake(WorkerLog log, LaneConsumer lane, Slots slots, String isolation, FailPoint failPoint) {
    this.log = log;
    this.isolation = isolation;
    this.lane = lane;
    this.slots = slots;
    this.failPoint = failPoint;
    this.burial = new Burial(log, lane.lane());
    this.thread = new Thread(this::run, "intake-" + lane.lane());
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!isStopping) {
        takeSome();
      }
    } catch (InterruptedException | WakeupException e) {
      // close() was called
    } catch (RuntimeException e) {
      LOG.error("Lane {}: a defect of Handoff ended its intake; it is begun anew", lane.lane(), e);
    } finally {
      leave();
    }
  }

  private void leave() {
    try {
      lane.close();
    } catch (KafkaException e) {
      // What it held comes again when its locks have run out.
      LOG.info("Lane {}: could not be left in order: {}", lane.lane(), e.getMessage());
    }
  }

  private void takeSome() throws InterruptedException {
    try {
      int free = slots.awaitFree();
      List<LaneDelivery> taken = free == 0 ? List.of() : poll(free);
      if (!taken.isEmpty()) {
        failPoint.reached(FailPoint.Step.AFTER_POLL);
        claimAll(taken);
      }
    } catch (WakeupException e) {
      throw e;
    } catch (AuthorizationException e) {
      LOG.error("Lane {} takes no more jobs: this worker may not read it", lane.lane(), e);
      throw new WakeupException();
    } catch (KafkaException e) {
      LOG.warn("Lane {}: could not take jobs, trying again: {}", lane.lane(), e.getMessage());
      progress.failed(e.getMessage());
      slots.pause(Duration.ofSeconds(1));
    }
  }

  private List<LaneDelivery> poll(int free) {
    progress.polls();
    List<LaneDelivery> taken = lane.poll(free, POLL);
    progress.polled();
    return taken;
  }

  private void claimAll(List<LaneDelivery> taken) throws InterruptedException {
    List<Claim> claims = new ArrayList<>(taken.size());
    List<LaneDelivery> dead = new ArrayList<>();
    long now = HostUptime.nanoTime();
    for (LaneDelivery delivery : taken) {
      if (delivery.refusal() != null) {
        dead.add(delivery);
      } else if (log.isPastRetention(delivery.lane().job())) {
        LOG.info("Dropped {}: its events are past retention", delivery.lane().job());
      } else {
        claims.add(
            Claim.of(
                delivery.lane(), delivery.offset(), delivery.isFresh(), delivery.signer(), now));
      }
    }
    takenCount += taken.size();
    if (appendUntilAcknowledged(claims, dead, taken)) {
      failPoint.reached(FailPoint.Step.AFTER_STARTED);
      taken.forEach(lane::accept);
      lane.commit();
      claims.forEach(slots::start);
      log.tally().lane(lane.lane()).deadLettered(dead.size());
    }
  }

  /** False if the worker stops first: then the records go back to the lane when it is left. */
  private boolean appendUntilAcknowledged(
      List<Claim> claims, List<LaneDelivery> dead, List<LaneDelivery> taken)
      throws InterruptedException {
    progress.claims();
    try {
      while (!isStopping) {
        Stream<CompletableFuture<?>> starts =
            claims.stream().map(claim -> log.append(claim, started(claim)));
        CompletableFuture<?>[] appends =
            Stream.concat(starts, dead.stream().map(burial::bury))
                .toArray(CompletableFuture<?>[]::new);
        try {
          CompletableFuture.allOf(appends).get(CLAIM_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
          return true;
        } catch (ExecutionException | TimeoutException e) {
          if (e.getCause() instanceof InvalidTimestampException) {
            return refusedClock(e.getCause());
          }
          if (e.getCause() instanceof AuthorizationException) {
            return refused(e.getCause());
          }
          // The same lease again: a claim that did arrive is repeated, not made twice.
          LOG.warn("Lane {}: no answer to {} claims, trying again", lane.lane(), claims.size(), e);
          claims.removeIf(this::isOfAnotherCluster);
          lane.renew(taken);
        }
      }
      return false;
    } finally {
      progress.claimed();
    }
  }

  /** The records go back for workers whose clocks are right; a later intake may find it mended. */
  private boolean refusedClock(Throwable refusal) {
    LOG.error(
        "Lane {}: the broker refuses what this host's clock stamps; it takes no jobs until that is"
            + " mended",
        lane.lane(),
        refusal);
    isStopping = true;
    return false;
  }

  /** The records go back for workers that may; this one looks again for what it may do. */
  private boolean refused(Throwable refusal) {
    LOG.error(
        "Lane {}: this worker may not claim jobs, and gives back what it took: {}",
        lane.lane(),
        refusal.getMessage());
    isStopping = true;
    return false;
  }

  /** Its claim could be tried for ever: there is no partition that could hold it. */
  private boolean isOfAnotherCluster(Claim claim) {
    boolean isOfAnother = claim.job().partition() >= log.status().partitions();
    if (isOfAnother) {
      LOG.error(
          "Lane {}: dropped {}: the status topic has no partition {}, so it cannot have been"
              + " submitted here",
          lane.lane(),
          claim.job(),
          claim.job().partition());
    }
    return isOfAnother;
  }

  private Started started(Claim claim) {
    return new Started(
        log.now(), claim.attempt(), claim.lease(), log.workerId(), claim.laneOffset(), isolation);
  }

  /** One of its Kafka clients' figures. */
  double figure(ClientFigure figure) {
    return lane.figure(figure);
  }

  /** How many records it has taken so far. */
  long taken() {
    return takenCount;
  }

  /** Whether it holds records whose claims are not on the log yet: it waits, and is not deaf. */
  boolean isClaiming() {
    return progress.isClaiming();
  }

  /** What keeps it from taking jobs, in words; null if nothing does. */
  String trouble() {
    return isAlive() ? progress.trouble() : "its fetch loop has ended";
  }

  /** False once it has ended, also by itself. */
  boolean isAlive() {
    return thread.isAlive();
  }

  /** Leaves a thread that may be stuck to itself: should it ever go on, it takes no more. */
  void abandon() {
    isStopping = true;
    lane.wakeup();
  }

  /** Returns when the lane is left: what was taken and not claimed goes back to it. */
  @Override
  public void close() {
    abandon();
    try {
      thread.join(Duration.ofSeconds(15).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
