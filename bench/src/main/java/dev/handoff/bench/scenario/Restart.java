package dev.handoff.bench.scenario;

import dev.handoff.bench.figure.Scenario;
import dev.handoff.bench.figure.Stage;
import dev.handoff.bench.figure.Table;
import dev.handoff.bench.held.JobTrace;
import dev.handoff.bench.process.BrokerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Stops or kills the broker under fifty running jobs of two workers, and restarts it. Some of the
 * jobs end while it is gone. Targets for an outage of 45 s: no attempt is lost or repeated, none is
 * rescued.
 */
public final class Restart implements Scenario {

  @Override
  public String name() {
    return "restart";
  }

  @Override
  public List<Table> run(Stage stage) throws Exception {
    Duration outage = Duration.ofSeconds(stage.sizes().outageSeconds);
    Map<String, Outage> outages = new LinkedHashMap<>();
    try (BrokerProcess broker = BrokerProcess.start(stage);
        Outages breaking = new Outages(stage, broker)) {
      outages.put("SIGTERM, started at once", breaking.next(BrokerProcess::close, Duration.ZERO));
      outages.put("kill -9, started at once", breaking.next(BrokerProcess::kill, Duration.ZERO));
      outages.put(
          "kill -9, gone for " + outage.toSeconds() + " s",
          breaking.next(BrokerProcess::kill, outage));
    }
    return List.of(times(outages), counts(outages));
  }

  private static Table times(Map<String, Outage> outages) {
    List<Map<String, Object>> rows = new ArrayList<>();
    outages.forEach(
        (what, outage) ->
            rows.add(
                Table.row(
                    "broker", what,
                    "gone for s", Table.seconds(outage.gone()),
                    "longest gap in beats s", Table.seconds(outage.longestGap()),
                    "back to all workers heard s", Table.seconds(outage.heardAfter()),
                    "ended while it was gone", outage.endedMeanwhile().size(),
                    "back to all of them told s", Table.seconds(outage.toldAfter()))));
    return new Table("restart: of the broker under running jobs, default leases", rows);
  }

  private static Table counts(Map<String, Outage> outages) {
    List<Map<String, Object>> rows = new ArrayList<>();
    outages.forEach(
        (what, outage) ->
            rows.add(
                Table.row(
                    "broker", what,
                    "jobs", outage.all().size(),
                    "not completed", count(outage, job -> job.isCompleted() ? 0 : 1),
                    "attempts lost or repeated", count(outage, job -> Math.abs(job.attempts() - 1)),
                    "rescued", count(outage, job -> job.lost().size()),
                    "vain claims", count(outage, JobTrace::vainClaims),
                    "second ends", count(outage, JobTrace::secondEnds))));
    return new Table("restart: all but the jobs must be 0", rows);
  }

  private static long count(Outage outage, ToLongFunction<JobTrace> what) {
    return outage.all().stream().mapToLong(what).sum();
  }
}
