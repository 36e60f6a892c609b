package dev.handoff.bench.scenario;

import dev.handoff.bench.figure.Stage;
import dev.handoff.bench.held.HeldJobs;
import dev.handoff.bench.held.HeldWorkers;
import dev.handoff.bench.held.JobTrace;
import dev.handoff.bench.held.LogWatch;
import dev.handoff.bench.load.CommandBrief;
import dev.handoff.bench.process.BrokerProcess;
import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import dev.handoff.worker.lease.LeaseSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Two workers with default leases, fifty jobs at a time, and a broker that is restarted. */
final class Outages implements AutoCloseable {

  private static final String PREFIX = "restart";
  private static final int WORKERS = 2;
  private static final int SLOTS = 25;
  private static final int COMMANDS = 5; // of each worker's jobs
  private static final int ENDING_MEANWHILE = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Path folder;
  private final BrokerProcess broker;
  private final HeldWorkers workers;
  private final LogWatch log;
  private final HeldJobs jobs;
  private final CommandBrief command;
  private int outages;
  private Duration lastStart = Duration.ZERO; // how long the broker took to start

  Outages(Stage stage, BrokerProcess broker) throws Exception {
    this.folder = stage.folder();
    this.broker = broker;
    KafkaSettings kafka = broker.kafka(PREFIX);
    this.workers = new HeldWorkers(stage, broker, PREFIX, LeaseSettings.DEFAULT.lapse());
    List<String> all = new ArrayList<>();
    while (all.size() < WORKERS) {
      all.add(workers.start(SLOTS, List.of()));
    }
    workers.awaitReady(all);
    this.log = new LogWatch(kafka).start();
    this.jobs = new HeldJobs(kafka);
    this.command = CommandBrief.in(folder.resolve("repository"));
  }

  /**
   * @param blow stops or kills the broker
   * @param gone about the least length of the outage, its start included
   */
  Outage next(Consumer<BrokerProcess> blow, Duration gone) throws Exception {
    Path now = folder.resolve("now-" + ++outages);
    Path later = folder.resolve("later-" + outages);
    List<JobId> endingMeanwhile = new ArrayList<>();
    List<JobId> endingLater = new ArrayList<>();
    for (String worker : workers.living()) {
      endingMeanwhile.addAll(jobs.submit(ENDING_MEANWHILE, worker, now));
      endingLater.addAll(jobs.submit(SLOTS - ENDING_MEANWHILE - COMMANDS, worker, later));
      endingLater.addAll(jobs.submit(COMMANDS, command.text(worker, gone.plusSeconds(30))));
    }
    log.require("all jobs run", endingMeanwhile, job -> job.attempts() == 1);
    log.require("all jobs run", endingLater, job -> job.attempts() == 1);
    awaitAllHeard(System.nanoTime());
    log.forgetBeats();

    long start = System.nanoTime();
    blow.accept(broker);
    Files.createFile(now);
    long back = bringBack(gone);

    long heard = awaitAllHeard(back);
    long told = jobs.lastTold(endingMeanwhile, PATIENCE);
    Files.createFile(later);
    log.await(PATIENCE, endingMeanwhile, JobTrace::isCompleted);
    log.await(PATIENCE, endingLater, JobTrace::isCompleted);
    return new Outage(
        Duration.ofNanos(back - start),
        longestGap(),
        Duration.ofNanos(heard - back),
        Duration.ofNanos(told - back),
        traces(endingMeanwhile),
        traces(endingLater));
  }

  /** Restarts the broker; returns when it served clients again. */
  private long bringBack(Duration gone) throws IOException, InterruptedException {
    TimeUnit.MILLISECONDS.sleep(Math.max(0, gone.minus(lastStart).toMillis()));
    long start = System.nanoTime();
    broker.startAgain();
    long back = System.nanoTime();
    lastStart = Duration.ofNanos(back - start);
    return back;
  }

  /** When the first beats of all workers after that had been received. */
  private long awaitAllHeard(long since) throws InterruptedException {
    log.require(
        "all workers are heard",
        () -> workers.living().stream().allMatch(worker -> log.beats(worker).last() > since));
    return System.nanoTime();
  }

  private Duration longestGap() {
    return Duration.ofNanos(
        workers.living().stream()
            .mapToLong(worker -> log.beats(worker).longestGap())
            .max()
            .orElseThrow());
  }

  private List<JobTrace> traces(List<JobId> of) {
    return of.stream().map(log::job).toList();
  }

  @Override
  public void close() {
    jobs.close();
    log.close();
    workers.close();
  }
}
