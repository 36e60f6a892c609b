package dev.handoff.bench.held;

import dev.handoff.awaiter.Awaiter;
import dev.handoff.bench.load.OtherJobs;
import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import dev.handoff.producer.JobProducer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Jobs that run until they are released, each submitted and awaited by a future of its own. */
public final class HeldJobs implements AutoCloseable {

  private final JobProducer producer;
  private final Awaiter awaiter;
  private final Map<JobId, CompletableFuture<Long>> told = new HashMap<>();

  public HeldJobs(KafkaSettings kafka) {
    this.producer = new JobProducer(kafka, "bench");
    this.awaiter = new Awaiter(kafka);
  }

  /** Submits jobs for the handler of {@link HeldMain}, which end when that file exists. */
  public List<JobId> submit(int count, String lane, Path until) throws Exception {
    return submit(
        count,
        """
        goal: held
        run: {handler: %s, with: {%s: '%s'}}
        lane: %s
        """
            .formatted(HeldMain.HANDLER, HeldMain.UNTIL, until, lane));
  }

  /** Submits jobs; all are accepted when it returns. */
  public List<JobId> submit(int count, String brief) throws Exception {
    List<CompletableFuture<JobId>> accepted = new ArrayList<>();
    for (int job = 0; job < count; job++) {
      accepted.add(producer.submit(OtherJobs.brief(brief)));
    }
    List<JobId> jobs = new ArrayList<>();
    for (CompletableFuture<JobId> one : accepted) {
      jobs.add(one.get(1, TimeUnit.MINUTES));
    }
    jobs.forEach(job -> told.put(job, awaiter.await(job).thenApply(view -> System.nanoTime())));
    return jobs;
  }

  /** When the last of the waits completed, by this process's clock. */
  public long lastTold(Collection<JobId> jobs, Duration patience)
      throws ExecutionException, InterruptedException, TimeoutException {
    long last = Long.MIN_VALUE;
    for (JobId job : jobs) {
      CompletableFuture<Long> end = Objects.requireNonNull(told.get(job), job::text);
      last = Math.max(last, end.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    }
    return last;
  }

  @Override
  public void close() {
    producer.close();
    awaiter.close();
  }
}
