package dev.handoff.bench.scenario;

import com.sun.management.OperatingSystemMXBean;
import dev.handoff.awaiter.Awaiter;
import dev.handoff.bench.figure.Percentiles;
import dev.handoff.bench.figure.Scenario;
import dev.handoff.bench.figure.Stage;
import dev.handoff.bench.figure.Table;
import dev.handoff.bench.load.OtherJobs;
import dev.handoff.bench.process.BrokerProcess;
import dev.handoff.brief.Brief;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobStatus;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.RecordWriter;
import dev.handoff.log.setup.TopicSettings;
import dev.handoff.log.setup.TopicSetup;
import dev.handoff.log.status.StatusLog;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;

/**
 * Measures many waits in one {@link Awaiter} for running jobs: their cost while nothing happens,
 * and how soon each completes when its job ends. Targets: 1,000 waits with one consumer in at most
 * 100 MB; 100,000 in at most 200 MB, and 99 of 100 told within 100 ms.
 */
public final class Waits implements Scenario {

  private static final int[] COUNTS = {1, 100, 1_000, 10_000, 100_000};
  private static final int ENDS = 1_000;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final int QUIET_SECONDS = 5;

  @Override
  public String name() {
    return "waits";
  }

  @Override
  public List<Table> run(Stage stage) throws Exception {
    List<Map<String, Object>> rows = new ArrayList<>();
    try (BrokerProcess broker = BrokerProcess.start(stage)) {
      KafkaSettings kafka = broker.kafka("waits");
      try (Admin admin = kafka.admin()) {
        new TopicSetup(admin, kafka.topics(), TopicSettings.LOCAL).ensure(Set.of("standard"));
      }
      try (RecordWriter writer = new RecordWriter(kafka);
          StatusLog status = new StatusLog(kafka, writer, "handoff/bench")) {
        new Round(kafka, status, 100).measured(); // the JVM's first is slow
        for (int count : COUNTS) {
          stage.say("%,d waits", count);
          rows.add(new Round(kafka, status, count).measured());
        }
      }
    }
    return List.of(new Table("waits: in one awaiter, end appended until told", rows));
  }

  /** So many waits at once, for jobs whose events only this class writes. */
  private static final class Round {

    private final KafkaSettings kafka;
    private final StatusLog status;
    private final int count;
    private final Brief brief = OtherJobs.brief("goal: nothing is done\nrun: {handler: nothing}\n");
    private final Percentiles delays = new Percentiles();
    private final List<JobId> waited = new ArrayList<>();

    Round(KafkaSettings kafka, StatusLog status, int count) {
      this.kafka = kafka;
      this.status = status;
      this.count = count;
    }

    Map<String, Object> measured() throws Exception {
      double before = heapMegabytes();
      try (Awaiter awaiter = new Awaiter(kafka)) {
        List<CompletableFuture<?>> ends = begin(awaiter, count);
        double heap = heapMegabytes() - before;
        double quiet = cpuWhileQuiet();
        int told = 0;
        while (told < ENDS) {
          told += endSome(ends, Math.min(count, ENDS - told));
          if (told < ENDS && ends.isEmpty()) {
            ends = begin(awaiter, count);
          }
        }
        Map<String, Object> row = delays.into(Table.row("waits", count));
        row.putAll(Table.row("heap MiB", heap, "cpu while quiet %", quiet));
        return row;
      }
    }

    /** Begins jobs and waits until the awaiter has seen them running. */
    private List<CompletableFuture<?>> begin(Awaiter awaiter, int number) throws Exception {
      waited.clear();
      List<CompletableFuture<?>> ends = new ArrayList<>();
      CountDownLatch running = new CountDownLatch(number);
      for (int i = 0; i < number; i++) {
        JobId job = JobId.next(Instant.now(), new Random().nextInt(status.partitions()));
        waited.add(job);
        status.append(job, "standard", submitted());
        status.append(job, "standard", new Started(Instant.now(), 1, "lease", "bench", 0, "none"));
        ends.add(
            awaiter.await(
                job,
                view -> {
                  if (view.status() == JobStatus.RUNNING) {
                    running.countDown();
                  }
                }));
      }
      running.await();
      return ends;
    }

    private JobEvent submitted() {
      return new Submitted(Instant.now(), brief, "bench", "standard", 0L, null, null);
    }

    /** Ends so many of them, a moment apart and in any order; returns when all waits completed. */
    private int endSome(List<CompletableFuture<?>> ends, int number) {
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < ends.size(); i++) {
        order.add(i);
      }
      Collections.shuffle(order, new Random(1));
      List<CompletableFuture<?>> told = new ArrayList<>();
      for (int index : order.subList(0, number)) {
        long start = System.nanoTime();
        told.add(ends.get(index).thenRun(() -> delays.recordSince(start)));
        status.append(
            waited.get(index),
            "standard",
            new Completed(Instant.now(), 1, "lease", JobResult.NONE));
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      CompletableFuture.allOf(told.toArray(CompletableFuture[]::new)).join();
      ends.clear(); // the awaiter cancels the waits whose jobs did not end
      return number;
    }

    /** The percentage of one core. */
    private static double cpuWhileQuiet() throws InterruptedException {
      OperatingSystemMXBean system =
          (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      long cpu = system.getProcessCpuTime();
      long start = System.nanoTime();
      TimeUnit.SECONDS.sleep(QUIET_SECONDS);
      return 100.0 * (system.getProcessCpuTime() - cpu) / (System.nanoTime() - start);
    }

    private static double heapMegabytes() {
      System.gc();
      return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1048576.0;
    }
  }
}
