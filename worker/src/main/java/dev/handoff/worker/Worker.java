package dev.handoff.worker;

import dev.handoff.file.FileErrorText;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.presence.ControlLog.Orders;
import dev.handoff.log.presence.SeatConsumer;
import dev.handoff.log.presence.WorkerBeat;
import dev.handoff.log.setup.MissingRightsException;
import dev.handoff.log.setup.TopicSetup;
import dev.handoff.log.setup.WorkerRights;
import dev.handoff.trust.Role;
import dev.handoff.worker.attempt.AttemptRunner;
import dev.handoff.worker.attempt.agents.AgentOffer;
import dev.handoff.worker.attempt.agents.Agents;
import dev.handoff.worker.attempt.child.Isolation;
import dev.handoff.worker.attempt.disk.DiskRoom;
import dev.handoff.worker.attempt.folder.WorkFolder;
import dev.handoff.worker.attempt.order.AttemptSettings;
import dev.handoff.worker.attempt.publish.HostName;
import dev.handoff.worker.execution.Admission;
import dev.handoff.worker.execution.CommandRun;
import dev.handoff.worker.execution.OutcomePublisher;
import dev.handoff.worker.execution.SlotRun;
import dev.handoff.worker.execution.SlotThreads;
import dev.handoff.worker.execution.SlotWork;
import dev.handoff.worker.handler.HandlerRun;
import dev.handoff.worker.health.AccessWatch;
import dev.handoff.worker.health.IntakeGate;
import dev.handoff.worker.health.Readiness;
import dev.handoff.worker.health.WorkerEndpoint;
import dev.handoff.worker.lane.LaneService;
import dev.handoff.worker.lane.Slots;
import dev.handoff.worker.lane.StallDetector;
import dev.handoff.worker.lease.Beat;
import dev.handoff.worker.lease.HostClock;
import dev.handoff.worker.lease.LeaseCheck;
import dev.handoff.worker.lease.LeaseGuard;
import dev.handoff.worker.lease.LeaseSettings;
import dev.handoff.worker.lease.RunningAttempts;
import dev.handoff.worker.lease.WrongClockException;
import dev.handoff.worker.log.FailPoint;
import dev.handoff.worker.log.Redaction;
import dev.handoff.worker.log.WorkerLog;
import dev.handoff.worker.loop.Periodic;
import dev.handoff.worker.metrics.AttemptTally;
import dev.handoff.worker.steward.KafkaStewardLog;
import dev.handoff.worker.steward.KafkaSurroundings;
import dev.handoff.worker.steward.StewardActions;
import dev.handoff.worker.steward.StewardDuty;
import dev.handoff.worker.steward.StewardElection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs jobs. Wires the parts of a worker, starts them top-down and stops them in order. Close may
 * be called twice, and without a start.
 */
