package dev.handoff.cli.submit;

import dev.handoff.brief.Brief;
import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.Failures;
import dev.handoff.cli.console.LoginHint;
import dev.handoff.cli.source.PinnedSource;
import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.setup.ReplicaShortage;
import dev.handoff.producer.JobProducer;
import dev.handoff.producer.KeyConflictException;
import dev.handoff.producer.SubmitFailedException;
import dev.handoff.producer.SubmitOptions;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Submits a job within a deadline, and reports exactly what is known if no answer comes. */
final class Submission {

  private static final long LARGE_BUNDLE = 1 << 20;

  private static final long SLOW_LINE = 128 * 1024; // bytes a second

  /** The last part of the wait, for asking the cluster why there is no answer. */
  private static final Duration ASKING_WHY = Duration.ofSeconds(2);

  private final KafkaSettings kafka;
  private final JobProducer producer;
  private final Duration patience;

  Submission(KafkaSettings kafka, JobProducer producer, Duration patience) {
    this.kafka = kafka;
    this.producer = producer;
    this.patience = patience;
  }

  /** Also detects early that no broker answers. */
  JobId newId() throws ExecutionException, InterruptedException {
    try {
      return inTime(CompletableFuture.supplyAsync(producer::newId));
    } catch (TimeoutException e) {
      throw new CommandException(
          ExitCode.UNAVAILABLE,
          "no answer from %s within %d s: nothing was sent%s"
              .formatted(kafka.place(), patience.toSeconds(), LoginHint.of(kafka)));
    }
  }

  /**
   * Waits until the job is accepted, and returns its id: the candidate, or that of an older job
   * with the same key.
   *
   * @param source closed when this returns
   * @param err receives a note on a large upload
   * @throws CommandException if it is not accepted; the message states what is certain
   */
  JobId submit(JobId candidate, PinnedSource source, SubmitOptions options, PrintWriter err)
      throws ExecutionException, InterruptedException {
    return finish(begin(candidate, source, options, err));
  }

  /** A submit whose answer is pending. */
  record UnderWay(
      JobId candidate,
      PinnedSource source,
      SubmitOptions options,
      CompletableFuture<JobId> accepted,
      CompletableFuture<String> why,
      long deadline,
      Duration patience) {}

  /**
   * Sends the brief and its files; {@link #finish} closes the source.
   *
   * @param err receives a note on a large upload
   */
  UnderWay begin(JobId candidate, PinnedSource source, SubmitOptions options, PrintWriter err) {
    long bytes = source.bundleBytes();
    if (bytes > LARGE_BUNDLE) {
      err.println("Sending %d MiB of the repository along.".formatted(bytes >> 20));
      err.flush();
    }
    Duration time = patience.plusSeconds((bytes + source.carriedBytes()) / SLOW_LINE);
    long deadline = System.nanoTime() + time.toNanos();
    SubmitOptions withFiles = options.withBundle(source.bundle()).withCarried(source.carried());
    CompletableFuture<JobId> accepted = producer.submit(candidate, source.brief(), withFiles);
    CompletableFuture<String> why = whyNot(accepted, source.brief(), options, time);
    return new UnderWay(candidate, source, options, accepted, why, deadline, time);
  }

  /** Waits for the answer, with the same result as {@link #submit}. */
  JobId finish(UnderWay submit) throws ExecutionException, InterruptedException {
    JobId candidate = submit.candidate();
    SubmitOptions options = submit.options();
    try {
      long left = Math.max(0, submit.deadline() - System.nanoTime());
      return submit.accepted().get(left, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      submit.accepted().cancel(false); // otherwise closing the producer would wait for it
      String silence = "no answer within %d s".formatted(submit.patience().toSeconds());
      throw unknown(candidate, options, silence + submit.why().getNow(""));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SubmitFailedException failed) {
        throw failure(candidate, options, failed);
      }
      if (e.getCause() instanceof KeyConflictException) {
        throw e;
      }
      throw unknown(candidate, options, String.valueOf(causeOf(e).getMessage()));
    } finally {
      submit.source().close();
    }
  }

  private static Throwable causeOf(Exception failure) {
    return Objects.requireNonNullElse(failure.getCause(), failure);
  }

  private CommandException failure(
      JobId candidate, SubmitOptions options, SubmitFailedException failed) {
    String why = Failures.message(causeOf(failed), Failures.broker(kafka));
    return switch (failed.fate()) {
      case NOT_SUBMITTED ->
          new CommandException(
              Failures.exitCode(causeOf(failed)), "nothing was submitted: " + why + ofKey(options));
      case IN_LANE ->
          new CommandException(
              ExitCode.UNAVAILABLE,
              "%s is in its lane and may run, but its submit is not recorded on the log: %s. %s"
                  .formatted(candidate, why, comeBack(candidate, options)));
      case UNKNOWN -> unknown(candidate, options, why);
    };
  }

  /** The reason for a missing answer, known before the wait ends; empty if unknown. */
  private CompletableFuture<String> whyNot(
      CompletableFuture<JobId> accepted, Brief brief, SubmitOptions options, Duration time) {
    long start = Math.max(0, time.minus(ASKING_WHY).toMillis());
    return CompletableFuture.supplyAsync(
            () -> accepted.isDone() ? "" : shortage(brief, options),
            CompletableFuture.delayedExecutor(start, TimeUnit.MILLISECONDS))
        .exceptionally(failure -> "");
  }

  private String shortage(Brief brief, SubmitOptions options) {
    List<String> topics = new ArrayList<>();
    topics.add(kafka.topics().tasks(brief.lane()));
    topics.add(kafka.topics().status());
    if (options.key() != null) {
      topics.add(kafka.topics().keys());
    }
    List<String> found = new ReplicaShortage(kafka).of(topics, ASKING_WHY);
    return found.isEmpty() ? "" : "; " + String.join(", ", found);
  }

  private <T> T inTime(CompletableFuture<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static CommandException unknown(JobId job, SubmitOptions options, String cause) {
    return new CommandException(
        ExitCode.UNAVAILABLE,
        "unknown whether %s was accepted: %s. %s".formatted(job, cause, comeBack(job, options)));
  }

  /** The key was claimed before anything else was sent. */
  private static String ofKey(SubmitOptions options) {
    return options.key() == null
        ? ""
        : ". The key belongs to this brief from now on: another brief needs another key";
  }

  private static String comeBack(JobId job, SubmitOptions options) {
    return options.key() == null
        ? "Ask later with: handoff status " + job
        : "Submit it again with the same key: that creates no second job";
  }
}
