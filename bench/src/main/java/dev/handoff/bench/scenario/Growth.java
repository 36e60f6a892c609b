package dev.handoff.bench.scenario;

import dev.handoff.bench.figure.Percentiles;
import dev.handoff.bench.figure.Scenario;
import dev.handoff.bench.figure.Stage;
import dev.handoff.bench.figure.Table;
import dev.handoff.bench.load.OtherJobs;
import dev.handoff.bench.process.BrokerProcess;
import dev.handoff.job.JobId;
import dev.handoff.job.JobStatus;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.setup.TopicSettings;
import dev.handoff.log.setup.TopicSetup;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;

/**
 * Measures the cost of a job beside more and more others: first beside waiting jobs, then beside
 * ended jobs, with a few live jobs as old as all of them. Target: the same at every size;
 * exceptions are documented.
 */
public final class Growth implements Scenario {

  /** No worker serves it. */
  private static final String UNSERVED = "long";

  /** One per partition: a steward's successor must read from the oldest live job on. */
  private static final int OLD = 16;

  private static final int LOOK_UPS = 50;
  private static final int LONG_LOOK_UPS = 5;
  private static final Duration AGE = Duration.ofHours(20);

  /** After this time without events a steward reads the history of a job. */
  private static final Duration SETTLING = Duration.ofSeconds(30);

  private static final double MEBIBYTE = 1024 * 1024;

  @Override
  public String name() {
    return "growth";
  }

  @Override
  public List<Table> run(Stage stage) throws Exception {
    List<Table> tables = new ArrayList<>();
    try (BrokerProcess broker = BrokerProcess.start(stage)) {
      try (Log log = new Log(stage, broker, "live")) {
        tables.add(beside("jobs that wait", live(stage, log)));
      }
      tables.add(beside("jobs that have ended", finished(stage, broker)));
    }
    return tables;
  }

  private static Map<String, Figures> live(Stage stage, Log log) throws Exception {
    Map<String, Figures> columns = new LinkedHashMap<>();
    log.jobs.warmUp();
    log.steward.awaitTold(0);
    long heap = log.steward.heap();
    long heapWithFigures = log.steward.replay().heap();
    List<JobId> live = new ArrayList<>();
    for (int size : stage.sizes().live) {
      stage.say("%,d jobs wait", size);
      live.addAll(log.others.writeWaiting(size - live.size(), UNSERVED, Instant.now()));
      log.steward.awaitTold(live.size());
      Figures figures = new Figures();
      log.jobs.jobsInto(figures);
      log.jobs.lookUpsInto(
          figures, "status: one that waits", some(live, LOOK_UPS), JobStatus.QUEUED);
      figures.add("steward's CPU while quiet, % of a core", log.steward.cpuWhileQuiet(SETTLING));
      figures.add("steward's heap a live job, bytes", (double) (log.steward.heap() - heap) / size);
      StewardProbe.Replay replay = log.steward.replay();
      figures.add(
          "the same with figures served", (double) (replay.heap() - heapWithFigures) / size);
      figures.add("replay by a new steward, s", replay.seconds());
      columns.put("%,d".formatted(size), figures);
    }
    return columns;
  }

  /** Each size has a log of its own, since old timestamps must not follow new ones. */
  private static Map<String, Figures> finished(Stage stage, BrokerProcess broker) throws Exception {
    Map<String, Figures> columns = new LinkedHashMap<>();
    int[] sizes = stage.sizes().finished;
    for (int size : sizes) {
      stage.say("%,d jobs have ended", size);
      try (Log log = new Log(stage, broker, "finished-" + size)) {
        Instant from = Instant.now().minus(AGE);
        List<JobId> old = log.others.writeWaiting(OLD, UNSERVED, from);
        log.others.write(size, from, from.plus(AGE));
        log.jobs.warmUp();
        log.steward.awaitTold(OLD);
        Figures figures = besideFinished(log, old);
        if (size == sizes[sizes.length - 1]) {
          stage.say("no job lives any more");
          for (JobId job : old) {
            log.jobs.cancel(job).get();
          }
          log.steward.awaitNothingLeft();
          figures.add("the same when no job lives, s", log.steward.replay().seconds());
        }
        columns.put("%,d".formatted(size), figures);
      }
    }
    return columns;
  }

  private static Figures besideFinished(Log log, List<JobId> old) throws Exception {
    Figures figures = new Figures();
    log.jobs.jobsInto(figures);
    log.jobs.lookUpsInto(
        figures,
        "status: one that has ended",
        some(log.others.ended(), LOOK_UPS),
        JobStatus.COMPLETED);
    log.jobs.lookUpsInto(
        figures,
        "status: one that waits since before all of them",
        some(old, LONG_LOOK_UPS),
        JobStatus.QUEUED);
    figures.add("steward's CPU while quiet, % of a core", log.steward.cpuWhileQuiet(Duration.ZERO));
    figures.add("steward's heap, MiB", log.steward.heap() / MEBIBYTE);
    figures.add(
        "replay by a new steward, from before all of them, s", log.steward.replay().seconds());
    return figures;
  }

  /** Some jobs, spread evenly over all. */
  private static List<JobId> some(List<JobId> all, int number) {
    List<JobId> some = new ArrayList<>();
    for (int i = 0; i < Math.min(number, all.size()); i++) {
      some.add(all.get((int) ((long) i * all.size() / number)));
    }
    return some;
  }

  /** A row for each figure, a column for each size, and the ratio of the largest to the first. */
  private static Table beside(String others, Map<String, Figures> columns) {
    List<Figures> all = List.copyOf(columns.values());
    Figures largest = all.get(all.size() - 1);
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Map.Entry<String, Double> figure : largest.byName().entrySet()) {
      String name = figure.getKey();
      Map<String, Object> row = Table.row("beside so many " + others, name);
      columns.forEach((size, figures) -> row.putAll(Table.row(size, figures.byName().get(name))));
      Double first = all.get(0).byName().get(name);
      if (first != null && all.size() > 1) {
        row.putAll(Table.row("ratio", figure.getValue() / first));
      }
      rows.add(row);
    }
    return new Table("growth: beside " + others, rows);
  }

  /** The figures of one size, by name, in order. */
  record Figures(Map<String, Double> byName) {

    Figures() {
      this(new LinkedHashMap<>());
    }

    void add(String name, double value) {
      byName.put(name, value);
    }

    void add(String name, Percentiles times) {
      add(name + ", p50 ms", times.millisAt(50));
      add(name + ", p90 ms", times.millisAt(90));
    }
  }

  /** One installation with a worker, which is its steward, and the clients of the bench. */
  private static final class Log implements AutoCloseable {

    private final StewardProbe steward;
    private final OtherJobs others;
    private final JobProbe jobs;

    Log(Stage stage, BrokerProcess broker, String prefix) throws Exception {
      KafkaSettings kafka = broker.kafka(prefix);
      try (Admin admin = kafka.admin()) {
        new TopicSetup(admin, kafka.topics(), TopicSettings.LOCAL)
            .ensure(Set.of("standard", UNSERVED));
      }
      steward = new StewardProbe(stage, broker, prefix);
      others = new OtherJobs(kafka);
      jobs = new JobProbe(kafka);
    }

    @Override
    public void close() {
      jobs.close();
      others.close();
      steward.close();
    }
  }
}
