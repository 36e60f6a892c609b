package dev.handoff.bench.scenario;

import dev.handoff.bench.figure.Scenario;
import dev.handoff.bench.figure.Stage;
import dev.handoff.bench.figure.Table;
import dev.handoff.bench.load.OtherJobs;
import dev.handoff.bench.process.BrokerProcess;
import dev.handoff.bench.process.HandoffCommand;
import dev.handoff.bench.process.ProcessUse;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.setup.TopicSettings;
import dev.handoff.log.setup.TopicSetup;
import dev.handoff.producer.JobProducer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;

/**
 * Measures what a worker, an awaiter and the local broker use while idle: the commands as people
 * run them, each a process. Target: a worker at most 2 % of a core.
 */
public final class Idle implements Scenario {

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

  /** Submits a job that no worker takes, so that its wait does not end. */
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

  /** Measures twice: for minutes a JVM goes on compiling what is called only once a second. */
  private static Table table(Stage stage, Map<String, Long> pids)
      throws IOException, InterruptedException {
    int length = stage.sizes().idleSeconds;
    TimeUnit.SECONDS.sleep(SETTLING_SECONDS);
    stage.say("measuring twice for %d s", length);
    Look first = Look.during(pids, length);
    Look second = Look.during(pids, length);
    List<Map<String, Object>> rows = new ArrayList<>();
    pids.keySet()
        .forEach(
            name ->
                rows.add(
                    Table.row(
                        "process", name,
                        "cpu % of a core", first.percentOfCore(name),
                        "then", second.percentOfCore(name),
                        "resident MiB", second.atEnd(name).residentMegabytes(),
                        "peak MiB", second.atEnd(name).peakMegabytes())));
    return new Table(
        "idle: over %d s and %d s more, after %d s".formatted(length, length, SETTLING_SECONDS),
        rows);
  }

  /** The resource use of processes between two moments. */
  private record Look(
      double seconds, Map<String, ProcessUse> before, Map<String, ProcessUse> after) {

    static Look during(Map<String, Long> pids, int seconds)
        throws IOException, InterruptedException {
      Map<String, ProcessUse> before = uses(pids);
      long start = System.nanoTime();
      TimeUnit.SECONDS.sleep(seconds);
      return new Look((System.nanoTime() - start) / 1e9, before, uses(pids));
    }

    double percentOfCore(String process) {
      double cpu = atEnd(process).cpuSeconds() - use(before, process).cpuSeconds();
      return 100 * cpu / seconds;
    }

    ProcessUse atEnd(String process) {
      return use(after, process);
    }

    private static ProcessUse use(Map<String, ProcessUse> uses, String process) {
      return Objects.requireNonNull(uses.get(process), process);
    }
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
