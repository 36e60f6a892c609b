package dev.handoff.worker;

import dev.handoff.log.ControlLog.Orders;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.LaneConsumer;
import dev.handoff.log.SeatConsumer;
import dev.handoff.log.TopicSetup;
import dev.handoff.log.WorkerBeat;
import dev.handoff.worker.attempt.AttemptRunner;
import dev.handoff.worker.attempt.AttemptSettings;
import dev.handoff.worker.attempt.Isolation;
import dev.handoff.worker.attempt.StopSignal.Why;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs jobs: the parts of a worker, wired, started top-down and stopped in order. Close may be
 * called twice, and without a start.
 */
public final class Worker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  private final KafkaSettings kafka;
  private final WorkerSettings settings;
  private final Instant startedAt = Instant.now();

  // Guarded by this; in the order in which they were started.
  private WorkerLog log;
  private Beat beat;
  private LeaseGuard leaseGuard;
  private HandlerRun handlers;
  private Orders orders;
  private Seats seats;
  private StewardLoop steward;
  private final RunningAttempts running = new RunningAttempts();
  private final List<Slots> slots = new ArrayList<>();
  private final List<Intake> intakes = new ArrayList<>();

  public Worker(KafkaSettings kafka, WorkerSettings settings) {
    this.kafka = kafka;
    this.settings = settings;
  }

  /**
   * Creates missing topics, and takes jobs from when it returns.
   *
   * @throws TopicSetup.TopicSetupException if the cluster is not as it must be
   * @throws org.apache.kafka.common.KafkaException if no broker answers
   */
  public synchronized void start() throws InterruptedException {
    try (Admin admin = kafka.admin()) {
      new TopicSetup(admin, kafka.topics(), settings.topics()).ensure(settings.lanes().keySet());
    }
    Isolation isolation = Isolation.best();
    log = new WorkerLog(kafka, settings);
    beat = new Beat(log, () -> beatOf(isolation));
    LeaseCheck leaseCheck = new LeaseCheck(log, beat, settings.lease().beat());
    leaseGuard = new LeaseGuard(settings.lease(), beat, running, leaseCheck);
    SlotRun slotRun = slotRun(isolation, leaseCheck);
    settings.lanes().forEach((lane, size) -> slots.add(new Slots(lane, size, slotRun)));
    orders = log.control().follow(settings.id(), running::obey);
    beat.start(settings.lease().beat());
    leaseGuard.start();
    startSteward();
    for (Slots ofLane : slots) {
      LaneConsumer consumer = new LaneConsumer(kafka, ofLane.lane(), ofLane.size());
      intakes.add(new Intake(log, consumer, ofLane, isolation.label()));
    }
    intakes.forEach(Intake::start);
    LOG.info("Worker {} serves {} on {}", settings.id(), lanesText(), kafka.bootstrapServers());
  }

  private SlotRun slotRun(Isolation isolation, LeaseCheck leaseCheck) {
    handlers = new HandlerRun(log, settings.handlers(), running);
    AttemptRunner attempts = new AttemptRunner(attemptSettings(), isolation);
    CommandRun commands = new CommandRun(log, attempts, leaseCheck, running);
    return new SlotRun(leaseCheck, handlers, commands, new EndTeller(log, leaseCheck));
  }

  /** A frozen worker's children must be gone before its leases lapse. */
  private AttemptSettings attemptSettings() {
    LeaseSettings lease = settings.lease();
    return AttemptSettings.in(settings.workFolder())
        .withSilence(lease.lapse().minus(lease.beat()).minus(lease.margin()));
  }

  private void startSteward() {
    seats = new Seats(new SeatConsumer(kafka));
    steward = new StewardLoop(kafka, settings.lease(), new StewardHands(log), seats::seat);
    seats.start();
    steward.start();
  }

  private WorkerBeat beatOf(Isolation isolation) {
    return new WorkerBeat(
        log.now(),
        settings.id(),
        hostName(),
        ProcessHandle.current().pid(),
        startedAt,
        versionOrUnknown(),
        isolation.label(),
        slots.stream().map(Slots::use).toList(),
        slots.stream().flatMap(ofLane -> ofLane.held().stream()).toList());
  }

  /** How many attempts run now. */
  public synchronized int running() {
    return slots.stream().mapToInt(ofLane -> ofLane.use().used()).sum();
  }

  /**
   * Takes no more jobs, lets running ones finish for the drain time, and gives the rest back. Beats
   * stop last: until then everybody must know that the attempts are alive.
   */
  @Override
  public void close() {
    stopTaking();
    long deadline = System.nanoTime() + settings.drain().toNanos();
    slots.forEach(ofLane -> ofLane.awaitIdle(deadline));
    running.stopAll(Why.WORKER_STOPPING);
    slots.forEach(Slots::close);
    stopRest();
  }

  private synchronized void stopTaking() {
    intakes.forEach(Intake::stopTaking);
    intakes.forEach(Intake::close);
    intakes.clear();
  }

  /** In the order of who needs whom: what was given back just now is for other stewards. */
  private synchronized void stopRest() {
    if (log == null) {
      return;
    }
    handlers.close();
    orders.close();
    steward.close();
    seats.close();
    leaseGuard.close();
    beat.close();
    log.close();
    log = null;
    LOG.info("Worker {} has stopped", settings.id());
  }

  private String lanesText() {
    return settings.lanes().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(lane -> lane.getKey() + " (" + lane.getValue() + ")")
        .toList()
        .toString();
  }

  private static String versionOrUnknown() {
    String version = Worker.class.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }
}
