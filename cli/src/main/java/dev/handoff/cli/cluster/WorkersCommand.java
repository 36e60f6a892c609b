package dev.handoff.cli.cluster;

import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.PlainLine;
import dev.handoff.cli.help.HelpSection;
import dev.handoff.cli.options.ConnectionOptions;
import dev.handoff.json.Json;
import dev.handoff.log.presence.LivingWorkers;
import dev.handoff.log.presence.WorkerBeat;
import dev.handoff.log.presence.WorkerBeat.LaneSlots;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the live workers. */
@Command(
    name = "workers",
    mixinStandardHelpOptions = true,
    description = "List the live workers: lanes, used and total slots, agents.")
public final class WorkersCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final String ROW = "%-24s %-20s %-14s %-8s %-40s %s";

  @Spec private CommandSpec spec;
  @Mixin private ConnectionOptions connection;

  @Option(
      names = "--json",
      order = HelpSection.OUTPUT,
      description = "Print one JSON object for each.")
  private boolean isJson;

  @Override
  public Integer call() throws Exception {
    List<WorkerBeat> workers =
        new LivingWorkers(connection.connect()).heard(LivingWorkers.RECENT, PATIENCE);
    PrintWriter out = spec.commandLine().getOut();
    if (isJson) {
      workers.forEach(worker -> out.println(PlainLine.json(Json.tolerant().text(worker))));
    } else if (workers.isEmpty()) {
      spec.commandLine().getErr().println("No worker is alive.");
      spec.commandLine().getErr().flush();
    } else {
      out.println(
          ROW.formatted("WORKER", "HOST", "ISOLATION", "HEARD", "LANES (USED/SLOTS)", "AGENTS"));
      Instant now = now(workers, Instant.now());
      workers.forEach(worker -> out.println(row(worker, now)));
    }
    out.flush();
    return ExitCode.COMPLETED;
  }

  /**
   * The time from which the age of heartbeats is computed. The heartbeats were received just now,
   * so if the newest is not recent by this host's clock, the clocks differ, and the time of that
   * heartbeat is used.
   */
  public static Instant now(List<WorkerBeat> living, Instant hosts) {
    Instant newest =
        living.stream().map(WorkerBeat::at).max(Comparator.naturalOrder()).orElse(hosts);
    boolean isAlike = Duration.between(newest, hosts).abs().compareTo(LivingWorkers.RECENT) <= 0;
    return isAlike ? hosts : newest;
  }

  private static String row(WorkerBeat worker, Instant now) {
    long ago = Math.max(0, Duration.between(worker.at(), now).toSeconds());
    String lanes =
        worker.lanes().stream()
            .sorted(Comparator.comparing(LaneSlots::lane))
            .map(lane -> lane.lane() + " " + lane.used() + "/" + lane.slots())
            .collect(Collectors.joining(", "));
    String notice = worker.notice() == null ? "" : "; " + worker.notice();
    return PlainLine.of(
        ROW.formatted(
            worker.worker(),
            worker.host(),
            worker.isolation(),
            ago + " s",
            lanes + notice,
            agents(worker)));
  }

  private static String agents(WorkerBeat worker) {
    if (worker.agents() == null) {
      return "?";
    }
    String offered =
        worker.agents().stream()
            .filter(WorkerBeat.Agent::canBeHad)
            .map(agent -> agent.name() + " " + agent.version())
            .collect(Collectors.joining(", "));
    return offered.isEmpty() ? "-" : offered;
  }
}
