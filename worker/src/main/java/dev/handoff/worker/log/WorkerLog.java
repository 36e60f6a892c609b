package dev.handoff.worker.log;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobId;
import dev.handoff.job.RandomBits;
import dev.handoff.log.ClientFigure;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.RecordWriter;
import dev.handoff.log.artifact.ArtifactStore;
import dev.handoff.log.lane.DeadLetters;
import dev.handoff.log.lane.Lanes;
import dev.handoff.log.presence.BeatLog;
import dev.handoff.log.presence.ControlLog;
import dev.handoff.log.presence.WorkerBeat;
import dev.handoff.log.status.RecordedEvent;
import dev.handoff.log.status.StatusLog;
import dev.handoff.worker.attempt.order.ArtifactSink;
import dev.handoff.worker.metrics.AttemptTally;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.apache.kafka.common.KafkaException;

/** Appends and reads all records of a worker, under its name. Thread-safe. */
public final class WorkerLog implements FactLog, AutoCloseable {

  /** Longer than the timeouts of the clients themselves. */
  private static final long PATIENCE_SECONDS = 60;

  private final Author author;
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

  /** Runs what must not run on a Kafka client's own thread. */
  private final ExecutorService background =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "worker-background"));

  /**
   * The worker that writes.
   *
   * @param isolation how children are isolated, as claims report it
   * @param retention of the status topic
   * @param abandon how long the worker goes on when it is cut off
   */
  public record Author(String workerId, String isolation, Duration retention, Duration abandon) {}

  public WorkerLog(KafkaSettings kafka, Author author, Redaction redaction, AttemptTally tally) {
    this.author = author;
    this.redaction = redaction;
    this.tally = tally;
    // Two producers, so that a beat or an event never queues behind a job's output.
    facts = new RecordWriter(kafka);
    // A failed chunk fails its attempt, so chunks wait longer than the worker itself goes on.
    bulk = new RecordWriter(kafka, author.abandon().plus(Duration.ofMinutes(1)));
    status = new StatusLog(kafka, facts, "handoff/worker/" + author.workerId());
    artifacts = new ArtifactStore(kafka, bulk);
    beats = new BeatLog(kafka, facts);
    deadLetters = new DeadLetters(kafka, facts);
    lanes = new Lanes(kafka, facts);
    control = new ControlLog(kafka, facts);
  }

  /**
   * Fetches now what the first claim and the first output need from the broker, so that they do not
   * block if it is away at that moment.
   */
  public void prepare() {
    status.partitions();
    artifacts.prepare();
  }

  @Override
  public String workerId() {
    return author.workerId();
  }

  /** Counts this worker's attempts, for its metrics. */
  public AttemptTally tally() {
    return tally;
  }

  /** A metric of the producer for events and beats. */
  public double figureOfFacts(ClientFigure figure) {
    return facts.figure(figure);
  }

  public double figureOfOutput(ClientFigure figure) {
    return bulk.figure(figure);
  }

  public StatusLog status() {
    return status;
  }

  public ArtifactStore artifacts() {
    return artifacts;
  }

  /** Completes when the beat is on the log; fails within a minute otherwise. */
  public CompletableFuture<Long> append(WorkerBeat beat) {
    return beats.append(beat).orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  public Lanes lanes() {
    return lanes;
  }

  public ControlLog control() {
    return control;
  }

  public ExecutorService background() {
    return background;
  }

  public DeadLetters deadLetters() {
    return deadLetters;
  }

  @Override
  public Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  @Override
  public boolean isPastRetention(JobId job) {
    return job.submittedAt()
        .isBefore(clock.instant().minus(author.retention()).plus(Duration.ofDays(1)));
  }

  @Override
  public Instant latestStart(Claim claim) {
    Duration timeout = claim.lane().brief().limits().timeout();
    return claim
        .job()
        .submittedAt()
        .plus(author.retention())
        .minus(Duration.ofDays(1))
        .minus(timeout);
  }

  /** Without a timer of its own: the writer fails a record that has no answer after 30 s. */
  @Override
  public CompletableFuture<Long> append(Claim claim, JobEvent event) {
    return status.append(claim.job(), claim.lane().brief().lane(), redaction.of(event));
  }

  @Override
  public boolean hasPartition(JobId job) {
    try {
      return job.partition() < status.partitions();
    } catch (KafkaException e) {
      return false; // nobody knows now
    }
  }

  @Override
  public <S> CompletableFuture<S> read(Claim claim, S start, BiFunction<S, RecordedEvent, S> fold) {
    return status
        .read(claim.job(), claim.lane().since(), start, fold)
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public String newLease() {
    return RandomBits.shared().uuid().toString();
  }

  @Override
  public Started started(Claim claim) {
    return new Started(
        now(),
        claim.attempt(),
        claim.lease(),
        author.workerId(),
        claim.laneOffset(),
        author.isolation());
  }

  /** Opens a file of the attempt for writing; secrets are redacted from it. */
  public ArtifactSink openArtifact(Claim claim, String name) {
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
