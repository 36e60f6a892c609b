package dev.handoff.worker.lane;

import dev.handoff.log.ClientFigure;
import dev.handoff.log.lane.LaneConsumer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Drives the intake of one lane on its thread {@code intake-LANE}, which owns the consumer. */
final class IntakeThread implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(IntakeThread.class);

  private final Intake intake;
  private final LaneConsumer lane;
  private final Slots slots;
  private final Thread thread;

  private volatile boolean isStopping;

  IntakeThread(Intake intake, LaneConsumer lane, Slots slots) {
    this.intake = intake;
    this.lane = lane;
    this.slots = slots;
    this.thread = new Thread(this::run, "intake-" + lane.lane());
  }

  void start() {
    thread.start();
  }

  Intake intake() {
    return intake;
  }

  private void run() {
    try {
      while (!isStopping && !intake.isOver()) {
        turn();
      }
    } catch (InterruptedException | WakeupException e) {
      // close() was called
    } catch (RuntimeException e) {
      LOG.error("Lane {}: a defect of Handoff ended its intake; restarting it", lane.lane(), e);
    } finally {
      leave();
    }
  }

  private void turn() throws InterruptedException {
    try {
      awaitCause();
      intake.poll();
    } catch (WakeupException e) {
      throw e;
    } catch (AuthorizationException e) {
      LOG.error("Lane {} takes no more jobs: this worker may not read it", lane.lane(), e);
      throw new WakeupException();
    } catch (KafkaException e) {
      LOG.warn("Lane {}: could not take jobs, trying again: {}", lane.lane(), e.getMessage());
      intake.failed(e);
      slots.pause(Duration.ofSeconds(1));
    }
  }

  /** Waits until claims are answered or late, or until a slot is free. */
  private void awaitCause() throws InterruptedException {
    CompletableFuture<?> answers = intake.answersOrNull();
    if (answers == null) {
      slots.awaitFree(lane.batchSize());
      return;
    }
    try {
      answers.get(intake.patience().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("Lane {}: claims have failed or are late", lane.lane()); // the intake looks why
    }
  }

  private void leave() {
    intake.leave();
    try {
      lane.close();
    } catch (KafkaException e) {
      // Its records are delivered again when their locks have run out.
      LOG.info("Lane {}: could not close the consumer: {}", lane.lane(), e.getMessage());
    }
  }

  /** A figure of its Kafka client. */
  double figure(ClientFigure figure) {
    return lane.figure(figure);
  }

  /** Why it takes no jobs, in words, if so. */
  @Nullable String trouble() {
    return isAlive() ? intake.trouble() : "its fetch loop has ended";
  }

  /** False once it has ended, also by itself. */
  boolean isAlive() {
    return thread.isAlive();
  }

  /** Leaves a thread behind that may be stuck. If it ever goes on, it takes no more. */
  void abandon() {
    isStopping = true;
    lane.wakeup();
  }

  /** Waits until the consumer has left the lane; records that were not claimed go back to it. */
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
