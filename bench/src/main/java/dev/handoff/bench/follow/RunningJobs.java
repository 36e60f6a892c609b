package dev.handoff.bench.follow;

import dev.handoff.bench.load.OtherJobs;
import dev.handoff.brief.Brief;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.RecordWriter;
import dev.handoff.log.status.StatusLog;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Jobs that run, as far as the log says, and progress with stamped events. */
public final class RunningJobs implements AutoCloseable {

  private static final String LANE = "standard";
  private static final String LEASE = "bench-lease";
  private static final long SETTLING_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final RecordWriter writer;
  private final StatusLog status;
  private final List<JobId> jobs = new ArrayList<>();

  /** They are on the log when it returns. */
  public RunningJobs(KafkaSettings kafka, int count) {
    writer = new RecordWriter(kafka);
    status = new StatusLog(kafka, writer, "handoff/bench");
    Brief brief = OtherJobs.brief("goal: nothing is done\nrun: {handler: nothing}\n");
    List<CompletableFuture<Long>> appends = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      JobId job = JobId.next(now(), i % status.partitions());
      jobs.add(job);
      Submitted submitted = new Submitted(now(), brief, "bench", LANE, 0L, null, null);
      appends.add(status.append(job, LANE, submitted));
      appends.add(status.append(job, LANE, new Started(now(), 1, LEASE, "bench", 0, "none")));
    }
    appends.forEach(CompletableFuture::join);
  }

  /** In milliseconds, as all events have it. */
  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  public String first() {
    return jobs.get(0).text();
  }

  public List<String> all() {
    return jobs.stream().map(JobId::text).toList();
  }

  /**
   * Appends so many events, evenly, and waits for a moment in which they are delivered.
   *
   * @param ofAll of all jobs in turn; else of the first
   */
  public void progress(int events, int aSecond, boolean ofAll) {
    long start = System.nanoTime();
    for (int i = 0; i < events; i++) {
      long due = start + i * TimeUnit.SECONDS.toNanos(1) / aSecond;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      JobId job = jobs.get(ofAll ? i * 7 % jobs.size() : 0);
      status.append(job, LANE, new Progressed(now(), 1, LEASE, Stamp.now(), "works", i % 100));
    }
    long end = System.nanoTime() + SETTLING_NANOS;
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  @Override
  public void close() {
    status.close();
    writer.close();
  }
}
