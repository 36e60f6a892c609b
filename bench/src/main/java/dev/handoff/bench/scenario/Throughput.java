package dev.handoff.bench.scenario;

import dev.handoff.bench.figure.Scenario;
import dev.handoff.bench.figure.Stage;
import dev.handoff.bench.figure.Table;
import dev.handoff.bench.loop.DriverMain;
import dev.handoff.bench.loop.Side;
import dev.handoff.bench.process.BrokerProcess;
import dev.handoff.bench.process.JavaProcess;
import dev.handoff.bench.process.ProcessUse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Measures many jobs at once, sent as fast as possible and each awaited by a future of its own:
 * jobs for a repeatable handler that does nothing, compared with the bare loop. Sender and workers
 * are fresh JVMs for each side, so the first round is cold; the sides take turns in going first.
 * Targets: at least half of the bare loop, and 20,000 jobs a second on two cores.
 */
public final class Throughput implements Scenario {

  private static final int SLOTS = 512;
  private static final int REPEATS = 2;

  @Override
  public String name() {
    return "throughput";
  }

  @Override
  public List<Table> run(Stage stage) throws Exception {
    List<Map<String, Object>> rows = new ArrayList<>();
    try (BrokerProcess broker = BrokerProcess.start(stage)) {
      for (int workers : stage.sizes().workers) {
        for (int repeat = 1; repeat <= REPEATS; repeat++) {
          Map<Side, Reached> reached = bothSides(stage, broker, workers, repeat);
          for (Side side : Side.values()) {
            rows.add(row(side, workers, repeat, reached));
          }
        }
      }
    }
    return List.of(
        new Table("throughput: %,d a round, jobs/s".formatted(stage.sizes().jobs), rows));
  }

  private static Map<Side, Reached> bothSides(
      Stage stage, BrokerProcess broker, int workers, int repeat) throws Exception {
    List<Side> order = Arrays.asList(Side.values());
    if (repeat % 2 == 0) {
      Collections.reverse(order);
    }
    Map<Side, Reached> reached = new EnumMap<>(Side.class);
    for (Side side : order) {
      String prefix = "%s-%d-%d".formatted(side.name().toLowerCase(Locale.ROOT), workers, repeat);
      reached.put(side, reached(stage, broker, side, prefix, workers));
    }
    return reached;
  }

  private static Reached reached(
      Stage stage, BrokerProcess broker, Side side, String prefix, int workers) throws Exception {
    List<JavaProcess> far = side.startFar(stage, broker, prefix, workers, SLOTS);
    int jobs = stage.sizes().jobs;
    double[] rates = new double[stage.sizes().rounds];
    try (JavaProcess driver =
        JavaProcess.start(
            DriverMain.class, "1g", side, broker.clientProperties(), prefix, jobs, rates.length)) {
      Cpu before = Cpu.NONE;
      Cpu after = Cpu.NONE;
      for (int round = 0; round < rates.length; round++) {
        rates[round] = jobs / Double.parseDouble(driver.awaitLine(DriverMain.ROUND));
        before = after;
        after = Cpu.of(driver, far, broker);
        stage.say("%s, %d workers, round %d: %,.0f/s", side, workers, round + 1, rates[round]);
      }
      return new Reached(rates, after.since(before).microsFor(jobs));
    } finally {
      far.forEach(JavaProcess::close);
    }
  }

  private static Map<String, Object> row(
      Side side, int workers, int repeat, Map<Side, Reached> reached) {
    double[] bare = Objects.requireNonNull(reached.get(Side.BARE)).rates();
    Reached ofSide = Objects.requireNonNull(reached.get(side));
    double[] own = ofSide.rates();
    Map<String, Object> row =
        Table.row("side", side.label(), "workers", workers, "run", repeat, "cold", own[0]);
    for (int round = 1; round < own.length; round++) {
      row.putAll(Table.row("warm " + round, own[round]));
    }
    row.putAll(Table.row("ratio cold", own[0] / bare[0], "ratio warm", best(own) / best(bare)));
    Cpu cpu = ofSide.cpuMicros();
    row.putAll(
        Table.row(
            "CPU us a job by sender",
            cpu.sender,
            "by workers",
            cpu.workers,
            "by broker",
            cpu.broker));
    return row;
  }

  private static double best(double[] rates) {
    return Arrays.stream(rates).max().orElseThrow();
  }

  /**
   * The results of one side.
   *
   * @param rates per second, of each round
   * @param cpuMicros per job of the last round
   */
  private record Reached(double[] rates, Cpu cpuMicros) {}

  /** The CPU time of each kind of process. */
  private record Cpu(double sender, double workers, double broker) {

    static final Cpu NONE = new Cpu(0, 0, 0);

    /** In seconds, so far. */
    static Cpu of(JavaProcess sender, List<JavaProcess> workers, BrokerProcess broker)
        throws IOException {
      double ofWorkers = 0;
      for (JavaProcess worker : workers) {
        ofWorkers += ProcessUse.of(worker.pid()).cpuSeconds();
      }
      return new Cpu(
          ProcessUse.of(sender.pid()).cpuSeconds(),
          ofWorkers,
          ProcessUse.of(broker.pid()).cpuSeconds());
    }

    Cpu since(Cpu before) {
      return new Cpu(sender - before.sender, workers - before.workers, broker - before.broker);
    }

    Cpu microsFor(int jobs) {
      double factor = 1e6 / jobs;
      return new Cpu(sender * factor, workers * factor, broker * factor);
    }
  }
}
