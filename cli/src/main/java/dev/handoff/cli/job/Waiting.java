package dev.handoff.cli.job;

import dev.handoff.awaiter.Awaiter;
import dev.handoff.awaiter.JobListener;
import dev.handoff.awaiter.JobView;
import dev.handoff.awaiter.UnknownJobException;
import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.LoginHint;
import dev.handoff.cli.options.WaitOptions;
import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Waits for one job on behalf of a command, and keeps its deadline whatever the broker does. */
public final class Waiting implements AutoCloseable {

  private final KafkaSettings kafka;
  private final Awaiter awaiter;
  private final long startedAt = System.nanoTime();

  public Waiting(KafkaSettings kafka) {
    this.kafka = kafka;
    this.awaiter = new Awaiter(kafka);
  }

  /**
   * Returns the current state of the job.
   *
   * @throws CommandException with 125 if no broker answers in time
   */
  public JobView look(JobId job, Duration firstAnswer)
      throws ExecutionException, InterruptedException {
    return inTime(awaiter.status(job), job, firstAnswer);
  }

  /**
   * Checks that a broker answers, by a look-up of a job that need not exist.
   *
   * @throws CommandException with 125 if none answers in time
   */
  public void requireAnswer(JobId job, Duration firstAnswer)
      throws ExecutionException, InterruptedException {
    inTime(awaiter.status(job).handle((view, failure) -> view), job, firstAnswer);
  }

  private JobView inTime(CompletableFuture<JobView> status, JobId job, Duration firstAnswer)
      throws ExecutionException, InterruptedException {
    try {
      return status.get(firstAnswer.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new CommandException(
          ExitCode.UNAVAILABLE,
          "no answer from "
              + kafka.place()
              + " within "
              + firstAnswer.toSeconds()
              + " s: what became of "
              + job
              + " is not known"
              + LoginHint.of(kafka));
    }
  }

  /**
   * Waits for the end of the job; on timeout returns its last known state.
   *
   * @param onChange receives every state until then
   * @throws CommandException with 4 if the log has no event of the job by then
   */
  public JobView await(JobId job, WaitOptions options, Consumer<JobView> onChange)
      throws ExecutionException, InterruptedException {
    Optional<JobView> now = lookUnlessYoung(job, options);
    if (now.isPresent() && (now.get().status().isTerminal() || options.timeout().isZero())) {
      return now.get();
    }
    LastHeard last = new LastHeard(onChange, now.orElse(null));
    CompletableFuture<JobView> end = awaiter.await(job, last);
    try {
      long left = options.timeout().toNanos() - (System.nanoTime() - startedAt);
      return end.get(Math.max(0, left), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      end.cancel(false);
      return last.view().orElseThrow(() -> unknown(job));
    }
  }

  /** The current state of the job, without a deadline. */
  public CompletableFuture<JobView> status(JobId job) {
    return awaiter.status(job);
  }

  /** Completes with the first event of the job; waits for it while the id is young. */
  public CompletableFuture<JobView> firstSight(JobId job) {
    CompletableFuture<JobView> seen = new CompletableFuture<>();
    CompletableFuture<JobView> end = awaiter.await(job, seen::complete);
    end.exceptionally(
        failure -> {
          seen.completeExceptionally(failure);
          return null;
        });
    return seen.whenComplete((view, failure) -> end.cancel(false));
  }

  /** Completes when the job has ended, without a deadline. */
  public CompletableFuture<JobView> end(JobId job, Consumer<JobView> onChange) {
    return awaiter.await(job, onChange);
  }

  /** Like {@link #end}, with every event passed to the listener. */
  public CompletableFuture<JobView> follow(JobId job, JobListener listener) {
    return awaiter.follow(job, listener);
  }

  /**
   * Passes every event that is now on the log to the listener.
   *
   * @throws CommandException with 125 if no broker answers in time
   */
  public JobView history(JobId job, JobListener listener, Duration firstAnswer)
      throws ExecutionException, InterruptedException {
    requireAnswer(job, firstAnswer);
    return awaiter.history(job, listener).get();
  }

  /**
   * Empty for an unknown job: its events may be under way, and {@link Awaiter#await} waits for
   * them.
   */
  private Optional<JobView> lookUnlessYoung(JobId job, WaitOptions options)
      throws ExecutionException, InterruptedException {
    try {
      return Optional.of(look(job, options.firstAnswer()));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownJobException && !options.timeout().isZero()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Empty while brokers answer. */
  public Optional<Unanswered> unanswered() {
    return Unanswered.of(kafka, awaiter.silence());
  }

  public CommandException unknown(JobId job) {
    return new CommandException(
        ExitCode.UNKNOWN,
        job
            + " is unknown on "
            + kafka.place()
            + " up to now; a job submitted seconds ago may still appear: ask again");
  }

  @Override
  public void close() {
    awaiter.close();
  }

  /** Remembers the newest state. Written by the log's threads. */
  private static final class LastHeard implements Consumer<JobView> {

    private final Consumer<JobView> next;
    private volatile @Nullable JobView view;

    LastHeard(Consumer<JobView> next, @Nullable JobView first) {
      this.next = next;
      this.view = first;
    }

    @Override
    public void accept(JobView newView) {
      view = newView;
      next.accept(newView);
    }

    Optional<JobView> view() {
      return Optional.ofNullable(view);
    }
  }
}
