package dev.handoff.bench.scenario;

import dev.handoff.awaiter.Awaiter;
import dev.handoff.awaiter.JobView;
import dev.handoff.bench.figure.Percentiles;
import dev.handoff.bench.figure.Scenario;
import dev.handoff.bench.figure.Stage;
import dev.handoff.bench.figure.Table;
import dev.handoff.bench.load.LoneAttempt;
import dev.handoff.bench.load.SmallRepository;
import dev.handoff.bench.loop.Side;
import dev.handoff.bench.process.BrokerProcess;
import dev.handoff.bench.process.JavaProcess;
import dev.handoff.brief.Brief;
import dev.handoff.job.JobStatus;
import dev.handoff.log.KafkaSettings;
import dev.handoff.producer.JobProducer;
import dev.handoff.worker.attempt.AttemptRunner;
import dev.handoff.worker.attempt.child.Isolation;
import dev.handoff.worker.attempt.order.AttemptSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;

/**
 * Measures jobs that run a command, and the same by hand: a git work tree, the command in it, and
 * the diff. In between it measures the attempt without worker and log, and in that the child under
 * the worker's supervisor, compared with a bare process. First one at a time in alternating blocks,
 * then as many at once as the worker has slots.
 */
public final class Commands implements Scenario {

  private static final int BLOCK = 10;
  private static final int WARM_UP_BLOCKS = 2;
  private static final int SLOTS = 8;
  private static final int IN_THE_LANE = 100;
  private static final int FILES = 200;
  private static final List<String> TRUE = List.of("true");
  private static final List<String> CHANGE =
      List.of("sh", "-c", "echo one more line >> notes-00/note-000.txt");

  @Override
  public String name() {
    return "commands";
  }

