package dev.handoff.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Many at once, all sent as fast as they can be and each awaited by its own future: jobs for a
 * repeatable handler that does nothing, beside the bare loop. Sender and those who do the work are
 * fresh JVMs for each side, so the first round is cold. Targets: at least half of the bare loop,
 * and 20,000 jobs a second on two cores.
 */
final class Throughput implements Scenario {

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
      for (int workers : stage.sizes().workers()) {
        for (int repeat = 1; repeat <= REPEATS; repeat++) {
          Map<Side, double[]> rates = new EnumMap<>(Side.class);
          for (Side side : Side.values()) {
            String prefix =
                "%s-%d-%d".formatted(side.name().toLowerCase(Locale.ROOT), workers, repeat);
            rates.put(side, rates(stage, broker, side, prefix, workers));
            rows.add(row(side, workers, repeat, rates));
          }
        }
      }
    }
    return List.of(
        new Table("throughput: %,d a round, jobs/s".formatted(stage.sizes().jobs()), rows));
  }

  /** What each round reached, a second. */
  private static double[] rates(
      Stage stage, BrokerProcess broker, Side side, String prefix, int workers) throws Exception {
    List<JavaProcess> far = side.startFar(stage, broker, prefix, workers, SLOTS);
    int jobs = stage.sizes().jobs();
    double[] rates = new double[stage.sizes().rounds()];
    try (JavaProcess driver =
        JavaProcess.start(
            DriverMain.class, "1g", side, broker.clientProperties(), prefix, jobs, rates.length)) {
      for (int round = 0; round < rates.length; round++) {
        rates[round] = jobs / Double.parseDouble(driver.awaitLine(DriverMain.ROUND));
        stage.say("%s, %d workers, round %d: %,.0f/s", side, workers, round + 1, rates[round]);
      }
      return rates;
    } finally {
      far.forEach(JavaProcess::close);
    }
  }

  private static Map<String, Object> row(
      Side side, int workers, int repeat, Map<Side, double[]> rates) {
    double[] bare = rates.get(Side.BARE);
    double[] own = rates.get(side);
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
}
