package dev.handoff.bench.scenario;

import dev.handoff.bench.figure.Scenario;
import dev.handoff.bench.figure.Stage;
import dev.handoff.bench.figure.Table;
import dev.handoff.bench.loop.DriverMain;
import dev.handoff.bench.loop.Side;
import dev.handoff.bench.process.BrokerProcess;
import dev.handoff.bench.process.JavaProcess;
import dev.handoff.log.setup.TopicSettings;
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
    List<Map<String, Object>> cpuRows = new ArrayList<>();
    int jobs = stage.sizes().jobs;
    try (BrokerProcess broker = BrokerProcess.start(stage)) {
      for (int workers : stage.sizes().workers) {
        for (int repeat = 1; repeat <= REPEATS; repeat++) {
          Map<Side, Reached> reached = bothSides(stage, broker, workers, repeat);
          for (Side side : Side.values()) {
            rows.add(row(side, workers, repeat, reached));
            cpuRows.addAll(
                Objects.requireNonNull(reached.get(side)).cpuRows(side, workers, repeat, jobs));
          }
        }
      }
    }
    return List.of(
        new Table(
            "throughput: %,d a round, jobs/s, with %d status partitions"
                .formatted(jobs, TopicSettings.LOCAL.partitions()),
            rows),
        new Table("throughput: CPU us a job", cpuRows));
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
    List<CpuByProcess> cpu = new ArrayList<>();
    try (JavaProcess driver =
        JavaProcess.start(
            DriverMain.class, "1g", side, broker.clientProperties(), prefix, jobs, rates.length)) {
      CpuByProcess.Meters meters = CpuByProcess.Meters.of(driver, far, broker);
      CpuByProcess before = meters.read();
      for (int round = 0; round < rates.length; round++) {
        rates[round] = jobs / Double.parseDouble(driver.awaitLine(DriverMain.ROUND));
        CpuByProcess after = meters.read();
        cpu.add(after.minus(before));
        before = after;
        stage.say(
            "%s, %d workers, round %d: %,.0f/s; CPU us a job: %s",
            side, workers, round + 1, rates[round], cpu.get(round).text(jobs));
      }
      return new Reached(rates, cpu);
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
    return row;
  }

  private static double best(double[] rates) {
    return Arrays.stream(rates).max().orElseThrow();
  }

  /**
   * The results of one side.
   *
   * @param rates per second, of each round
   * @param cpu of each round
   */
  private record Reached(double[] rates, List<CpuByProcess> cpu) {

    /** One row for each process, of the first and the last round. */
    List<Map<String, Object>> cpuRows(Side side, int workers, int repeat, int jobs) {
      List<Map<String, Object>> rows = new ArrayList<>();
      for (int round : rates.length == 1 ? List.of(0) : List.of(0, rates.length - 1)) {
        cpu.get(round)
            .byProcess()
            .forEach(
                (process, use) -> {
                  Map<String, Object> row =
                      Table.row(
                          "side", side.label(),
                          "workers", workers,
                          "run", repeat,
                          "round", round == 0 ? "cold" : "warm " + round,
                          "process", process);
                  row.putAll(CpuByProcess.columns(use, jobs));
                  rows.add(row);
                });
      }
      return rows;
    }
  }
}