public final class Worker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  private final KafkaSettings kafka;
  private final WorkerSettings settings;
  private final FailPoint failPoint;
  private final Instant startedAt = Instant.now();

  // Guarded by this; in the order in which they were started.
  private @Nullable WorkFolder workFolder;
  private @Nullable WorkerLog log;
  private @Nullable Beat beat;
  private @Nullable Periodic beats;
  private @Nullable Agents agents;
  private @Nullable Periodic leaseGuard;
  private @Nullable Periodic leaseAnswers;
  private @Nullable HandlerRun handlers;
  private @Nullable Orders orders;
  private @Nullable StewardElection seats;
  private @Nullable StewardDuty steward;
  private @Nullable Periodic stewardTurns;
  private final RunningAttempts running = new RunningAttempts();
  private final List<LaneService> lanes = new ArrayList<>();
  private final AccessWatch access;
  private @Nullable IntakeGate intakeGate;
  private @Nullable StallDetector stallDetector;
  private @Nullable WorkerEndpoint endpoint;
  private @Nullable Readiness readiness;

  public Worker(KafkaSettings kafka, WorkerSettings settings) {
    this(kafka, settings, FailPoint.ofProcess());
  }

  Worker(KafkaSettings kafka, WorkerSettings settings, FailPoint failPoint) {
    this.failPoint = failPoint;
    this.kafka = kafka;
    this.settings = settings;
    this.access = new AccessWatch(kafka, settings.lanes().keySet(), settings.lease());
  }

  /**
   * Creates missing topics and begins to take jobs.
   *
   * @throws TopicSetup.TopicSetupException if the topics cannot be created or have wrong settings
   * @throws UncheckedIOException if the work folder cannot be used
   * @throws ProductionCredentialsException if it sees credentials that look like production's
   * @throws dev.handoff.trust.UntrustedException if the trust file does not permit its own records
   * @throws WrongClockException if the broker refuses the timestamps of this host
   * @throws MissingRightsException if the worker lacks rights that it needs on the cluster
   * @throws org.apache.kafka.common.KafkaException if no broker answers
   */
  public synchronized void start() throws InterruptedException {
    ProductionCredentials.refuse(settings.attempts());
    kafka.signatures().requireOwn(Instant.now(), Role.WORKER);
    requireCluster();
    workFolder = occupyWorkFolder();
    WorkerEndpoint pages = WorkerEndpoint.bind(settings.metrics());
    endpoint = pages;
    Isolation isolation = Isolation.best();
    Agents offered = new Agents(settings.agents(), settings.attempts().environment());
    agents = offered;
    WorkerLog opened = openLog(isolation);
    log = opened;
    Supplier<WorkerBeat> content = () -> beatOf(isolation, opened, offered, pages);
    beat = new Beat(log::append, content, settings.lease(), HostClock.REAL);
    beats = new Periodic("beat", settings.lease().beat(), beat::beat);
    LeaseCheck leaseCheck = new LeaseCheck(log, beat, settings.lease(), HostClock.REAL);
    leaseGuard = leaseGuard(leaseCheck, beat);
    openLanes(isolation, leaseCheck, opened, offered);
    intakeGate = intakeGate();
    orders = log.control().follow(settings.id(), running::obey);
    readiness =
        new Readiness(settings.lease().lapse(), beat::age, intakeGate::notice, laneTroubles());
    StewardElection election = new StewardElection(new SeatConsumer(kafka));
    seats = election;
    StewardDuty duty = startSteward(election, opened, pages);
    endpoint.serve(
        new WorkerEndpoint.Sources(
            log,
            beat,
            intakeGate,
            List.copyOf(lanes),
            election,
            duty::setAsideJobs,
            readiness,
            () -> unprotected().isPresent(),
            kafka.signatures()),
        versionOrUnknown());
    firstBeat(beat);
    beats.start();
    agents.start(beats::soon);
    leaseGuard.start();
    takeJobs(opened, intakeGate);
    readiness.enter(Readiness.Life.TAKING);
    logStart(pages);
  }

  private void requireCluster() throws InterruptedException {
    try (Admin admin = kafka.admin()) {
      new TopicSetup(admin, kafka.topics(), settings.topics()).ensure(settings.lanes().keySet());
      new WorkerRights(admin, kafka.topics(), settings.lanes().keySet()).require();
    }
  }

  private void firstBeat(Beat ofThis) throws InterruptedException {
    try {
      ofThis.first();
    } catch (WrongClockException e) {
      close();
      throw e;
    }
  }

  private void takeJobs(WorkerLog opened, IntakeGate gate) {
    opened.prepare();
    access.start();
    gate.start();
    StallDetector detector = new StallDetector(kafka, List.copyOf(lanes));
    stallDetector = detector;
    detector.start();
  }

  private void logStart(WorkerEndpoint pages) {
    LOG.info("Worker {} serves {} on {}", settings.id(), lanesText(), kafka.bootstrapServers());
    LOG.info(settings.attempts().redactor().summary());
    if (!pages.isOff()) {
      LOG.info("Metrics are at http://{}/metrics", pages.address());
    }
    unprotected().ifPresent(LOG::warn);
  }

  private IntakeGate intakeGate() {
    AttemptSettings attempts = attemptSettings();
    DiskRoom room = new DiskRoom(attempts.folder(), attempts.leastFree());
    return new IntakeGate(room, access, List.copyOf(lanes));
  }

  private WorkerLog openLog(Isolation isolation) {
    return new WorkerLog(
        kafka,
        new WorkerLog.Author(
            settings.id(),
            isolation.label(),
            settings.topics().retention(),
            settings.lease().abandon()),
        new Redaction(settings.attempts().redactor()),
        new AttemptTally(settings.lanes().keySet()));
  }

  private WorkFolder occupyWorkFolder() {
    try {
      WorkFolder folder = WorkFolder.occupy(settings.workFolder());
      folder.clear();
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "worker " + settings.id() + " cannot use its work folder: " + FileErrorText.of(e), e);
    }
  }

  private Periodic leaseGuard(LeaseCheck leaseCheck, Beat ofThis) {
    LeaseGuard guard = new LeaseGuard(settings.lease(), ofThis, running, leaseCheck);
    return new Periodic("lease-guard", LeaseGuard.pause(settings.lease()), guard::look);
  }

  private void openLanes(
      Isolation isolation, LeaseCheck leaseCheck, WorkerLog opened, Agents offered)
      throws InterruptedException {
    HandlerRun inProcess = new HandlerRun(opened, settings.handlers(), running);
    handlers = inProcess;
    AttemptRunner attempts = new AttemptRunner(attemptSettings(), isolation, offered);
    Periodic answers = Periodic.onlyTasks("lease-answers");
    leaseAnswers = answers;
    CommandRun commands = new CommandRun(opened, attempts, leaseCheck, running, answers, failPoint);
    AttemptTally tally = opened.tally();
    OutcomePublisher ends =
        new OutcomePublisher(opened, leaseCheck, tally, settings.times().retry(), new Random());
    Admission admission =
        new Admission(leaseCheck, settings.attempts().policy(), ends, tally, kafka.signatures());
    SlotRun run = new SlotRun(admission, ends, failPoint);
    settings
        .lanes()
        .forEach(
            (name, size) -> {
              SlotThreads threads =
                  new SlotThreads(
                      name,
                      run,
                      loop -> new SlotWork(inProcess, commands, ends, loop),
                      claim -> claim.isFresh() && inProcess.isRepeatable(claim));
              Slots slots = new Slots(name, size, threads);
              lanes.add(new LaneService(kafka, opened, slots, failPoint));
            });
  }

  /** A frozen worker's children must be gone before its leases lapse. */
  private AttemptSettings attemptSettings() {
    LeaseSettings lease = settings.lease();
    return settings.attempts().withSilence(lease.lapse().minus(lease.beat()).minus(lease.margin()));
  }

  private Map<String, Supplier<String>> laneTroubles() {
    return lanes.stream()
        .collect(Collectors.toMap(lane -> lane.slots().lane(), lane -> lane::trouble));
  }

  private StewardDuty startSteward(
      StewardElection election, WorkerLog opened, WorkerEndpoint pages) {
    StewardDuty duty =
        new StewardDuty(
            settings.lease(),
            settings.times().steward(),
            new StewardActions(new KafkaStewardLog(opened)),
            new KafkaSurroundings(kafka, election, pages.readers(kafka, election)));
    steward = duty;
    stewardTurns = new Periodic("steward", StewardDuty.PAUSE, duty::turn);
    election.start();
    stewardTurns.start();
    return duty;
  }

  /** Also the last beat, after a start that failed before all parts were there. */
  private WorkerBeat beatOf(
      Isolation isolation, WorkerLog opened, Agents offered, WorkerEndpoint pages) {
    return new WorkerBeat(
        opened.now(),
        settings.id(),
        HostName.ofThisHost(),
        ProcessHandle.current().pid(),
        startedAt,
        versionOrUnknown(),
        isolation.label(),
        slots().map(Slots::use).toList(),
        slots().flatMap(ofLane -> ofLane.held().stream()).toList(),
        intakeGate == null ? null : intakeGate.notice(),
        offered.offers().map(offers -> offers.stream().map(Worker::told).toList()).orElse(null),
        pages.address(),
        unprotected().isPresent() ? true : null);
  }

  private static WorkerBeat.Agent told(AgentOffer offer) {
    return new WorkerBeat.Agent(offer.name(), offer.version(), offer.problem());
  }

  /** The missing protection against strangers' briefs, in one line; empty if none is missing. */
  public Optional<String> unprotected() {
    return Protection.missing(kafka.signatures(), settings.attempts().policy());
  }

  /** The number of attempts that run now. */
  public synchronized int running() {
    return slots().mapToInt(ofLane -> ofLane.use().used()).sum();
  }

  /**
   * The number of jobs that have not ended: those that run here; for a steward all that it knows,
   * waiting ones too.
   */
  public synchronized int liveJobs() {
    return Math.max(running(), log == null || steward == null ? 0 : steward.liveJobs());
  }

  /** Whether every lane's records reach this worker while it has room for them. */
  public synchronized boolean isHearing() {
    return lanes.stream().allMatch(LaneService::isHearing);
  }

  /** Why the running worker takes no jobs now; empty if it takes jobs. */
  public synchronized Optional<String> notice() {
    return Optional.ofNullable(intakeGate).map(IntakeGate::notice);
  }

  /**
   * Completes with the reason once the broker has refused this worker's login for as long as an
   * outage may last. Only a restart can mend that, so the owner should close the worker then.
   */
  public CompletionStage<String> lockedOut() {
    return access.lockedOut().minimalCompletionStage();
  }

  private Stream<Slots> slots() {
    return lanes.stream().map(LaneService::slots);
  }

  /**
   * Takes no more jobs, lets running ones finish within the drain time, and gives the rest back.
   * Beats stop last: without them the attempts would be rescued while they still run.
   */
  @Override
  public void close() {
    stopTaking();
    long deadline = System.nanoTime() + settings.drain().toNanos();
    slots().forEach(ofLane -> ofLane.awaitIdle(deadline));
    running.stopForGood();
    slots().forEach(Slots::close);
    stopRest();
  }

  /** Makes {@link #close}, running or still to come, not wait for running jobs to finish. */
  public synchronized void skipDrain() {
    slots().forEach(Slots::stopWaiting);
  }

  private synchronized void stopTaking() {
    if (readiness != null) {
      readiness.enter(Readiness.Life.STOPPING);
    }
    if (stallDetector != null) {
      stallDetector.close();
    }
    access.close();
    if (intakeGate != null) {
      intakeGate.close();
    }
    lanes.forEach(LaneService::stopTaking);
  }

  /**
   * Stops each part before those that it needs. The jobs given back just now are for other
   * stewards. After a failed start some parts are missing.
   */
  private synchronized void stopRest() {
    if (workFolder == null) {
      return;
    }
    Stream.of(
            agents,
            handlers,
            orders,
            stewardTurns,
            steward,
            seats,
            leaseGuard,
            leaseAnswers,
            beats,
            beat,
            endpoint,
            log,
            workFolder)
        .filter(Objects::nonNull)
        .forEach(this::stop);
    if (log != null) {
      LOG.info("Worker {} has stopped", settings.id());
    }
    log = null;
    workFolder = null;
  }

  private void stop(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      // The other parts must still be stopped.
      LOG.warn("{} failed to stop", part.getClass().getSimpleName(), e);
    }
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
}
