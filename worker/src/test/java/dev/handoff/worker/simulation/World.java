package dev.handoff.worker.simulation;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobEvent.CancelRequested;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.job.Reason;
import dev.handoff.log.lane.LaneRecord;
import dev.handoff.log.status.RecordedEvent;
import dev.handoff.worker.lease.LeaseSettings;
import dev.handoff.worker.log.Claim;
import dev.handoff.worker.simulation.SimulatedJob.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The simulated cluster of a schedule: broker, workers, stewards, submitters, and the witness. */
public final class World {

  private static final BriefReader BRIEFS = new BriefReader();

  static final String LANE = "standard";
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final VirtualTime time;
  private final Set<Safeguard> mends;
  private final Fold fold;
  private final SimulatedBroker broker;
  private final SimulatedSeats seats;
  private final Witness witness = new Witness(this);
  private final LeaseSettings lease;
  private final List<SimulatedWorker> workers = new ArrayList<>();
  private final Map<JobId, SimulatedJob> jobs = new LinkedHashMap<>();
  private final Set<JobId> accepted = new HashSet<>();
  private double lostAccepts;
  private final List<SimulatedAwaiter> awaiters = new ArrayList<>();
  private int leases;

  World(long seed, Fold fold, Set<Safeguard> mends) {
    this.time = new VirtualTime(seed);
    this.fold = fold;
    this.mends = mends;
    this.broker = new SimulatedBroker(time, fold);
    this.seats = new SimulatedSeats(this);
    LeaseSettings standard = LeaseSettings.DEFAULT;
    this.lease =
        has(Safeguard.GO_ON_UNTIL_ABANDON)
            ? standard
            : new LeaseSettings(
                standard.beat(), standard.lapse(), standard.lapse().minus(standard.margin()));
  }

  public static World of(long seed) {
    return new World(seed, Fold.REAL, EnumSet.allOf(Safeguard.class));
  }

  static World without(long seed, Safeguard... taken) {
    Set<Safeguard> mends = EnumSet.allOf(Safeguard.class);
    mends.removeAll(List.of(taken));
    return new World(seed, Fold.REAL, mends);
  }

  static World folding(long seed, Fold fold) {
    return new World(seed, fold, EnumSet.allOf(Safeguard.class));
  }

  public VirtualTime time() {
    return time;
  }

  boolean has(Safeguard mend) {
    return mends.contains(mend);
  }

  Fold fold() {
    return fold;
  }

  SimulatedBroker broker() {
    return broker;
  }

  SimulatedSeats seats() {
    return seats;
  }

  public Witness witness() {
    return witness;
  }

  LeaseSettings lease() {
    return lease;
  }

  Instant wallClock() {
    return START.plusNanos(time.now());
  }

  String nextLease() {
    return "lease-" + ++leases;
  }

  void loseAccepts(double share) {
    lostAccepts = share;
  }

  boolean isAcceptLost() {
    return time.isLucky(lostAccepts);
  }

  // Workers

  SimulatedWorker worker(int number) {
    return workers.get(number);
  }

  List<SimulatedWorker> workers() {
    return workers;
  }

  public SimulatedWorker addWorker() {
    SimulatedWorker worker = new SimulatedWorker(this, "worker-" + workers.size());
    workers.add(worker);
    worker.start();
    return worker;
  }

  public void start(int count) {
    for (int i = 0; i < count; i++) {
      addWorker();
    }
    seats.start();
  }

  // Submitters

  /** A job that is not submitted yet. */
  public SimulatedJob newJob(long runMillis, Reason failure, String retries, Kind kind) {
    boolean isLong = time.isLucky(0.2);
    long prepare = isLong ? time.between(1_000, 30_000) : time.between(10, 800);
    return newJob(prepare, runMillis, failure, retries, kind);
  }

  public SimulatedJob newJob(
      long prepareMillis, long runMillis, Reason failure, String retries, Kind kind) {
    JobId id = nextId();
    String text = "goal: show it\nrun: {handler: show}\nretries: {" + retries + "}\n";
    Brief brief = BRIEFS.read(text.getBytes(StandardCharsets.UTF_8));
    SimulatedJob job = new SimulatedJob(id, brief, prepareMillis, runMillis, failure, kind);
    jobs.put(id, job);
    return job;
  }

  /** Of this time and partition 0, with a number in place of random bits. */
  private JobId nextId() {
    String digits = "0123456789abcdefghjkmnpqrstvwxyz";
    long timeBits = wallClock().toEpochMilli() << 16;
    StringBuilder text = new StringBuilder("task-");
    for (int letter = 0; letter < 12; letter++) {
      text.append(digits.charAt((int) (timeBits >>> (59 - 5 * letter)) & 31));
    }
    int number = jobs.size();
    text.append("0".repeat(12))
        .append(digits.charAt(number / 32))
        .append(digits.charAt(number % 32));
    return new JobId(text.toString());
  }

