package dev.handoff.bench.scenario;

import dev.handoff.awaiter.Awaiter;
import dev.handoff.awaiter.JobView;
import dev.handoff.bench.figure.Percentiles;
import dev.handoff.bench.load.OtherJobs;
import dev.handoff.brief.Brief;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.job.JobStatus;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.RecordWriter;
import dev.handoff.log.lane.LaneRecord;
import dev.handoff.log.lane.Lanes;
import dev.handoff.log.status.StatusLog;
import dev.handoff.producer.JobProducer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Measures single jobs beside all others: submit, claim, end, look-up. */
final class JobProbe implements AutoCloseable {

  private static final int JOBS = 200;
  private static final int WARM_UP_ROUNDS = 4;

  private final Brief brief = OtherJobs.brief("goal: nothing is done\nrun: {handler: nothing}\n");
  private final RecordWriter writer;
  private final StatusLog status;
  private final Lanes lanes;
  private final JobProducer producer;
  private final Awaiter awaiter;

  JobProbe(KafkaSettings kafka) {
    this.writer = new RecordWriter(kafka);
    this.status = new StatusLog(kafka, writer, "handoff/bench");
    this.lanes = new Lanes(kafka, writer);
    this.producer = new JobProducer(kafka, "bench");
    this.awaiter = new Awaiter(kafka);
  }

  /** Runs some jobs whose times are discarded. */
  void warmUp() throws ExecutionException, InterruptedException {
    for (int round = 0; round < WARM_UP_ROUNDS; round++) {
      jobsInto(new Growth.Figures());
    }
  }

  /** Measures submit and end of jobs that this process submits, and the claim of others. */
  void jobsInto(Growth.Figures figures) throws ExecutionException, InterruptedException {
    Percentiles submit = new Percentiles();
    Percentiles end = new Percentiles();
    Percentiles claim = new Percentiles();
    for (int i = 0; i < JOBS; i++) {
      submitAndAwait(submit, end);
      claim.record(claimNanos());
    }
    figures.add("submit: call until accepted", submit);
    figures.add("claim: brief in the lane until told of Started", claim);
    figures.add("await: submit until told of the end", end);
  }

  private void submitAndAwait(Percentiles submit, Percentiles end)
      throws ExecutionException, InterruptedException {
    JobId job = producer.newId();
    CompletableFuture<JobView> told = awaiter.await(job);
    long start = System.nanoTime();
    CompletableFuture<?> accepted =
        producer.submit(job, brief).thenRun(() -> submit.recordSince(start));
    requireCompleted(told.thenApply(view -> recorded(view, end, start)).get());
    accepted.get();
  }

  private static JobView recorded(JobView view, Percentiles times, long start) {
    times.recordSince(start);
    return view;
  }

  /**
   * Writes both records of a job by hand, like a submit: otherwise the time at which the brief was
   * in its lane is not known.
   */
  private long claimNanos() throws ExecutionException, InterruptedException {
    JobId job = producer.newId();
    CompletableFuture<Long> started = new CompletableFuture<>();
    CompletableFuture<JobView> end =
        awaiter.await(
            job,
            view -> {
              if (view.status() == JobStatus.RUNNING) {
                started.complete(System.nanoTime());
              }
            });
    CompletableFuture<Long> inLane = new CompletableFuture<>();
    long offset =
        lanes
            .append(brief.lane(), LaneRecord.first(job, brief))
            .whenComplete((at, failure) -> inLane.complete(System.nanoTime()))
            .get();
    Submitted submitted =
        new Submitted(Instant.now(), brief, "bench", brief.lane(), offset, null, null);
    status.append(job, brief.lane(), submitted).get();
    requireCompleted(end.get());
    // The answer to the append may come after the worker's claim.
    return Math.max(0, started.get() - inLane.get());
  }

  /** Failed jobs would make the figure worthless. */
  private static void requireCompleted(JobView view) {
    if (view.status() != JobStatus.COMPLETED) {
      throw new IllegalStateException(view.job() + " ended " + view.status().label());
    }
  }

  /** Looks up each of them in turn; all must be in that state. */
  void lookUpsInto(Growth.Figures figures, String name, List<JobId> jobs, JobStatus expected)
      throws ExecutionException, InterruptedException {
    Percentiles times = new Percentiles();
    for (JobId job : jobs) {
      long start = System.nanoTime();
      JobView view = awaiter.status(job).get();
      times.recordSince(start);
      if (view.status() != expected) {
        throw new IllegalStateException(job + " is " + view.status().label());
      }
    }
    figures.add(name, times);
  }

  /** Completes when the request is on the log. */
  CompletableFuture<Void> cancel(JobId job) {
    return producer.cancel(job, "the bench no longer needs it");
  }

  @Override
  public void close() {
    awaiter.close();
    producer.close();
    status.close();
    writer.close();
  }
}
