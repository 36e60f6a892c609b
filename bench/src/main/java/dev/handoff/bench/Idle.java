package dev.handoff.bench;

import dev.handoff.log.KafkaSettings;
import dev.handoff.log.TopicSettings;
import dev.handoff.log.TopicSetup;
import dev.handoff.producer.JobProducer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;

/**
 * What a worker, an awaiter and the local broker use while nothing happens: the commands as people
 * run them, each a process. Target: a worker at most 2 % of a core.
 */
final class Idle implements Scenario {

  private static final String UNSERVED = "long";
  private static final int SETTLING_SECONDS = 20;

  @Override
  public String name() {
    return "idle";
  }

  @Override
  public List<Table> run(Stage stage) throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(stage)) {
      HandoffCommand.build(stage);
      HandoffCommand handoff = HandoffCommand.launcher(stage, broker, "idle");
      String job = waitingJob(broker.kafka("idle"));
      Path work = stage.folder().resolve("work");
      Process worker =
          handoff.start(
              "worker", "--id", "bench-1", "--lane", "standard=2", "--work-folder", "" + work);
      Process awaiter = handoff.start("await", job);
      try {
        Map<String, Long> pids = new LinkedHashMap<>();
        pids.put("handoff worker", worker.pid());
        pids.put("handoff await", awaiter.pid());
        pids.put("local broker", broker.pid());
        return List.of(table(stage, pids));
      } finally {
        end(awaiter);
        end(worker);
      }
    }
  }

  /** One that no worker takes, so that whoever awaits it waits. */
  private static String waitingJob(KafkaSettings kafka) throws Exception {
    try (Admin admin = kafka.admin()) {
      new TopicSetup(admin, kafka.topics(), TopicSettings.DEFAULT)
          .ensure(Set.of("standard", UNSERVED));
    }
    try (JobProducer producer = new JobProducer(kafka, "bench")) {
      String brief = "goal: nothing is done\nrun: {handler: nothing}\nlane: " + UNSERVED + "\n";
      return producer.submit(OtherJobs.brief(brief)).get().text();
    }
  }

  private static Table table(Stage stage, Map<String, Long> pids)
      throws IOException, InterruptedException {
    TimeUnit.SECONDS.sleep(SETTLING_SECONDS);
    Map<String, ProcessUse> before = uses(pids);
    long start = System.nanoTime();
    stage.say("looking for %d s", stage.sizes().idleSeconds());
    TimeUnit.SECONDS.sleep(stage.sizes().idleSeconds());
    Map<String, ProcessUse> after = uses(pids);
    double seconds = (System.nanoTime() - start) / 1e9;
    List<Map<String, Object>> rows = new ArrayList<>();
    after.forEach(
        (name, use) -> {
          double cpu = use.cpuSeconds() - before.get(name).cpuSeconds();
          rows.add(
              Table.row(
                  "process",
                  name,
                  "cpu % of a core",
                  100 * cpu / seconds,
                  "resident MiB",
                  use.residentMegabytes(),
                  "peak MiB",
                  use.peakMegabytes()));
        });
    return new Table("idle: over %.0f s, after %d s".formatted(seconds, SETTLING_SECONDS), rows);
  }

  private static Map<String, ProcessUse> uses(Map<String, Long> pids) throws IOException {
    Map<String, ProcessUse> uses = new LinkedHashMap<>();
    for (Map.Entry<String, Long> process : pids.entrySet()) {
      uses.put(process.getKey(), ProcessUse.of(process.getValue()));
    }
    return uses;
  }

  private static void end(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
