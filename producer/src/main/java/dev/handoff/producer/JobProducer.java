package dev.handoff.producer;

import dev.handoff.brief.Brief;
import dev.handoff.brief.schema.BriefError;
import dev.handoff.brief.schema.InvalidBriefException;
import dev.handoff.job.JobEvent.CancelRequested;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.job.RecordedBrief;
import dev.handoff.log.AppendOutcome;
import dev.handoff.log.BrokerAddress;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.PendingSubmits;
import dev.handoff.log.RecordWriter;
import dev.handoff.log.Signatures;
import dev.handoff.log.key.KeyLog;
import dev.handoff.log.lane.LaneCodec;
import dev.handoff.log.lane.LaneRecord;
import dev.handoff.log.lane.Lanes;
import dev.handoff.log.status.StatusLog;
import dev.handoff.producer.SubmitFailedException.Fate;
import dev.handoff.trust.Role;
import dev.handoff.trust.SigningKey;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Submits jobs. Thread-safe; thousands may be pending at once.
 *
 * <p>A job is accepted when first its brief is in its lane and then its {@code Submitted} on the
 * status log, both on all in-sync replicas. A crash between the two leaves a job that was not
 * confirmed to its submitter; the other order would leave a confirmed job that never runs. A bundle
 * and carried files go before both.
 */
public final class JobProducer implements AutoCloseable {

  public static final Duration DEFAULT_KEY_WINDOW = Duration.ofDays(1);

  /** A job of a dead submitter gets the timestamp of its id, and brokers refuse old timestamps. */
  private static final Duration MAX_KEY_WINDOW = Duration.ofDays(1);

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

  private final String submitter;
  private final InstantSource clock;
  private final Signatures signatures;
  private final BrokerAddress address;
  private final RecordWriter writer;
  private final StatusLog status;
  private final Lanes lanes;
  private final SubmitRules rules;
  private final IdempotencyKeys keys;
  private final BundleUpload bundles;
  private final PendingSubmits submits;
  private final Set<CompletableFuture<JobId>> underWay = ConcurrentHashMap.newKeySet();

