package dev.handoff.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Runs scenarios one after the other, prints their tables and writes them as JSON. */
@Command(
    name = "bench/run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Measures Handoff, as ratios within one run where there is something to compare.")
public final class Bench implements Callable<Integer> {

  private static final List<Scenario> SCENARIOS =
      List.of(
          new ColdAwait(),
          new Latency(),
          new Throughput(),
          new Commands(),
          new Waits(),
          new Growth(),
          new Rescue(),
          new Restart(),
          new Idle());

  @Parameters(
      paramLabel = "SCENARIO",
      defaultValue = "all",
      description =
          "all (default), cold-await, latency, throughput, commands, waits, growth, rescue, restart,"
              + " idle.")
  private List<String> names;

  @Option(names = "--json", paramLabel = "FILE", description = "Default: bench/target/bench.json.")
  private Path json;

  @Option(
      names = "--runs",
      defaultValue = "20",
      description = "cold-await: of each command. Default: ${DEFAULT-VALUE}.")
  private int runs;

  @Option(
      names = "--others",
      defaultValue = "1000000",
      description = "cold-await: other jobs in the larger topic. Default: ${DEFAULT-VALUE}.")
  private int others;

  @Option(
      names = "--blocks",
      defaultValue = "10",
      description = "latency: blocks of 200 of each kind. Default: ${DEFAULT-VALUE}.")
  private int blocks;

  @Option(
      names = "--jobs",
      defaultValue = "50000",
      description = "throughput: jobs of a round. Default: ${DEFAULT-VALUE}.")
  private int jobs;

  @Option(
      names = "--rounds",
      defaultValue = "4",
      description = "throughput: rounds; the first is cold. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--workers",
      split = ",",
      defaultValue = "1,2,4",
      description = "throughput: how many worker processes, as 1,2,4. Default: ${DEFAULT-VALUE}.")
  private int[] workers;

  @Option(
      names = "--idle-seconds",
      defaultValue = "60",
      description = "idle: how long to look, twice. Default: ${DEFAULT-VALUE}.")
  private int idleSeconds;

  @Option(
      names = "--command-blocks",
      defaultValue = "10",
      description = "commands: blocks of 10 of each kind. Default: ${DEFAULT-VALUE}.")
  private int commandBlocks;

  @Option(
      names = "--live",
      split = ",",
      defaultValue = "1000,10000,100000",
      description = "growth: how many jobs live, ascending. Default: ${DEFAULT-VALUE}.")
  private int[] live;

  @Option(
      names = "--finished",
      split = ",",
      defaultValue = "10000,100000,1000000",
      description = "growth: how many jobs have ended, ascending. Default: ${DEFAULT-VALUE}.")
  private int[] finished;

  @Option(
      names = "--kills",
      defaultValue = "20",
      description = "rescue: how many workers are killed. Default: ${DEFAULT-VALUE}.")
  private int kills;

  @Option(
      names = "--lapse",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "rescue: after what silence a lease is over. Default: ${DEFAULT-VALUE}.")
  private int lapseSeconds;

  @Option(
      names = "--outage",
      paramLabel = "SECONDS",
      defaultValue = "45",
      description = "restart: how long the broker is gone. Default: ${DEFAULT-VALUE}.")
  private int outageSeconds;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Bench()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    List<Scenario> chosen = chosen();
    Path home = Path.of(System.getProperty("handoff.home", ".")).toRealPath();
    Path target = home.resolve("bench").resolve("target");
    Stage.Sizes sizes =
        new Stage.Sizes(
            runs,
            others,
            jobs,
            rounds,
            workers,
            blocks,
            idleSeconds,
            commandBlocks,
            live,
            finished,
            kills,
            lapseSeconds,
            outageSeconds);
    Report report = new Report(json == null ? target.resolve("bench.json") : json);
    for (Scenario scenario : chosen) {
      Path folder = Files.createTempDirectory(target, scenario.name() + "-");
      try {
        report.add(scenario.name(), scenario.run(new Stage(home, folder, sizes)));
      } finally {
        delete(folder);
      }
    }
    return 0;
  }

  private List<Scenario> chosen() {
    List<Scenario> chosen = new ArrayList<>();
    for (String name : names) {
      List<Scenario> meant =
          SCENARIOS.stream()
              .filter(scenario -> name.equals("all") || name.equals(scenario.name()))
              .toList();
      if (meant.isEmpty()) {
        throw new ParameterException(new CommandLine(this), "there is no scenario " + name);
      }
      chosen.addAll(meant);
    }
    return chosen;
  }

  private static void delete(Path folder) throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
