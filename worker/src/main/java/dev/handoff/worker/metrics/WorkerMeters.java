package dev.handoff.worker.metrics;

import dev.handoff.log.ClientFigure;
import dev.handoff.log.ClientFigure.Side;
import dev.handoff.trust.Distrust;
import io.micrometer.core.instrument.Tags;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Exports the metrics of one worker, by the names of docs/metrics.md. Values are read at each
 * scrape.
 */
public final class WorkerMeters {

  private final Instruments instruments = new Instruments();
  private final ClientMeters clients = new ClientMeters(instruments);

  /** The outcomes of the attempts. */
  public WorkerMeters count(AttemptTally tally) {
    counter(
        "handoff.attempts.fenced",
        "Attempts whose lease another worker has",
        Tags.empty(),
        tally::fencedCount);
    tally.byLane().forEach(this::count);
    return this;
  }

  private void count(String lane, AttemptTally.OfLane tally) {
    Tags tags = Tags.of("lane", lane);
    counter("handoff.attempts.started", "Attempts begun", tags, tally.startedCount()::sum);
    counter(
        "handoff.records.dead.lettered",
        "Records of the lane that were rejected",
        tags,
        tally.deadLetteredCount()::sum);
    ended(tags, "completed", "none", tally.completedCount());
    ended(tags, "cancelled", "none", tally.cancelledCount());
    tally.failedCounts().forEach((reason, count) -> ended(tags, "failed", reason.label(), count));
    tally.againCounts().forEach((reason, count) -> ended(tags, "retry", reason.label(), count));
  }

  private void ended(Tags lane, String outcome, String reason, LongAdder count) {
    Tags tags = lane.and("outcome", outcome, "reason", reason);
    counter("handoff.attempts.ended", "Attempts that were ended on the log", tags, count::sum);
  }

  /** The slots of a lane here, and the used ones. */
  public WorkerMeters slots(String lane, DoubleSupplier slots, DoubleSupplier used) {
    Tags tags = Tags.of("lane", lane);
    gauge("handoff.slots", "Attempts that can run at once", tags, slots);
    gauge("handoff.slots.used", "Attempts that run", tags, used);
    return this;
  }

  /** Seconds since the last acknowledged beat was sent, and the number of failed beats. */
  public WorkerMeters beats(DoubleSupplier age, DoubleSupplier failed) {
    gauge("handoff.beat.age.seconds", "Since the last acknowledged beat", Tags.empty(), age);
    counter("handoff.beats.failed", "Beats without an acknowledgement", Tags.empty(), failed);
    return this;
  }

  /** Free bytes on the disk of the work folder. */
  public WorkerMeters room(DoubleSupplier free) {
    gauge("handoff.work.free.bytes", "Room on the disk of the work folder", Tags.empty(), free);
    return this;
  }

  /** Whether it is ready, and whether it has a steward's seat. */
  public WorkerMeters roles(BooleanSupplier isReady, BooleanSupplier isSteward) {
    gauge("handoff.worker.ready", "1 if /readyz says so", Tags.empty(), asNumber(isReady));
    gauge(
        "handoff.worker.steward",
        "1 if it has a steward's seat",
        Tags.empty(),
        asNumber(isSteward));
    return this;
  }

  /** The jobs that its steward failed on and set aside. */
  public WorkerMeters setAside(IntSupplier jobs) {
    gauge(
        "handoff.steward.jobs.set.aside",
        "Jobs that this steward failed on and set aside",
        Tags.empty(),
        jobs::getAsInt);
    return this;
  }

  /**
   * Whether the worker would run strangers' briefs, and the number of records refused for their
   * signature.
   */
  public WorkerMeters trust(BooleanSupplier isUnprotected, ToDoubleFunction<Distrust> refused) {
    gauge(
        "handoff.worker.unprotected",
        "1 if it runs whatever is in its lanes",
        Tags.empty(),
        asNumber(isUnprotected));
    for (Distrust why : Distrust.values()) {
      counter(
          "handoff.records.refused",
          "Records refused for their signature",
          Tags.of("reason", why.label()),
          () -> refused.applyAsDouble(why));
    }
    return this;
  }

  /** The metrics of a producer. */
  public WorkerMeters producer(String name, ToDoubleFunction<ClientFigure> figures) {
    clients.add(Side.PRODUCER, Tags.of("producer", name), figures);
    return this;
  }

  /** The metrics of a lane's consumers. */
  public WorkerMeters consumer(String lane, ToDoubleFunction<ClientFigure> figures) {
    clients.add(Side.LANE, Tags.of("lane", lane), figures);
    return this;
  }

  /** The version that the program was built from. */
  public WorkerMeters build(String version, String commit) {
    instruments.build(version, commit);
    return this;
  }

  private static DoubleSupplier asNumber(BooleanSupplier fact) {
    return () -> fact.getAsBoolean() ? 1 : 0;
  }

  private void gauge(String name, String description, Tags tags, DoubleSupplier value) {
    instruments.gauge(name, description, tags, value);
  }

  private void counter(String name, String description, Tags tags, DoubleSupplier value) {
    instruments.counter(name, description, tags, value);
  }

  /** Returns the text format of Prometheus. */
  public String text() {
    return instruments.text();
  }
}
