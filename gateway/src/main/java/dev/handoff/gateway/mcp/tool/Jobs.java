package dev.handoff.gateway.mcp.tool;

import dev.handoff.awaiter.Awaiter;
import dev.handoff.awaiter.JobView;
import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.setup.Retention;
import dev.handoff.log.setup.TopicConfig;
import dev.handoff.producer.JobProducer;
import dev.handoff.trust.SigningKey;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** The jobs of one cluster, for a server of many calls. Thread-safe. */
public final class Jobs implements AutoCloseable {

  /** What the client of a server may do besides reading. Thread-safe. */
  public interface Rights {

    /**
     * Who submits and cancels for the client.
     *
     * @throws ToolException if the client may only read
     */
    JobProducer producer();

    /**
     * @throws ToolException if the client may not cancel that job
     */
    void requireCancel(JobView job);
  }

  private static final Duration FIRST_ANSWER = Duration.ofSeconds(20);
  private static final Duration RETENTION_ANSWER = Duration.ofSeconds(5);
  private static final Duration USUAL_RETENTION = Duration.ofDays(7);

  private final KafkaSettings kafka;
  private final String submitter;
  private final Awaiter awaiter;
  private final @Nullable Rights rights; // null: this process's own user, who may all

  // Guarded by this; null until they are needed.
  private @Nullable JobProducer producer;
  private @Nullable Duration retention;

  /**
   * @param user the submitter of its jobs, unless there is a signing key
   */
  public Jobs(KafkaSettings kafka, String user) {
    this.kafka = kafka;
    this.submitter = kafka.signatures().key().map(SigningKey::name).orElse(user);
    this.awaiter = new Awaiter(kafka);
    this.rights = null;
  }

  /**
   * The jobs of one client of a server that has more of them.
   *
   * @param client whose jobs are the client's own
   * @param awaiter stays the caller's to close
   */
  public Jobs(KafkaSettings kafka, String client, Awaiter awaiter, Rights rights) {
    this.kafka = kafka;
    this.submitter = client;
    this.awaiter = awaiter;
    this.rights = rights;
  }

  public KafkaSettings kafka() {
    return kafka;
  }

  String submitter() {
    return submitter;
  }

  /**
   * Who submits for the client.
   *
   * @throws ToolException if the client may only read
   */
  public JobProducer producer() {
    return rights == null ? own() : rights.producer();
  }

  private synchronized JobProducer own() {
    if (producer == null) {
      producer = new JobProducer(kafka, submitter);
    }
    return producer;
  }

  /**
   * Asks the job to end. Completes when that is on the log.
   *
   * @throws ToolException if the client may not
   */
  public CompletableFuture<Void> cancel(JobView job, @Nullable String why) {
    JobProducer asking = producer();
    if (rights != null) {
      rights.requireCancel(job);
    }
    return asking.cancel(job.job(), why);
  }

  /** How long events are kept. Blocks at the first call. */
  public synchronized Duration retention() {
    if (retention == null) {
      retention = askRetention();
    }
    return retention;
  }

  private Duration askRetention() {
    String status = kafka.topics().status();
    try (Admin admin = kafka.admin(RETENTION_ANSWER)) {
      return Retention.of(TopicConfig.of(admin, status), status);
    } catch (KafkaException e) {
      return USUAL_RETENTION; // a user without the right to read it is told the usual one
    }
  }

  /**
   * The job as it is now. Fails with {@link dev.handoff.awaiter.UnknownJobException} if there is
   * none, and with a {@link java.util.concurrent.TimeoutException} if no broker answers.
   */
  public CompletableFuture<JobView> status(JobId job) {
    return awaiter.status(job).copy().orTimeout(FIRST_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Completes with the job once it has ended. It may not be on the log yet while its id is young.
   * Cancel it to end the wait.
   *
   * @param onChange receives every state from now on, on the log's thread; not those before
   * @param seen the job as it is; null if the log does not have it yet
   */
  public CompletableFuture<JobView> end(
      JobId job, @Nullable JobView seen, Consumer<JobView> onChange) {
    return awaiter.await(job, new NewStates(seen, onChange));
  }

  /** For how long no broker has answered pending waits. */
  Duration silence() {
    return awaiter.silence();
  }

  /** Ends all waits, and waits for submits that are under way. */
  @Override
  public void close() {
    if (rights == null) {
      awaiter.close();
    }
    synchronized (this) {
      if (producer != null) {
        producer.close();
      }
    }
  }
}
