package dev.handoff.bench.scenario;

import dev.handoff.bench.figure.Percentiles;
import dev.handoff.bench.figure.Scenario;
import dev.handoff.bench.figure.Stage;
import dev.handoff.bench.figure.Table;
import dev.handoff.bench.follow.BareFollowerMain;
import dev.handoff.bench.follow.BoardPaint;
import dev.handoff.bench.follow.Followers;
import dev.handoff.bench.follow.GatewayProcess;
import dev.handoff.bench.follow.RunningJobs;
import dev.handoff.bench.load.OtherJobs;
import dev.handoff.bench.process.BrokerProcess;
import dev.handoff.bench.process.CpuMeter;
import dev.handoff.bench.process.CpuUse;
import dev.handoff.bench.process.HandoffCommand;
import dev.handoff.bench.process.JavaProcess;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.setup.TopicSettings;
import dev.handoff.log.setup.TopicSetup;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * Measures {@code handoff gateway} behind a log of many jobs: from the append of an event until its
 * bytes are read from each of many streams, beside a bare consumer of the same topic in a process
 * of its own; its memory; how soon it is ready; how soon a browser has painted the board. Targets
 * with 1,000 streams: p99 at most 50 ms, 200 MB; ready in 3 s, painted in 1 s.
 */
public final class GatewayStreams implements Scenario {

  private static final int LIVE_PART = 20; // one of so many listed jobs waits
  private static final int STARTS = 3;
  private static final int LOADS = 5;

  /** Events a second. */
  private static final int OF_ONE_JOB = 5;

  private static final int OF_ALL_JOBS = 200;
  private static final int FAREWELL = 1_000;

  @Override
  public String name() {
    return "gateway";
  }