  /** A send from the client's callback thread could block the thread that handles the answers. */
  private final ExecutorService afterBrief =
      Executors.newSingleThreadExecutor(
          run -> {
            Thread thread = new Thread(run, "submit");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param submitter the name of the submitter in every job; with a signing key, its owner
   */
  public JobProducer(KafkaSettings settings, String submitter) {
    this(settings, submitter, DEFAULT_KEY_WINDOW, InstantSource.system());
  }

  /**
   * @param submitter the name of the submitter in every job; with a signing key, its owner
   * @param keyWindow how long an idempotency key means its job; the same for all that share keys
   * @throws IllegalArgumentException unless the window is positive and at most a day
   */
  public JobProducer(KafkaSettings settings, String submitter, Duration keyWindow) {
    this(settings, submitter, keyWindow, InstantSource.system());
  }

  JobProducer(KafkaSettings settings, String submitter, Duration keyWindow, InstantSource clock) {
    if (keyWindow.isNegative() || keyWindow.isZero() || keyWindow.compareTo(MAX_KEY_WINDOW) > 0) {
      throw new IllegalArgumentException("key window must be up to 1d, got: " + keyWindow);
    }
    this.submitter = settings.signatures().key().map(SigningKey::name).orElse(submitter);
    this.clock = clock;
    this.address = settings.address();
    this.writer = new RecordWriter(settings);
    this.status = new StatusLog(settings, writer, "handoff/producer/" + this.submitter);
    this.lanes = new Lanes(settings, writer);
    this.signatures = settings.signatures();
    this.rules = new SubmitRules(settings, lanes, writer);
    this.keys = new IdempotencyKeys(new KeyLog(settings, writer), this.submitter, keyWindow);
    this.bundles = new BundleUpload(settings);
    this.submits = settings.submits();
  }

  /**
   * Returns an id for a new job, so that the caller can begin to wait before it submits. Submit it
   * within half a minute: a wait of another process, or of other settings, does not know that it is
   * still to come. The first call blocks until a broker has answered.
   *
   * @throws org.apache.kafka.common.KafkaException if no broker answers within 30 s
   */
  public JobId newId() {
    int partition = ThreadLocalRandom.current().nextInt(status.partitions());
    return signatures.key().isPresent()
        ? JobId.next(clock.instant(), partition, submitter)
        : JobId.next(clock.instant(), partition);
  }

  /**
   * Submits the brief as a new job. Completes when the job is accepted.
   *
   * @throws dev.handoff.brief.schema.InvalidBriefException if the brief is invalid or too large, or
   *     may last longer than events are kept; nothing was sent
   * @throws UnknownLaneException if the lane does not exist; nothing was sent
   * @throws org.apache.kafka.common.KafkaException if no broker answers; nothing was sent
   */
  public CompletableFuture<JobId> submit(Brief brief) {
    return submit(newId(), brief);
  }

  /**
   * Like {@link #submit(Brief)} with an id from {@link #newId}. If the future fails with {@link
   * SubmitFailedException}, the exception has what is certain about the job. With any other failure
   * the job may or may not be accepted: ask for its status later. Cancel the future to stop
   * waiting; what was sent may still arrive.
   */
  public CompletableFuture<JobId> submit(JobId job, Brief brief) {
    return submit(job, brief, SubmitOptions.NONE);
  }

  /**
   * Like {@link #submit(JobId, Brief)}. If the key was used before for the same brief, the answer
   * is the earlier job, which may have ended. If it was used for another brief, the future fails
   * with {@link KeyConflictException} and nothing is submitted.
   */
  public CompletableFuture<JobId> submit(JobId job, Brief brief, SubmitOptions options) {
    submits.begin(job);
    CompletableFuture<JobId> sent;
    try {
      sent = send(job, brief, options);
    } catch (Throwable refused) {
      submits.end(job);
      throw refused;
    }
    sent.whenComplete((id, failure) -> submits.end(job));
    // A copy: what was sent stays pending when the caller cancels it.
    CompletableFuture<JobId> accepted = sent.copy();
    underWay.add(accepted);
    accepted.whenComplete((id, failure) -> underWay.remove(accepted));
    return accepted;
  }

  private CompletableFuture<JobId> send(JobId job, Brief brief, SubmitOptions options) {
    Instant now = now();
    SubmitOptions effective = options.asOf(now);
    rules.check(brief, effective.notBefore(), now);
    requireCarried(brief, effective);
    return effective.key() == null
        ? publish(job, brief, effective)
        : beforeBrief(keys.jobOf(effective.key(), effective.onBehalfOf(), job, now))
            .thenComposeAsync(
                meant ->
                    meant.equals(job)
                        ? publish(job, brief, effective)
                        : publishIfMissing(meant, brief, effective),
                afterBrief);
  }

  /** Checks what a worker would refuse. */
  private static void requireCarried(Brief brief, SubmitOptions options) {
    boolean isNamed = !brief.scope().carriedGlobs().isEmpty();
    if (isNamed != (options.carried() != null)) {
      throw new InvalidBriefException(
          List.of(
              new BriefError(
                  "scope.carry",
                  isNamed
                      ? "needs the files that it names (SubmitOptions.withCarried)"
                      : "must name the files that are carried",
                  null)));
    }
  }

  private CompletableFuture<JobId> publish(JobId job, Brief brief, SubmitOptions options) {
    return options.bundle() == null && options.carried() == null
        ? publishBrief(job, brief, options)
        : beforeBrief(bundles.before(brief, job, options.bundle(), options.carried()))
            .thenComposeAsync(naming -> publishBrief(job, naming, options), afterBrief);
  }

  /** Without a due time the brief goes to its lane first; else a steward enqueues it in time. */
  private CompletableFuture<JobId> publishBrief(JobId job, Brief brief, SubmitOptions options) {
    long resends = writer.resends();
    boolean isDue = options.notBefore() == null;
    byte[] json = LaneCodec.json(brief); // once for both records
    CompletableFuture<Long> inLane =
        isDue
            ? lanes.append(brief.lane(), LaneRecord.first(job, brief, options.traceparent()), json)
            : CompletableFuture.completedFuture(null);
    return failing(inLane, failure -> fate(failure, resends, Fate.NOT_SUBMITTED))
        .thenComposeAsync(
            laneOffset ->
                failing(
                    status.append(
                        job,
                        brief.lane(),
                        submitted(RecordedBrief.written(brief, json), laneOffset, options)),
                    failure -> fate(failure, resends, isDue ? Fate.IN_LANE : Fate.NOT_SUBMITTED)),
            afterBrief)
        .thenApply(offset -> job);
  }

  /**
   * @param resends the writer's count before the job's first record
   */
  private Fate fate(Throwable failure, long resends, Fate ifRefused) {
    return Fate.of(failure, writer.resends() == resends, ifRefused);
  }

  /** Marks a failure before the brief was sent: the job will not run. */
  private static <T> CompletableFuture<T> beforeBrief(CompletableFuture<T> stage) {
    return failing(stage, failure -> Fate.NOT_SUBMITTED);
  }

  private static <T> CompletableFuture<T> failing(
      CompletableFuture<T> stage, Function<Throwable, Fate> fate) {
    return stage.exceptionallyCompose(
        failure -> {
          Throwable cause = causeOf(failure);
          boolean isExpected =
              cause instanceof KafkaException || cause instanceof UncheckedIOException;
          return CompletableFuture.failedFuture(
              isExpected ? new SubmitFailedException(fate.apply(cause), cause) : cause);
        });
  }

  /**
   * Submits the job of an earlier submitter that may have died before it did so. If it lives, the
   * job is submitted twice, which is harmless: the first claim of the attempt wins.
   */
  private CompletableFuture<JobId> publishIfMissing(JobId job, Brief brief, SubmitOptions options) {
    return status
        .read(job, null)
        .thenComposeAsync(
            state ->
                state.submitted() == null && !state.status().isTerminal()
                    ? publish(job, brief, options)
                    : CompletableFuture.completedFuture(job),
            afterBrief);
  }

  private Submitted submitted(
      RecordedBrief brief, @Nullable Long laneOffset, SubmitOptions options) {
    return new Submitted(
        now(),
        brief,
        submitter,
        brief.whole().lane(),
        laneOffset,
        options.notBefore(),
        options.keyText(),
        options.retryOfText(),
        options.traceparent(),
        options.onBehalfOf());
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /**
   * Requests the cancellation of the job. Completes when the request is on the log; the job may end
   * differently. A waiting job is cancelled by the request; a running one is stopped first, unless
   * it ends before.
   *
   * <p>If the future fails, {@link dev.handoff.log.AppendOutcome} decides whether the request can
   * be on the log.
   *
   * @throws dev.handoff.trust.UntrustedException if the trust file does not permit this submitter
   */
  public CompletableFuture<Void> cancel(JobId job, @Nullable String why) {
    signatures.requireOwn(now(), Role.SUBMITTER, Role.OPERATOR);
    return requestCancel(job, new CancelRequested(now(), submitter, why), false);
  }

  /**
   * Repeats the request if the cluster was lost meanwhile; two requests cancel a job once.
   *
   * @param isAgain whether the request may be on the log already
   */
  private CompletableFuture<Void> requestCancel(
      JobId job, CancelRequested request, boolean isAgain) {
    int losses = address.losses();
    long resends = writer.resends();
    return status
        .append(job, null, request)
        .<Void>thenApply(offset -> null)
        .exceptionallyComposeAsync(
            failure ->
                address.losses() == losses
                    ? CompletableFuture.failedFuture(
                        last(failure, isAgain || writer.resends() != resends))
                    : requestCancel(job, request, true));
  }

  private static Throwable causeOf(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  /** If the request may be on the log already, the refusal of a repetition proves nothing. */
  private static Throwable last(Throwable failure, boolean mayBeThere) {
    Throwable cause = causeOf(failure);
    boolean isUnsure = mayBeThere && AppendOutcome.of(cause) == AppendOutcome.NOT_APPENDED;
    return isUnsure ? new KafkaException(cause.getMessage(), cause) : cause;
  }

  /** Waits up to ten seconds for pending submits that were not cancelled, then fails them. */
  @Override
  public void close() {
    // Waits for both records of each job: closing only the writer could cut between the two.
    CompletableFuture.allOf(underWay.toArray(CompletableFuture<?>[]::new))
        .completeOnTimeout(null, CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(failure -> null) // the submitter receives it
        .join();
    writer.close(Duration.ZERO);
    keys.close();
    afterBrief.shutdown();
    status.close();
  }
}
