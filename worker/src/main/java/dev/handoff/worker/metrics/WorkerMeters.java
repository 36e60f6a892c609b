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
 * What one worker did and is, by the names of docs/metrics.md. All is read when it is asked for.
 */
public final class WorkerMeters {

  private final Instruments instruments = new Instruments();
  private final ClientMeters clients = new ClientMeters(instruments);

  /** What the attempts came to. */
  public WorkerMeters count(AttemptTally tally) {
    counter(
        "handoff.attempts.fenced",
        "Attempts that were another's",
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
        "Records of the lane that nobody can read",
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

  /** How many slots a lane has here, and how many are used. */
  public WorkerMeters slots(String lane, DoubleSupplier slots, DoubleSupplier used) {
    Tags tags = Tags.of("lane", lane);
    gauge("handoff.slots", "Attempts that can run at once", tags, slots);
    gauge("handoff.slots.used", "Attempts that run", tags, used);
    return this;
  }

  /** Since the last acknowledged beat was sent, in seconds; and how many got no acknowledgement. */
  public WorkerMeters beats(DoubleSupplier age, DoubleSupplier failed) {
    gauge("handoff.beat.age.seconds", "Since the last acknowledged beat", Tags.empty(), age);
    counter("handoff.beats.failed", "Beats without an acknowledgement", Tags.empty(), failed);
    return this;
  }

  /** Bytes that the disk of the work folder has left. */
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

  /** Jobs that its steward failed on, and set aside. */
  public WorkerMeters setAside(IntSupplier jobs) {
    gauge(
        "handoff.steward.jobs.set.aside",
        "Jobs that this steward failed on, and set aside",
        Tags.empty(),
        jobs::getAsInt);
    return this;
  }

  /**
   * Whether nothing keeps strangers' briefs out, and which records did not count for their
   * signature.
   */
  public WorkerMeters trust(BooleanSupplier isUnprotected, ToDoubleFunction<Distrust> refused) {
    gauge(
        "handoff.worker.unprotected",
        "1 if it runs what anybody writes",
        Tags.empty(),
        asNumber(isUnprotected));
    for (Distrust why : Distrust.values()) {
      counter(
          "handoff.records.refused",
          "Records that did not count for their signature",
          Tags.of("reason", why.label()),
          () -> refused.applyAsDouble(why));
    }
    return this;
  }

  /** What a producer tells of itself. */
  public WorkerMeters producer(String name, ToDoubleFunction<ClientFigure> figures) {
    clients.add(Side.PRODUCER, Tags.of("producer", name), figures);
    return this;
  }

  /** What the consumers of a lane tell of themselves. */
  public WorkerMeters consumer(String lane, ToDoubleFunction<ClientFigure> figures) {
    clients.add(Side.LANE, Tags.of("lane", lane), figures);
    return this;
  }

  /** What the program was built of. */
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

  /** In the text format of Prometheus. */
  public String text() {
    return instruments.text();
  }
}