  @Override
  public List<Table> run(Stage stage) throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(stage)) {
      List<JavaProcess> far = Side.HANDOFF.startFar(stage, broker, "commands", 1, SLOTS);
      KafkaSettings kafka = broker.kafka("commands");
      try (JobProducer producer = new JobProducer(kafka, "bench");
          Awaiter awaiter = new Awaiter(kafka)) {
        return measured(stage, brief -> requireCompleted(end(producer, awaiter, brief)));
      } finally {
        far.forEach(JavaProcess::close);
      }
    }
  }

  private static JobView end(JobProducer producer, Awaiter awaiter, Brief brief) throws Exception {
    return producer.submit(brief).thenCompose(awaiter::await).get();
  }

  private static void requireCompleted(JobView view) {
    if (view.status() != JobStatus.COMPLETED) {
      throw new IllegalStateException(view.job() + " did not complete: " + view.state().end());
    }
  }

  private static List<Table> measured(Stage stage, JobOfBrief job) throws Exception {
    Path folder = stage.folder();
    Isolation isolation = Isolation.best();
    AttemptRunner runner =
        new AttemptRunner(AttemptSettings.in(folder.resolve("alone")), isolation);
    List<SmallRepository> small = repositories(folder.resolve("small"), 1, TRUE);
    List<SmallRepository> large = repositories(folder.resolve("large"), FILES, CHANGE);
    Kind process = new Kind("bare process: `true`", SLOTS, () -> SmallRepository.run(folder, TRUE));
    List<Ways> both =
        List.of(
            new Ways("`true` in a tree of 1 file", small, runner, job),
            new Ways("1 of %d files changed".formatted(FILES), large, runner, job));
    oneAtATime(stage, process, both);
    String held = ", children held by " + isolation.label();
    return List.of(
        new Table("commands: one at a time" + held, rows(process, both)),
        new Table(
            "commands: steps of the attempt alone, p50 ms",
            both.stream().map(Ways::steps).toList()),
        new Table("commands: %d at once%s".formatted(SLOTS, held), atOnce(stage, process, both)));
  }

  /** One for each concurrent job: git cannot add two work trees to one repository at once. */
  private static List<SmallRepository> repositories(Path folder, int files, List<String> command)
      throws Exception {
    List<SmallRepository> all = new ArrayList<>();
    for (int number = 0; number < SLOTS; number++) {
      all.add(SmallRepository.make(folder.resolve("repository-" + number), files, command));
    }
    return all;
  }

  private static void oneAtATime(Stage stage, Kind process, List<Ways> both) throws Exception {
    stage.say("one at a time, %d blocks of %d of each", stage.sizes().commandBlocks, BLOCK);
    List<Kind> all = Stream.concat(Stream.of(process), both.stream().flatMap(Ways::all)).toList();
    for (int block = -WARM_UP_BLOCKS; block < stage.sizes().commandBlocks; block++) {
      if (block == 0) {
        all.forEach(kind -> kind.times.forget());
        both.forEach(ways -> ways.nanosByStep.clear());
      }
      for (Kind kind : all) {
        for (int i = 0; i < BLOCK; i++) {
          long start = System.nanoTime();
          kind.act.run();
          kind.times.recordSince(start);
        }
      }
    }
  }

  private static List<Map<String, Object>> rows(Kind process, List<Ways> both) {
    List<Map<String, Object>> rows = new ArrayList<>();
    rows.add(row(process.name, process.times, process.times));
    Percentiles supervised =
        Objects.requireNonNull(both.get(0).nanosByStep.get(LoneAttempt.STEP_OF_THE_CHILD));
    rows.add(row("`true` under the worker's supervisor", supervised, process.times));
    for (Ways ways : both) {
      ways.all().forEach(kind -> rows.add(row(kind.name, kind.times, ways.byHand.times)));
    }
    return rows;
  }

  private static Map<String, Object> row(String name, Percentiles times, Percentiles bare) {
    Map<String, Object> row = Table.row("one at a time", name, "n", times.count());
    for (int percentile : new int[] {50, 90}) {
      row.putAll(Table.row("p" + percentile + " ms", times.millisAt(percentile)));
    }
    for (int percentile : new int[] {50, 90}) {
      double own = times.millisAt(percentile);
      double least = bare.millisAt(percentile);
      row.putAll(Table.row("p%d over bare, ms".formatted(percentile), own - least));
      row.putAll(Table.row("ratio p" + percentile, own / least));
    }
    return row;
  }

  private static List<Map<String, Object>> atOnce(Stage stage, Kind process, List<Ways> both)
      throws Exception {
    int number = stage.sizes().commandBlocks * BLOCK;
    stage.say("%d of each, %d at once", number, SLOTS);
    List<Map<String, Object>> rows = new ArrayList<>();
    rows.add(Table.row("at once", process.name, "n", number, "a second", process.rate(number)));
    for (Ways ways : both) {
      double bare = 0;
      for (Kind kind : ways.all().toList()) {
        double rate = kind.rate(number);
        bare = bare == 0 ? rate : bare;
        rows.add(
            Table.row("at once", kind.name, "n", number, "a second", rate, "ratio", rate / bare));
      }
    }
    return rows;
  }

  /** Submits a job and waits until it has completed. */
  private interface JobOfBrief {
    void run(Brief brief) throws Exception;
  }

  private interface Act {
    void run() throws Exception;
  }

  /** One kind of work that is timed. */
  private record Kind(String name, int atOnce, Act act, Percentiles times) {

    Kind(String name, int atOnce, Act act) {
      this(name, atOnce, act, new Percentiles());
    }

    /** The rate per second, over so many. */
    double rate(int number) throws Exception {
      ExecutorService threads = Executors.newFixedThreadPool(atOnce);
      try {
        long start = System.nanoTime();
        List<Future<?>> ends = new ArrayList<>();
        for (int i = 0; i < number; i++) {
          ends.add(
              threads.submit(
                  () -> {
                    act.run();
                    return null;
                  }));
        }
        for (Future<?> end : ends) {
          end.get();
        }
        return number / ((System.nanoTime() - start) / 1e9);
      } finally {
        threads.shutdownNow();
      }
    }
  }

  /** The three ways to do the same work, from the cheapest on. */
  private static final class Ways {

    private final String what;
    private final Kind byHand;
    private final Kind alone;
    private final Kind job;
    private final Map<String, Percentiles> nanosByStep = new LinkedHashMap<>();

    Ways(String what, List<SmallRepository> repositories, AttemptRunner runner, JobOfBrief job) {
      BlockingQueue<SmallRepository> idle = new LinkedBlockingQueue<>(repositories);
      this.what = what;
      this.byHand = new Kind("by hand: " + what, SLOTS, () -> byHand(idle));
      Brief brief = repositories.get(0).brief();
      this.alone = new Kind("the attempt alone", SLOTS, () -> note(LoneAttempt.run(runner, brief)));
      // More jobs than slots are in the lane, so the worker decides how many run.
      this.job = new Kind("the job", IN_THE_LANE, () -> job.run(brief));
    }

    private static void byHand(BlockingQueue<SmallRepository> idle) throws Exception {
      SmallRepository own = idle.take();
      own.byHand(own.folder().resolveSibling("tree-of-" + own.folder().getFileName()));
      idle.add(own);
    }

    Stream<Kind> all() {
      return Stream.of(byHand, alone, job);
    }

    private synchronized void note(Map<String, Long> steps) {
      steps.forEach(
          (step, nanos) ->
              nanosByStep.computeIfAbsent(step, name -> new Percentiles()).record(nanos));
    }

    Map<String, Object> steps() {
      Map<String, Object> row = Table.row("the attempt alone", what);
      nanosByStep.forEach((step, times) -> row.putAll(Table.row(step, times.millisAt(50))));
      return row;
    }
  }
}