  public SimulatedJob newJob(long runMillis) {
    return newJob(time.between(10, 800), runMillis, null, "attempts: 1", Kind.COMMAND);
  }

  public SimulatedJob job(JobId id) {
    return jobs.get(id);
  }

  public Map<JobId, SimulatedJob> jobs() {
    return jobs;
  }

  Set<JobId> accepted() {
    return accepted;
  }

  /** Appends the brief, then Submitted; the job is accepted when both are answered. */
  public void submit(SimulatedJob job) {
    SimulatedProcess submitter = new SimulatedProcess(time);
    submitBrief(submitter, job, 0);
  }

  /** The submitter dies so long after the brief; {@code Submitted} may still arrive. */
  void submitAndDie(SimulatedJob job, long millis) {
    SimulatedProcess submitter = new SimulatedProcess(time);
    submitBrief(submitter, job, millis);
    time.after(millis, submitter::kill);
  }

  private void submitBrief(SimulatedProcess submitter, SimulatedJob job, long thinkMillis) {
    broker
        .request(submitter, () -> broker.lane().append(briefOf(job)))
        .thenAccept(
            offset -> submitter.after(thinkMillis, () -> submitted(submitter, job, offset, null)));
  }

  static LaneRecord briefOf(SimulatedJob job) {
    return new LaneRecord(job.id(), job.brief(), 1, LaneRecord.FaultCounts.NONE, null);
  }

  void submitForLater(SimulatedJob job, long millis) {
    SimulatedProcess submitter = new SimulatedProcess(time);
    submitted(submitter, job, null, wallClock().plusMillis(millis));
  }

  private void submitted(SimulatedProcess submitter, SimulatedJob job, Long offset, Instant due) {
    Submitted event = new Submitted(wallClock(), job.brief(), "ann", LANE, offset, due, null);
    broker.append(submitter, job.id(), event).thenAccept(at -> accepted.add(job.id()));
  }

  void cancel(SimulatedJob job) {
    SimulatedProcess canceller = new SimulatedProcess(time);
    broker.append(canceller, job.id(), new CancelRequested(wallClock(), "ann", "enough"));
  }

  /** Begins a wait for the job. */
  void await(SimulatedJob job) {
    SimulatedAwaiter awaiter = new SimulatedAwaiter(this, job);
    awaiters.add(awaiter);
    awaiter.start();
  }

  List<SimulatedAwaiter> awaiters() {
    return awaiters;
  }

  /** The first worker that runs an attempt; null if none does. */
  SimulatedWorker runnerOrNull() {
    return workers.stream()
        .filter(worker -> !worker.process().isDead() && !worker.isIdle())
        .findFirst()
        .orElse(null);
  }

  SimulatedWorker runner() {
    return Objects.requireNonNull(runnerOrNull(), "no worker runs anything");
  }

  /** Runs the action once, as soon as the condition holds. */
  public void when(BooleanSupplier condition, Runnable action) {
    if (condition.getAsBoolean()) {
      action.run();
    } else {
      time.when(condition, action);
    }
  }

  // The log

  public JobState state(SimulatedJob job) {
    return fold.state(job.id(), broker.status());
  }

  /** Whether the claim held its lease at any moment from then until now. */
  boolean wasHeldSince(Claim claim, long millis) {
    JobState state = JobState.UNKNOWN;
    boolean wasHeld = false;
    for (RecordedEvent recorded : broker.status()) {
      if (recorded.job().equals(claim.job())) {
        boolean isRecent = broker.appendedAt(recorded) >= millis;
        wasHeld |= isRecent && state.isHeldBy(claim.attempt(), claim.lease());
        state = fold.apply(state, recorded.event());
      }
    }
    return wasHeld || state.isHeldBy(claim.attempt(), claim.lease());
  }

  List<RecordedEvent> eventsOf(SimulatedJob job) {
    return broker.status().stream().filter(event -> event.job().equals(job.id())).toList();
  }

  /** All events of a job, for people who debug a violation. */
  public String history(SimulatedJob job) {
    StringBuilder text = new StringBuilder();
    for (RecordedEvent recorded : eventsOf(job)) {
      text.append("%n  %7d ms  %s".formatted(broker.appendedAt(recorded), said(recorded)));
    }
    return text.toString();
  }

  private static String said(RecordedEvent recorded) {
    return recorded.event() instanceof Submitted
        ? "Submitted"
        : recorded.event().toString().replaceAll("at=[^,]*, |, result=.*", "");
  }
}
