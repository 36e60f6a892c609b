package dev.handoff.bench;

import dev.handoff.bench.figure.Report;
import dev.handoff.bench.figure.Scenario;
import dev.handoff.bench.figure.Sizes;
import dev.handoff.bench.figure.Stage;
import dev.handoff.bench.scenario.ColdAwait;
import dev.handoff.bench.scenario.Commands;
import dev.handoff.bench.scenario.GatewayStreams;
import dev.handoff.bench.scenario.Growth;
import dev.handoff.bench.scenario.Idle;
import dev.handoff.bench.scenario.Latency;
import dev.handoff.bench.scenario.Rescue;
import dev.handoff.bench.scenario.Restart;
import dev.handoff.bench.scenario.Submit;
import dev.handoff.bench.scenario.Throughput;
import dev.handoff.bench.scenario.Waits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
          new Submit(),
          new Latency(),
          new Throughput(),
          new Commands(),
          new Waits(),
          new Growth(),
          new Rescue(),
          new Restart(),
          new Idle(),
          new GatewayStreams());

  @Parameters(
      paramLabel = "SCENARIO",
      defaultValue = "all",
      description =
          "all (default), cold-await, submit, latency, throughput, commands, waits, growth, rescue,"
              + " restart, idle, gateway.")
  private List<String> names;

  @Option(names = "--json", paramLabel = "FILE", description = "Default: bench/target/bench.json.")
  private @Nullable Path json;

  @Mixin private final Sizes sizes = new Sizes();

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Bench()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    List<Scenario> chosen = chosen();
    Path home = Path.of(System.getProperty("handoff.home", ".")).toRealPath();
    Path target = home.resolve("bench").resolve("target");
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
