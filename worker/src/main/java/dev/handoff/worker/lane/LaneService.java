package dev.handoff.worker.lane;

import dev.handoff.log.ClientFigure;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.lane.LaneConsumer;
import dev.handoff.worker.lease.HostClock;
import dev.handoff.worker.log.FailPoint;
import dev.handoff.worker.log.WorkerLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves one lane: owns its slots and the intake that fills them, and restarts a stalled intake.
 */
public final class LaneService {

  private static final Logger LOG = LoggerFactory.getLogger(LaneService.class);

  private final KafkaSettings kafka;
  private final WorkerLog log;
  private final Slots slots;
  private final FailPoint failPoint;

  // Guarded by this.
  private @Nullable IntakeThread intake;
  private IntakeProgress progress = IntakeProgress.FRESH;
  private boolean isTaking;
  private boolean isPaused = true;

  public LaneService(KafkaSettings kafka, WorkerLog log, Slots slots, FailPoint failPoint) {
    this.kafka = kafka;
    this.log = log;
    this.slots = slots;
    this.failPoint = failPoint;
  }

  public Slots slots() {
    return slots;
  }

  /** Enters the lane, for the first time or after a pause. */
  public synchronized void resume() {
    if (isPaused) {
      isPaused = false;
      progress = IntakeProgress.FRESH;
      start();
    }
  }

  /**
   * Leaves the lane for a while; fetched records go back to it. Does nothing while claims are
   * pending: the caller tries again later.
   */
  public synchronized void pause() {
    if (isTaking && intake != null && !intake.intake().isClaiming()) {
      isTaking = false;
      isPaused = true;
      intake.abandon();
    }
  }

  private void start() {
    isTaking = true;
    LaneConsumer consumer = new LaneConsumer(kafka, slots.lane(), slots.size());
    intake =
        new IntakeThread(
            new Intake(
                log,
                new FailPointLane(consumer, failPoint),
                slots,
                HostClock.REAL,
                new DeadLettering(log, slots.lane())),
            consumer,
            slots);
    intake.start();
  }

  /**
   * Checks whether the intake has stalled, and restarts it if so.
   *
   * @param waiting the number of records of the lane that no worker has
   */
  synchronized void look(long waiting) {
    if (!isTaking || intake == null) {
      return;
    }
    if (!intake.isAlive()) {
      LOG.error("Lane {}: its intake has ended by itself; restarting it", slots.lane());
      restart();
      return;
    }
    // An intake with unanswered claims keeps its records, however long that takes: records that are
    // given back again and again would be archived.
    int free = intake.intake().isClaiming() ? 0 : slots.size() - slots.use().used();
    progress = progress.look(waiting, free, intake.intake().taken());
    if (progress.isStalled()) {
      LOG.error(
          "Lane {}: {} records wait and slots are free, but nothing arrives; restarting its intake",
          slots.lane(),
          waiting);
      restart();
    }
  }

  synchronized void restart() {
    if (intake != null) {
      intake.abandon();
    }
    progress = IntakeProgress.FRESH;
    start();
  }

  public synchronized boolean isHearing() {
    return progress.silentLooks() == 0 && (!isTaking || intake != null && intake.isAlive());
  }

  /** A figure of its Kafka client; none if the lane was never entered. */
  public synchronized double figure(ClientFigure figure) {
    return intake == null ? figure.ofNone() : intake.figure(figure);
  }

  /** Why it takes no jobs although it should, in words, if so. */
  public synchronized @Nullable String trouble() {
    if (!isTaking || intake == null) {
      return null;
    }
    return progress.silentLooks() > 1
        ? "records wait and slots are free, but none arrives"
        : intake.trouble();
  }

  /** Takes no more records; running attempts go on. */
  public synchronized void stopTaking() {
    isTaking = false;
    isPaused = false;
    slots.stopTaking();
    if (intake != null) {
      intake.close();
    }
  }
}
