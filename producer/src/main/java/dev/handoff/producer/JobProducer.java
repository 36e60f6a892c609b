package dev.handoff.producer;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefError;
import dev.handoff.brief.BriefReader;
import dev.handoff.brief.InvalidBriefException;
import dev.handoff.job.JobEvent.CancelRequested;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.json.InvalidJsonException;
import dev.handoff.json.Json;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.LaneRecord;
import dev.handoff.log.Lanes;
import dev.handoff.log.RecordWriter;
import dev.handoff.log.StatusLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;

/**
 * Submits jobs. Thread-safe; thousands may be under way at once.
 *
 * <p>A job is accepted when its brief is in its lane and then its {@code Submitted} on the status
 * log, both on all in-sync replicas. A crash between the two leaves a job that nobody was promised;
 * the other order would leave a promise that never runs.
 */
public final class JobProducer implements AutoCloseable {

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

  private final KafkaSettings settings;
  private final String submitter;
  private final InstantSource clock;
  private final RecordWriter writer;
  private final StatusLog status;
  private final Lanes lanes;
  private final BriefReader briefs = new BriefReader();
  private final Set<CompletableFuture<JobId>> underWay = ConcurrentHashMap.newKeySet();
  private final Set<String> knownLanes = ConcurrentHashMap.newKeySet();

  /** Sending from the client's callback thread could block the very thread that must answer. */
  private final ExecutorService afterBrief =
      Executors.newSingleThreadExecutor(
          run -> {
            Thread thread = new Thread(run, "submit");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param submitter who submits, as told in every job
   */
  public JobProducer(KafkaSettings settings, String submitter) {
    this(settings, submitter, InstantSource.system());
  }

  JobProducer(KafkaSettings settings, String submitter, InstantSource clock) {
    this.settings = settings;
    this.submitter = submitter;
    this.clock = clock;
    this.writer = new RecordWriter(settings);
    this.status = new StatusLog(settings, writer, "handoff/producer/" + submitter);
    this.lanes = new Lanes(settings, writer);
  }

  /**
   * An id for a job to be submitted, so that its caller can begin to wait before it submits. Blocks
   * for the first one until a broker has answered.
   *
   * @throws org.apache.kafka.common.KafkaException if none does within 30 s
   */
  public JobId newId() {
    int partition = ThreadLocalRandom.current().nextInt(status.partitions());
    return JobId.next(clock.instant(), partition);
  }

  /**
   * Submits the brief as a new job: done when the job is accepted.
   *
   * @throws dev.handoff.brief.InvalidBriefException if the brief is invalid or too large; nothing
   *     was sent
   * @throws UnknownLaneException if the lane does not exist; nothing was sent
   * @throws org.apache.kafka.common.KafkaException if no broker answers; nothing was sent
   */
  public CompletableFuture<JobId> submit(Brief brief) {
    return submit(newId(), brief);
  }

  /**
   * Like {@link #submit(Brief)} with an id from {@link #newId}. If the future fails, it is unknown
   * whether the job was accepted: ask for its status later.
   */
  public CompletableFuture<JobId> submit(JobId job, Brief brief) {
    validate(brief);
    requireLane(brief.lane());
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    CompletableFuture<JobId> accepted =
        lanes
            .append(brief.lane(), LaneRecord.first(job, brief))
            .thenComposeAsync(
                laneOffset ->
                    status.append(
                        job,
                        brief.lane(),
                        new Submitted(now, brief, submitter, brief.lane(), laneOffset, null, null)),
                afterBrief)
            .thenApply(offset -> job);
    underWay.add(accepted);
    accepted.whenComplete((id, failure) -> underWay.remove(accepted));
    return accepted;
  }

  private void validate(Brief brief) {
    byte[] json;
    try {
      json = Json.strict().write(brief);
    } catch (InvalidJsonException e) {
      throw new InvalidBriefException(List.of(new BriefError("the brief", e.getMessage(), null)));
    }
    briefs.read(json);
  }

  /**
   * Asks for the job to be cancelled: done when the request is on the log, which says nothing about
   * what becomes of it. A job that waits is cancelled by that; one that runs is stopped first,
   * unless it ends before.
   *
   * @param why may be null
   */
  public CompletableFuture<Void> cancel(JobId job, String why) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return status
        .append(job, null, new CancelRequested(now, submitter, why))
        .thenAccept(offset -> {});
  }

  private void requireLane(String lane) {
    if (knownLanes.contains(lane)) {
      return;
    }
    List<String> existing = existingLanes();
    if (!existing.contains(lane)) {
      throw new UnknownLaneException(lane, existing);
    }
    lanes.prepare(lane);
    knownLanes.add(lane);
  }

  private List<String> existingLanes() {
    try (Admin admin = settings.admin()) {
      return lanes.names(admin).join();
    } catch (java.util.concurrent.CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** Waits up to ten seconds for what is under way, then fails it. */
  @Override
  public void close() {
    // Both records of a job: closing the writer alone would cut those between the two.
    CompletableFuture.allOf(underWay.toArray(CompletableFuture<?>[]::new))
        .completeOnTimeout(null, CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(failure -> null) // told to whoever submitted
        .join();
    writer.close(Duration.ZERO);
    afterBrief.shutdown();
    status.close();
  }
}
