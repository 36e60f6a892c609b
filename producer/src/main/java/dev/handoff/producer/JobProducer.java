package dev.handoff.producer;

import dev.handoff.brief.Brief;
import dev.handoff.brief.schema.BriefError;
import dev.handoff.brief.schema.InvalidBriefException;
import dev.handoff.job.JobEvent.CancelRequested;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.log.AppendOutcome;
import dev.handoff.log.BrokerAddress;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.RecordWriter;
import dev.handoff.log.Signatures;
import dev.handoff.log.key.KeyLog;
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

/**
 * Submits jobs. Thread-safe; thousands may be under way at once.
 *
 * <p>A job is accepted when its brief is in its lane and then its {@code Submitted} on the status
 * log, both on all in-sync replicas. A crash between the two leaves a job that nobody was promised;
 * the other order would leave a promise that never runs. A bundle and carried files go before both.
 */
public final class JobProducer implements AutoCloseable {

  public static final Duration DEFAULT_KEY_WINDOW = Duration.ofDays(1);

  /** A job of a dead submitter is stamped with its id's time, and brokers refuse old stamps. */
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
  private final Set<CompletableFuture<JobId>> underWay = ConcurrentHashMap.newKeySet();

  /** Sending from the client's callback thread could block the very thread that must answer. */
  private final ExecutorService afterBrief =
      Executors.newSingleThreadExecutor(
          run -> {
            Thread thread = new Thread(run, "submit");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param submitter who submits, as told in every job; where there is a signing key, its owner
   *     does
   */
  public JobProducer(KafkaSettings settings, String submitter) {
    this(settings, submitter, DEFAULT_KEY_WINDOW, InstantSource.system());
  }

  /**
   * @param submitter who submits, as told in every job; where there is a signing key, its owner
   *     does
   * @param keyWindow how long an idempotency key means its job; the same for all who share keys
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
    this.writer = RecordWriter.unbatched(settings);
    this.status = new StatusLog(settings, writer, "handoff/producer/" + this.submitter);
    this.lanes = new Lanes(settings, writer);
    this.signatures = settings.signatures();
    this.rules = new SubmitRules(settings, lanes);
    this.keys = new IdempotencyKeys(new KeyLog(settings, writer), this.submitter, keyWindow);
    this.bundles = new BundleUpload(settings);
  }

  /**
   * An id for a job to be submitted, so that its caller can begin to wait before it submits. Blocks
   * for the first one until a broker has answered.
   *
   * @throws org.apache.kafka.common.KafkaException if none does within 30 s
   */
  public JobId newId() {
    int partition = ThreadLocalRandom.current().nextInt(status.partitions());
    return signatures.key().isPresent()
        ? JobId.next(clock.instant(), partition, submitter)
        : JobId.next(clock.instant(), partition);
  }

  /**
   * Submits the brief as a new job: done when the job is accepted.
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
   * SubmitFailedException}, that says what is certain about the job; else it is unknown whether it
   * was accepted: ask for its status later. Cancel it to wait no longer; what was sent may arrive
   * all the same.
   */
  public CompletableFuture<JobId> submit(JobId job, Brief brief) {
    return submit(job, brief, SubmitOptions.NONE);
  }

  /**
   * Like {@link #submit(JobId, Brief)}. With a key that was used before for the same brief, the
   * answer is the job of then, which may have ended; for another brief, the future fails with
   * {@link KeyConflictException} and nothing was submitted.
   */
  public CompletableFuture<JobId> submit(JobId job, Brief brief, SubmitOptions options) {
    Instant now = now();
    SubmitOptions effective = options.asOf(now);
    rules.check(brief, effective.notBefore(), now);
    requireCarried(brief, effective);
    CompletableFuture<JobId> accepted =
        effective.key() == null
            ? publish(job, brief, effective)
            : beforeBrief(keys.jobOf(effective.key(), job, now))
                .thenComposeAsync(
                    meant ->
                        meant.equals(job)
                            ? publish(job, brief, effective)
                            : publishIfMissing(meant, brief, effective),
                    afterBrief);
    underWay.add(accepted);
    accepted.whenComplete((id, failure) -> underWay.remove(accepted));
    return accepted;
  }

  /** A worker would refuse it. */
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

  /** Without a due time the brief goes to its lane first; else a steward puts it there in time. */
  private CompletableFuture<JobId> publishBrief(JobId job, Brief brief, SubmitOptions options) {
    long resends = writer.resends();
    boolean isDue = options.notBefore() == null;
    CompletableFuture<Long> inLane =
        isDue
            ? lanes.append(brief.lane(), LaneRecord.first(job, brief))
            : CompletableFuture.completedFuture(null);
    return failing(inLane, failure -> fate(failure, resends, Fate.NOT_SUBMITTED))
        .thenComposeAsync(
            laneOffset ->
                failing(
                    status.append(job, brief.lane(), submitted(brief, laneOffset, options)),
                    failure -> fate(failure, resends, isDue ? Fate.IN_LANE : Fate.NOT_SUBMITTED)),
            afterBrief)
        .thenApply(offset -> job);
  }

  /**
   * @param resends of the writer before the job's first record
   */
  private Fate fate(Throwable failure, long resends, Fate ifRefused) {
    return Fate.of(failure, writer.resends() == resends, ifRefused);
  }

  /** Nothing runs a job whose brief was never sent. */
  private static <T> CompletableFuture<T> beforeBrief(CompletableFuture<T> stage) {
    return failing(stage, failure -> Fate.NOT_SUBMITTED);
  }

  private static <T> CompletableFuture<T> failing(
      CompletableFuture<T> stage, Function<Throwable, Fate> fate) {
    return stage.exceptionallyCompose(
        failure -> {
          Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
          boolean isExpected =
              cause instanceof KafkaException || cause instanceof UncheckedIOException;
          return CompletableFuture.failedFuture(
              isExpected ? new SubmitFailedException(fate.apply(cause), cause) : cause);
        });
  }

  /**
   * The submitter that came first may have died before it submitted. If it lives, the job is
   * published twice, which is harmless: the first claim of the attempt wins.
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

  private Submitted submitted(Brief brief, Long laneOffset, SubmitOptions options) {
    return new Submitted(
        now(),
        brief,
        submitter,
        brief.lane(),
        laneOffset,
        options.notBefore(),
        options.keyText(),
        options.retryOfText());
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /**
   * Asks for the job to be cancelled: done when the request is on the log, which says nothing about
   * what becomes of it. A job that waits is cancelled by that; one that runs is stopped first,
   * unless it ends before.
   *
   * <p>If the future fails, {@link dev.handoff.log.AppendOutcome} says whether the request can be
   * on the log.
   *
   * @param why may be null
   * @throws dev.handoff.trust.UntrustedException if nobody would believe this submitter
   */
  public CompletableFuture<Void> cancel(JobId job, String why) {
    signatures.requireOwn(now(), Role.SUBMITTER, Role.OPERATOR);
    return requestCancel(job, new CancelRequested(now(), submitter, why), false);
  }

  /**
   * Asks again if the cluster was lost meanwhile: a job that was asked twice is cancelled once.
   *
   * @param isAgain whether the same may stand on the log already
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

  /** A refusal of what may stand on the log already says nothing of that. */
  private static Throwable last(Throwable failure, boolean mayBeThere) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    boolean isUnsure = mayBeThere && AppendOutcome.of(cause) == AppendOutcome.NOT_APPENDED;
    return isUnsure ? new KafkaException(cause.getMessage(), cause) : cause;
  }

  /** Waits up to ten seconds for what is under way and was not cancelled, then fails it. */
  @Override
  public void close() {
    // Both records of a job: closing the writer alone would cut those between the two.
    CompletableFuture.allOf(underWay.toArray(CompletableFuture<?>[]::new))
        .completeOnTimeout(null, CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(failure -> null) // told to whoever submitted
        .join();
    writer.close(Duration.ZERO);
    keys.close();
    afterBrief.shutdown();
    status.close();
  }
}