  @Override
  public List<Table> run(Stage stage) throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(stage)) {
      HandoffCommand.build(stage);
      KafkaSettings kafka = broker.kafka("gateway");
      write(stage, kafka);
      HandoffCommand handoff = HandoffCommand.launcher(stage, broker, "gateway");
      List<GatewayProcess.Start> starts = new ArrayList<>();
      for (int i = 1; i < STARTS; i++) {
        try (GatewayProcess gateway = GatewayProcess.start(stage, handoff)) {
          starts.add(gateway.started());
        }
      }
      try (GatewayProcess gateway = GatewayProcess.start(stage, handoff);
          JavaProcess bare =
              JavaProcess.startAsCommand(
                      BareFollowerMain.class, "256m", broker.clientProperties(), "gateway")
                  .awaitReady();
          RunningJobs jobs = new RunningJobs(kafka, stage.sizes().followers)) {
        starts.add(gateway.started());
        Table page = page(stage, gateway, starts);
        return List.of(streams(new Round(stage, gateway, bare, jobs)), page);
      }
    }
  }

  /** Jobs of the last hours, as many as a gateway lists. */
  private static void write(Stage stage, KafkaSettings kafka) throws Exception {
    try (Admin admin = kafka.admin()) {
      new TopicSetup(admin, kafka.topics(), TopicSettings.LOCAL).ensure(Set.of("standard"));
    }
    int listed = stage.sizes().listed;
    int waiting = listed / LIVE_PART;
    stage.say("writing %,d jobs, of which %,d wait", listed, waiting);
    Instant now = Instant.now();
    try (OtherJobs jobs = new OtherJobs(kafka)) {
      jobs.write(listed - waiting, now.minus(Duration.ofHours(20)), now);
      jobs.writeWaiting(waiting, "standard", now);
    }
  }

  private static Table page(Stage stage, GatewayProcess gateway, List<GatewayProcess.Start> starts)
      throws IOException {
    Map<String, Object> row =
        Table.row(
            "jobs", stage.sizes().listed,
            "ready s", median(starts, GatewayProcess.Start::seconds),
            "CPU s to ready", median(starts, GatewayProcess.Start::cpuSeconds),
            "heap MiB", gateway.heapMegabytes(),
            "resident MiB", gateway.residentMegabytes());
    BoardPaint board = new BoardPaint(stage);
    String missing = board.missing();
    if (missing == null) {
      BoardPaint.Times times = board.measure(gateway, LOADS);
      row.putAll(
          Table.row(
              "first paint ms",
              times.firstPaint(),
              "slowest of " + LOADS,
              times.slowestPaint(),
              "jobs shown ms",
              times.jobsShown()));
    } else {
      row.putAll(Table.row("first paint ms", "not measured: " + missing));
    }
    return new Table("gateway: start, memory and board, without a stream", List.of(row));
  }

  private static double median(
      List<GatewayProcess.Start> starts, ToDoubleFunction<GatewayProcess.Start> figure) {
    return starts.stream().mapToDouble(figure).sorted().toArray()[starts.size() / 2];
  }

  private static Table streams(Round round) throws Exception {
    int followers = round.stage.sizes().followers;
    String one = round.jobs.first();
    List<Map<String, Object>> rows = new ArrayList<>();
    rows.addAll(round.measured("no stream", List.of(), OF_ONE_JOB, false));
    rows.addAll(
        round.measured(
            "one job",
            Collections.nCopies(followers, "/v1/jobs/" + one + "/events"),
            OF_ONE_JOB,
            false));
    rows.addAll(
        round.measured(
            "a job each",
            round.jobs.all().stream().map(job -> "/v1/jobs/" + job + "/events").toList(),
            OF_ALL_JOBS,
            true));
    rows.addAll(
        round.measured(
            "/v1/watch",
            Collections.nCopies(followers, "/v1/watch?state=running"),
            OF_ONE_JOB,
            false));
    return new Table(
        "gateway: %,d streams, an event appended until read from a stream".formatted(followers),
        rows);
  }

  /** What all kinds of streams are measured with. */
  private record Round(Stage stage, GatewayProcess gateway, JavaProcess bare, RunningJobs jobs) {

    List<Map<String, Object>> measured(
        String what, List<String> paths, int eventsASecond, boolean ofAllJobs) throws Exception {
      stage.say("%s", what);
      int events = eventsASecond * stage.sizes().followSeconds;
      try (Followers followers = Followers.open(gateway.address(), paths, gateway.tokens())) {
        jobs.progress(events, eventsASecond, ofAllJobs);
        followers.delays().forget();
        bare.ask(BareFollowerMain.FORGET);
        CpuMeter meter = CpuMeter.of(gateway.pid());
        CpuUse before = meter.read();
        jobs.progress(events, eventsASecond, ofAllJobs);
        CpuUse use = meter.read().minus(before);
        followers.requireHealth();
        return rows(what, followers.delays(), use, events);
      } finally {
        // A gateway sees that a reader is gone when it writes to it the second time.
        jobs.progress(2 * stage.sizes().followers, FAREWELL, true);
      }
    }

    private List<Map<String, Object>> rows(String what, Percentiles delays, CpuUse use, int events)
        throws IOException {
      List<Map<String, Object>> rows = new ArrayList<>();
      Map<String, Object> bareRow = Table.row("streams of", what, "by", "bare consumer");
      bareRow.putAll(
          Table.row(
              "n", bare.ask(BareFollowerMain.COUNT),
              "p50 ms", millis(BareFollowerMain.P50),
              "p90 ms", millis(BareFollowerMain.P90),
              "p99 ms", millis(BareFollowerMain.P99),
              "max ms", millis(BareFollowerMain.MAX)));
      rows.add(bareRow);
      Map<String, @Nullable Object> row =
          delays.count() == 0
              ? Table.row("streams of", what, "by", "gateway", "n", 0)
              : delays.into(Table.row("streams of", what, "by", "gateway"));
      double factor = 1e6 / Math.max(events, delays.count());
      row.putAll(
          Table.row(
              "CPU us a delivery", use.seconds() * factor,
              "JIT", use.compiler() * factor,
              "GC", use.collector() * factor,
              "heap MiB", gateway.heapMegabytes(),
              "resident MiB", gateway.residentMegabytes()));
      rows.add(row);
      return rows;
    }

    private double millis(String question) throws IOException {
      return bare.ask(question) / 1e6;
    }
  }
}
