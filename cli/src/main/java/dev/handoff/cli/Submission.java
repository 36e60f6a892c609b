package dev.handoff.cli;

import dev.handoff.brief.Brief;
import dev.handoff.job.JobId;
import dev.handoff.producer.JobProducer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One submit within a deadline, and the truth about it when there is no answer. */
final class Submission {

  private final JobProducer producer;
  private final Duration patience;

  Submission(JobProducer producer, Duration patience) {
    this.producer = producer;
    this.patience = patience;
  }

  JobId newId(String bootstrapServers) throws ExecutionException, InterruptedException {
    try {
      return inTime(CompletableFuture.supplyAsync(producer::newId));
    } catch (TimeoutException e) {
      throw new CommandException(
          ExitCode.UNAVAILABLE,
          "no answer from %s within %d s: nothing was submitted. If the broker wants a login, give --command-config"
              .formatted(bootstrapServers, patience.toSeconds()));
    }
  }

  /** Returns once the job is accepted. */
  void submit(JobId job, Brief brief) throws ExecutionException, InterruptedException {
    try {
      inTime(producer.submit(job, brief));
    } catch (TimeoutException e) {
      throw unknown(job, "no answer within " + patience.toSeconds() + " s");
    } catch (ExecutionException e) {
      throw unknown(job, e.getCause().getMessage());
    }
  }

  private <T> T inTime(CompletableFuture<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static CommandException unknown(JobId job, String cause) {
    return new CommandException(
        ExitCode.UNAVAILABLE,
        "unknown whether %s was accepted: %s. Ask later with: handoff status %s"
            .formatted(job, cause, job));
  }
}
