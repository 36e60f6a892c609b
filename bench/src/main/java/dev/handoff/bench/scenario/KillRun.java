package dev.handoff.bench.scenario;

import dev.handoff.bench.figure.Stage;
import dev.handoff.bench.held.HeldJobs;
import dev.handoff.bench.held.HeldWorkers;
import dev.handoff.bench.held.JobTrace;
import dev.handoff.bench.held.LogWatch;
import dev.handoff.bench.held.Seating;
import dev.handoff.bench.process.BrokerProcess;
import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Three living workers, two of them stewards, and one kill after the other. Each worker serves a
 * lane of its own; its successor, which is started when the jobs run, serves that lane too.
 */
final class KillRun implements AutoCloseable {

  private static final String PREFIX = "rescue";
  private static final int WORKERS = 3;
  private static final int JOBS = 8;
  private static final int SPARED_JOBS = 2; // of each worker that is not killed

  private final Path folder;
  private final Duration patience;
  private final HeldWorkers workers;
  private final LogWatch log;
  private final HeldJobs jobs;
  private final Seating seating;
  private int blows;

  KillRun(Stage stage, BrokerProcess broker, Duration lapse) throws Exception {
    this.folder = stage.folder();
    this.patience = lapse.multipliedBy(2).plusSeconds(60);
    KafkaSettings kafka = broker.kafka(PREFIX);
    this.workers = new HeldWorkers(stage, broker, PREFIX, lapse);
    List<String> first = new ArrayList<>();
    while (first.size() < WORKERS) {
      first.add(workers.start(JOBS, List.of()));
    }
    workers.awaitReady(first);
    this.log = new LogWatch(kafka).start();
    this.jobs = new HeldJobs(kafka);
    this.seating = new Seating(kafka);
  }

  Duration beat() {
    return workers.beat();
  }

  Kill next(Victim wanted) throws Exception {
    Set<String> living = workers.living();
    List<String> dying = wanted.among(living, seating.await(living));
    String victim = dying.get(0);
    Path end = folder.resolve("end-" + ++blows);
    List<JobId> struck = jobs.submit(JOBS, victim, folder.resolve("never"));
    List<JobId> spared = new ArrayList<>();
    for (String other : without(living, dying)) {
      spared.addAll(jobs.submit(SPARED_JOBS, other, end));
    }
    log.require("all jobs run", struck, job -> job.attempts() == 1);
    log.require("all jobs run", spared, job -> job.attempts() == 1);
    startHeirs(victim, dying.size());
    Map<Integer, String> seats = seating.await(workers.living());

    long at = workers.kill(dying);

    log.await(patience, struck, job -> job.attempts() > 1);
    Files.createFile(end);
    log.await(patience, struck, JobTrace::isCompleted);
    log.await(patience, spared, JobTrace::isCompleted);
    return new Kill(
        Victim.of(dying, seats), at, log.beats(victim).last(), traces(struck), traces(spared));
  }

  private void startHeirs(String victim, int count) throws Exception {
    List<String> heirs = new ArrayList<>();
    while (heirs.size() < count) {
      heirs.add(workers.start(JOBS, List.of(victim)));
    }
    workers.awaitReady(heirs);
  }

  private static Set<String> without(Set<String> living, List<String> dying) {
    Set<String> rest = new HashSet<>(living);
    dying.forEach(rest::remove);
    return rest;
  }

  private List<JobTrace> traces(List<JobId> of) {
    return of.stream().map(log::job).toList();
  }

  @Override
  public void close() {
    seating.close();
    jobs.close();
    log.close();
    workers.close();
  }
}
