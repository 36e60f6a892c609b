package dev.handoff.bench.load;

import static java.time.temporal.ChronoUnit.MILLIS;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.CheckFinished;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobResult.Base;
import dev.handoff.job.JobResult.Changes;
import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.job.JobResult.Outputs;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.RecordWriter;
import dev.handoff.log.lane.LaneRecord;
import dev.handoff.log.lane.Lanes;
import dev.handoff.log.status.StatusLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Fills a status topic with the events of ended jobs, four or five each and interleaved with their
 * neighbours', without waiting for any of them; also with waiting jobs.
 */
public final class OtherJobs implements AutoCloseable {

  private static final int IN_FLIGHT = 50_000;
  private static final int WAITING_AT_ONCE = 2_000;
  private static final int SAMPLES = 200;

  private static final String BRIEF =
      """
      goal: Every post uses the categories of content/categories.json.
      scope: {include: ["content/posts/**"], exclude: ["content/posts/drafts/**"]}
      constraints: [Post bodies stay as they are]
      run: {command: [sh, migrate.sh]}
      checks:
        - {name: no post loses a category, run: [sh, check-categories.sh], timeout: 10m}
      expect: 20m
      """;

  private final RecordWriter writer;
  private final StatusLog status;
  private final Lanes lanes;
  private final List<JobId> ended = new ArrayList<>();
  private final Brief brief = brief(BRIEF);
  private final JobResult result = result();
  private final Semaphore room = new Semaphore(IN_FLIGHT);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  public OtherJobs(KafkaSettings kafka) {
    this.writer = new RecordWriter(kafka, Duration.ofMinutes(5));
    this.status = new StatusLog(kafka, writer, "handoff/bench");
    this.lanes = new Lanes(kafka, writer);
  }

  public static Brief brief(String yaml) {
    return new BriefReader().read(yaml.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes ended jobs, with times spread evenly between the two; all are on the topic then. */
  public void write(int count, Instant from, Instant to) throws InterruptedException {
    @Nullable Job[] last = new Job[4]; // the jobs with events still to come
    int steps = count + last.length - 1;
    double step = (double) Duration.between(from, to).toNanos() / steps;
    int sampleEvery = Math.max(1, count / SAMPLES);
    for (int number = 0; number < steps; number++) {
      Instant at = from.plusNanos((long) (step * number)).truncatedTo(MILLIS); // as all events have
      for (int age = last.length - 1; age > 0; age--) {
        last[age] = last[age - 1];
      }
      last[0] = number < count ? job(number, at) : null;
      if (last[0] != null && number % sampleEvery == 0) {
        ended.add(last[0].id);
      }
      for (int age = 0; age < last.length; age++) {
        if (last[age] != null) {
          tell(last[age], age, at);
        }
      }
    }
    awaitAll();
  }

  /** Some of the ended jobs, evenly spread over each {@link #write}. */
  public List<JobId> ended() {
    return List.copyOf(ended);
  }

  /**
   * Writes jobs that wait in that lane: the briefs are there, and {@code Submitted} on the status
   * topic, when it returns.
   *
   * @param at the time of their submit
   */
  public List<JobId> writeWaiting(int count, String lane, Instant at) {
    Instant submittedAt = at.truncatedTo(MILLIS);
    Brief waiting = brief(BRIEF + "lane: " + lane + "\n");
    List<JobId> all = new ArrayList<>();
    while (all.size() < count) {
      int number = Math.min(WAITING_AT_ONCE, count - all.size());
      List<JobId> some = new ArrayList<>();
      List<CompletableFuture<Long>> briefs = new ArrayList<>();
      for (int i = 0; i < number; i++) {
        JobId job = JobId.next(submittedAt, (all.size() + i) % status.partitions());
        some.add(job);
        briefs.add(lanes.append(lane, LaneRecord.first(job, waiting)));
      }
      List<CompletableFuture<Long>> submits = new ArrayList<>();
      for (int i = 0; i < number; i++) {
        Submitted submitted =
            new Submitted(submittedAt, waiting, "bench", lane, briefs.get(i).join(), null, null);
        submits.add(status.append(some.get(i), lane, submitted));
      }
      submits.forEach(CompletableFuture::join);
      all.addAll(some);
    }
    return all;
  }

  private void tell(Job job, int age, Instant at) throws InterruptedException {
    switch (age) {
      case 0 -> {
        append(job, new Submitted(at, brief, "bench", "standard", job.number, null, null));
        append(job, new Started(at, 1, job.lease, "bench-1", job.number, "bwrap"));
      }
      case 1 -> append(job, new Progressed(at, 1, job.lease, "run", "posts migrated", 40));
      case 2 -> {
        if (job.number % 2 == 0) {
          append(job, new CheckFinished(at, 1, job.lease, result.checks().get(0)));
        }
      }
      default -> append(job, new Completed(at, 1, job.lease, result));
    }
  }

  private Job job(int number, Instant at) {
    int partition = ThreadLocalRandom.current().nextInt(status.partitions());
    return new Job(number, JobId.next(at, partition), "bench-lease-" + number);
  }

  private void append(Job job, JobEvent event) throws InterruptedException {
    room.acquire();
    status
        .append(job.id, "standard", event)
        .whenComplete(
            (offset, refused) -> {
              if (refused != null) {
                failure.compareAndSet(null, refused);
              }
              room.release();
            });
  }

  private void awaitAll() throws InterruptedException {
    room.acquire(IN_FLIGHT);
    room.release(IN_FLIGHT);
    if (failure.get() != null) {
      throw new IllegalStateException("the other jobs could not be written", failure.get());
    }
  }

  private static JobResult result() {
    CheckResult check =
        new CheckResult(
            "no post loses a category", JobResult.CheckVerdict.PASSED, 0, 1.5, "40 posts checked");
    Artifact patch = new Artifact("patch", 2_048, "0".repeat(64), 17);
    Artifact report = new Artifact("report", 900, "1".repeat(64), 18);
    return new JobResult(
        new Base("https://git.example.org/site.git", "2".repeat(40)),
        new Changes(2, 8, 8, List.of("content/posts/one.md", "content/posts/two.md")),
        List.of(check),
        new Outputs(null, patch, report, null, List.of(), null),
        null,
        null);
  }

  @Override
  public void close() {
    status.close();
    writer.close();
  }

  private record Job(long number, JobId id, String lease) {}
}
