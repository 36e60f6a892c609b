package dev.handoff.bench.scenario;

import dev.handoff.bench.figure.Percentiles;
import dev.handoff.bench.figure.Scenario;
import dev.handoff.bench.figure.Stage;
import dev.handoff.bench.figure.Table;
import dev.handoff.bench.held.JobTrace;
import dev.handoff.bench.process.BrokerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Kills workers with eight running jobs each and measures how long until each job runs again,
 * separately by which of the two stewards die with them. Targets: the lapse and two seconds; 20 s
 * if both stewards die at once; no second end, and no job taken from a living worker.
 */
public final class Rescue implements Scenario {

  private static final Duration OF_TARGET = Duration.ofSeconds(2);
  private static final Duration TARGET_WITHOUT_STEWARDS = Duration.ofSeconds(20);

  @Override
  public String name() {
    return "rescue";
  }

  @Override
  public List<Table> run(Stage stage) throws Exception {
    Duration lapse = Duration.ofSeconds(stage.sizes().lapseSeconds);
    List<Kill> kills = new ArrayList<>();
    try (BrokerProcess broker = BrokerProcess.start(stage);
        KillRun killing = new KillRun(stage, broker, lapse)) {
      for (int number = 0; number < stage.sizes().kills; number++) {
        Kill kill = killing.next(Victim.values()[number % Victim.values().length]);
        stage.say("kill %d, %s: %s", number + 1, kill.struck().label(), kill);
        kills.add(kill);
      }
      return List.of(times(kills, lapse, killing.beat()), counts(kills));
    }
  }

  private static Table times(List<Kill> kills, Duration lapse, Duration beat) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Victim struck : Victim.values()) {
      List<Kill> ofKind = kills.stream().filter(kill -> kill.struck() == struck).toList();
      if (!ofKind.isEmpty()) {
        rows.add(times(struck, ofKind, lapse));
      }
    }
    return new Table(
        "rescue: from kill -9 to the job's next start; lapse %s s, beat %s s"
            .formatted(Table.seconds(lapse), Table.seconds(beat)),
        rows);
  }

  private static Map<String, Object> times(Victim struck, List<Kill> kills, Duration lapse) {
    Percentiles restarts = new Percentiles();
    Percentiles judged = new Percentiles();
    Percentiles queued = new Percentiles();
    for (Kill kill : kills) {
      kill.struckJobs().stream()
          .filter(job -> job.attempts() > 1 && !job.lost().isEmpty())
          .forEach(
              job -> {
                restarts.record(job.started().get(1) - kill.at());
                judged.record(job.lost().get(0) - kill.lastBeat());
                queued.record(job.started().get(1) - job.lost().get(0));
              });
    }
    Duration target = struck == Victim.BOTH ? TARGET_WITHOUT_STEWARDS : lapse.plus(OF_TARGET);
    return Table.row(
        "who died with it",
        struck.label(),
        "kills",
        kills.size(),
        "restarts",
        restarts.count(),
        "p50 s",
        restarts.millisAt(50) / 1000,
        "p90 s",
        restarts.millisAt(90) / 1000,
        "max s",
        restarts.millisAt(100) / 1000,
        "target s",
        Table.seconds(target),
        "less lapse p50 s",
        restarts.millisAt(50) / 1000 - Table.seconds(lapse),
        "less lapse p90 s",
        restarts.millisAt(90) / 1000 - Table.seconds(lapse),
        "less lapse max s",
        restarts.millisAt(100) / 1000 - Table.seconds(lapse),
        "beat to lost p50 s",
        judged.millisAt(50) / 1000,
        "beat to lost max s",
        judged.millisAt(100) / 1000,
        "lost to restart p50 s",
        queued.millisAt(50) / 1000,
        "lost to restart max s",
        queued.millisAt(100) / 1000);
  }

  private static Table counts(List<Kill> kills) {
    return new Table(
        "rescue: what must be 0; vain claims do no harm",
        List.of(
            Table.row(
                "jobs that lost their worker", sum(kills, kill -> kill.struckJobs().size()),
                "not restarted", sum(kills, kill -> count(kill.struckJobs(), 1)),
                "restarted again", sum(kills, Kill::restartedAgain),
                "not completed", sum(kills, Kill::notCompleted),
                "second ends", sum(kills, Kill::secondEnds),
                "jobs of living workers", sum(kills, kill -> kill.spared().size()),
                "of these taken away", sum(kills, Kill::falseRescues),
                "vain claims", sum(kills, Kill::vainClaims))));
  }

  private static long count(List<JobTrace> jobs, int attempts) {
    return jobs.stream().filter(job -> job.attempts() == attempts).count();
  }

  private static long sum(List<Kill> kills, ToLongFunction<Kill> count) {
    return kills.stream().mapToLong(count).sum();
  }
}
