package dev.handoff.worker;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobId;
import dev.handoff.log.ClientFigure;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.RecordWriter;
import dev.handoff.log.artifact.ArtifactStore;
import dev.handoff.log.lane.DeadLetters;
import dev.handoff.log.lane.LaneRecord;
import dev.handoff.log.lane.Lanes;
import dev.handoff.log.presence.BeatLog;
import dev.handoff.log.presence.ControlLog;
import dev.handoff.log.presence.StopOrder;
import dev.handoff.log.presence.WorkerBeat;
import dev.handoff.log.status.RecordedEvent;
import dev.handoff.log.status.StatusLog;
import dev.handoff.worker.attempt.ArtifactSink;
import dev.handoff.worker.metrics.AttemptTally;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/** All that a worker says and reads, and in whose name. Thread-safe. */
final class WorkerLog implements FactLog, StewardLog, AutoCloseable {

  /** More than a client's own patience, after which it fails what it was asked. */
  private static final long PATIENCE_SECONDS = 60;

  private final String workerId;
  private final String isolation;
  private final Duration retention;
  private final Redaction redaction;
  private final AttemptTally tally;
  private final InstantSource clock = InstantSource.system();
  private final RecordWriter facts;
  private final RecordWriter bulk;
  private final StatusLog status;
  private final ArtifactStore artifacts;
  private final BeatLog beats;
  private final DeadLetters deadLetters;
  private final Lanes lanes;
  private final ControlLog control;

  /** For what must not run on a Kafka client's own thread. */
  private final ExecutorService background =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "worker-background"));

  /**
   * @param isolation how children will be held, as claims tell it
   */
  WorkerLog(KafkaSettings kafka, WorkerSettings settings, String isolation) {
    this.workerId = settings.id();
    this.isolation = isolation;
    retention = settings.topics().retention();
    redaction = new Redaction(settings.attempts().redactor());
    tally = new AttemptTally(settings.lanes().keySet());
    // Two producers: a beat or an event must never queue behind a job's output.
    facts = new RecordWriter(kafka);
    // A chunk that failed would fail its attempt: it waits for longer than the worker itself does.
    bulk = new RecordWriter(kafka, settings.lease().abandon().plus(Duration.ofMinutes(1)));
    status = new StatusLog(kafka, facts, "handoff/worker/" + workerId);
    artifacts = new ArtifactStore(kafka, bulk);
    beats = new BeatLog(kafka, facts);
    deadLetters = new DeadLetters(kafka, facts);
    lanes = new Lanes(kafka, facts);
    control = new ControlLog(kafka, facts);
  }

  /**
   * Asks the broker now for what the first claim and the first output need, which otherwise would
   * stand still if it were away just then.
   */
  void prepare() {
    status.partitions();
    artifacts.prepare();
  }

  @Override
  public String workerId() {
    return workerId;
  }

  /** What became of this worker's attempts, for its figures. */
  AttemptTally tally() {
    return tally;
  }

  /** What its two producers tell of themselves. */
  double figureOfFacts(ClientFigure figure) {
    return facts.figure(figure);
  }

  double figureOfOutput(ClientFigure figure) {
    return bulk.figure(figure);
  }

  StatusLog status() {
    return status;
  }

  ArtifactStore artifacts() {
    return artifacts;
  }

  /** Done once the beat is on the log; fails within a minute if it is not. */
  CompletableFuture<Long> append(WorkerBeat beat) {
    return beats.append(beat).orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public CompletableFuture<LiveJob> look(JobId job) {
    return status.read(job, null, LiveJob.unknown(job), LiveJob::apply);
  }

  @Override
  public CompletableFuture<Long> append(JobId job, String lane, JobEvent event) {
    return status.append(job, lane, event);
  }

  @Override
  public CompletableFuture<Long> enqueue(String lane, LaneRecord record) {
    return lanes.append(lane, record);
  }

  @Override
  public CompletableFuture<Long> order(StopOrder order) {
    return control.append(order);
  }

  ControlLog control() {
    return control;
  }

  @Override
  public ExecutorService background() {
    return background;
  }

  DeadLetters deadLetters() {
    return deadLetters;
  }

  @Override
  public Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  @Override
  public boolean isPastRetention(JobId job) {
    return job.submittedAt().isBefore(clock.instant().minus(retention).plus(Duration.ofDays(1)));
  }

  @Override
  public Instant latestStart(Claim claim) {
    Duration timeout = claim.lane().brief().limits().timeout();
    return claim.job().submittedAt().plus(retention).minus(Duration.ofDays(1)).minus(timeout);
  }

  @Override
  public CompletableFuture<Long> append(Claim claim, JobEvent event) {
    return status
        .append(claim.job(), claim.lane().brief().lane(), redaction.of(event))
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public <S> CompletableFuture<S> read(Claim claim, S start, BiFunction<S, RecordedEvent, S> fold) {
    return status
        .read(claim.job(), claim.lane().since(), start, fold)
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public String newLease() {
    return UUID.randomUUID().toString();
  }

  @Override
  public Started started(Claim claim) {
    return new Started(
        now(), claim.attempt(), claim.lease(), workerId, claim.laneOffset(), isolation);
  }

  /** A file of the attempt, which its reader finds without secrets. */
  ArtifactSink openArtifact(Claim claim, String name) {
    return redaction.of(name, artifacts.open(claim.job(), claim.attempt(), claim.lease(), name));
  }

  @Override
  public void close() {
    background.shutdown();
    status.close();
    bulk.close();
    facts.close();
  }
}
