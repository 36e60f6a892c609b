package dev.handoff.cli.submit;

import dev.handoff.awaiter.JobView;
import dev.handoff.awaiter.QueuePosition;
import dev.handoff.awaiter.UnknownJobException;
import dev.handoff.awaiter.json.JobJson;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.Failures;
import dev.handoff.cli.console.PlainLine;
import dev.handoff.cli.job.StatusText;
import dev.handoff.cli.job.Unanswered;
import dev.handoff.cli.job.Waiting;
import dev.handoff.job.JobId;
import dev.handoff.job.JobStatus;
import dev.handoff.log.KafkaSettings;
import dev.handoff.producer.JobProducer;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * Cancels one job: looks it up first, so that nothing is appended for a job that does not exist,
 * then appends the request and follows the job to its end.
 */
final class Cancellation {

  private final KafkaSettings kafka;
  private final JobId job;
  private final JobProducer producer;
  private final Waiting waiting;

  // Written by the log's threads, read by the thread of the command.
  private volatile boolean isMissing;
  private volatile boolean isRequested;
  private volatile @Nullable JobView last;

  Cancellation(KafkaSettings kafka, JobId job, JobProducer producer, Waiting waiting) {
    this.kafka = kafka;
    this.job = job;
    this.producer = producer;
    this.waiting = waiting;
  }

  /** Completes when the job has ended, whether by this request or not. */
  CompletableFuture<JobView> begin(@Nullable String why) {
    return waiting
        .status(job)
        .exceptionallyCompose(this::waitIfYoung)
        .thenComposeAsync(view -> view.status().isTerminal() ? done(view) : request(view, why));
  }

  private CompletableFuture<JobView> waitIfYoung(Throwable failure) {
    boolean isUnknown =
        failure instanceof UnknownJobException || failure.getCause() instanceof UnknownJobException;
    if (!isUnknown) {
      return CompletableFuture.failedFuture(failure);
    }
    isMissing = true;
    return waiting.firstSight(job);
  }

  private static CompletableFuture<JobView> done(JobView view) {
    return CompletableFuture.completedFuture(view);
  }

  private CompletableFuture<JobView> request(JobView view, @Nullable String why) {
    last = view;
    return producer
        .cancel(job, why)
        .exceptionally(
            failure -> {
              throw CancelFailure.of(job, failure, Failures.broker(kafka));
            })
        .thenCompose(
            sent -> {
              isRequested = true;
              return waiting.end(job, newer -> last = newer);
            });
  }

  /**
   * Waits for the end of the job, prints it and returns the exit code.
   *
   * @param end from {@link #begin}
   */
  int tell(CompletableFuture<JobView> end, long deadline, CommandLine command, boolean isJson)
      throws InterruptedException {
    try {
      long left = Math.max(0, deadline - System.nanoTime());
      JobView view = end.get(left, TimeUnit.NANOSECONDS);
      print(command.getOut(), view, isJson);
      return view.status() == JobStatus.CANCELLED ? ExitCode.COMPLETED : ExitCode.FAILED;
    } catch (TimeoutException e) {
      return unconfirmed(command, isJson);
    } catch (ExecutionException e) {
      return new Failures().handle(e, command.getErr());
    }
  }

  private void print(PrintWriter out, JobView view, boolean isJson) {
    boolean hasEnded = view.status().isTerminal();
    Optional<Unanswered> silence = hasEnded ? Optional.empty() : waiting.unanswered();
    out.println(
        isJson
            ? JobJson.text(view, !hasEnded, QueuePosition.UNKNOWN, silence.map(Unanswered::time))
            : view.job() + " " + StatusText.line(view));
    out.flush();
  }

  private int unconfirmed(CommandLine command, boolean isJson) {
    PrintWriter err = command.getErr();
    boolean wasRequested = isRequested; // read first: the state is there when this is written
    JobView seen = last;
    if (wasRequested && seen != null) {
      if (isJson) {
        print(command.getOut(), seen, true);
      }
      String line = StatusText.line(seen);
      String standing = waiting.unanswered().map(one -> one.text(line)).orElse(line);
      err.println(
          PlainLine.one(job + " was asked to end but has not ended yet: " + standing + "."));
      err.println("Wait for it with: handoff await " + job);
    } else if (isMissing && seen == null) {
      err.println("handoff: " + job + " is unknown so far; it was not asked to end");
    } else {
      err.println("handoff: no answer in time; it is unknown whether " + job + " was asked to end");
    }
    err.flush();
    if (wasRequested) {
      return ExitCode.TIMED_OUT;
    }
    return isMissing && seen == null ? ExitCode.UNKNOWN : ExitCode.UNAVAILABLE;
  }
}
