package dev.handoff.worker.lane;

import dev.handoff.log.ClientFigure;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.lane.LaneConsumer;
import dev.handoff.worker.lease.HostClock;
import dev.handoff.worker.log.FailPoint;
import dev.handoff.worker.log.WorkerLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One lane that the worker serves: its slots, and the intake that fills them and may go deaf. */
public final class LaneService {

  private static final Logger LOG = LoggerFactory.getLogger(LaneService.class);

  private final KafkaSettings kafka;
  private final WorkerLog log;
  private final Slots slots;
  private final FailPoint failPoint;

  // Guarded by this.
  private IntakeThread intake;
  private Hearing hearing = Hearing.FRESH;
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

  /** Enters the lane, at first or after a pause. */
  public synchronized void resume() {
    if (isPaused) {
      isPaused = false;
      hearing = Hearing.FRESH;
      start();
    }
  }

  /**
   * Leaves the lane for a while: what its consumer may have fetched goes back to it. Claims that
   * are on their way are waited for, by being asked again.
   */
  public synchronized void pause() {
    if (isTaking && !intake.intake().isClaiming()) {
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
                new Burial(log, slots.lane())),
            consumer,
            slots);
    intake.start();
  }

  /**
   * Judges whether the intake still hears, and starts it anew if it does not.
   *
   * @param waiting records of the lane that no worker has
   */
  synchronized void look(long waiting) {
    if (!isTaking) {
      return;
    }
    if (!intake.isAlive()) {
      LOG.error("Lane {}: its intake has ended by itself: starting it anew", slots.lane());
      restart();
      return;
    }
    // An intake whose claims get no answer keeps its records, however long that takes: given back
    // again and again they would be archived.
    int free = intake.intake().isClaiming() ? 0 : slots.size() - slots.use().used();
    hearing = hearing.look(waiting, free, intake.intake().taken());
    if (hearing.isDeaf()) {
      LOG.error(
          "Lane {}: {} records wait, slots are free, and nothing arrives: starting its intake anew",
          slots.lane(),
          waiting);
      restart();
    }
  }

  synchronized void restart() {
    intake.abandon();
    hearing = Hearing.FRESH;
    start();
  }

  public synchronized boolean isHearing() {
    return hearing.silentLooks() == 0 && (!isTaking || intake.isAlive());
  }

  /** One of its Kafka clients' figures; of a lane that was never entered, nothing. */
  public synchronized double figure(ClientFigure figure) {
    return intake == null ? figure.ofNone() : intake.figure(figure);
  }

  /** What keeps it from taking jobs that it should, in words; null if nothing does. */
  public synchronized String trouble() {
    if (!isTaking) {
      return null;
    }
    return hearing.silentLooks() > 1
        ? "records wait, slots are free, and none arrives"
        : intake.trouble();
  }

  /** Takes no more; what runs goes on. */
  public synchronized void stopTaking() {
    isTaking = false;
    isPaused = false;
    slots.stopTaking();
    if (intake != null) {
      intake.close();
    }
  }
}
