package dev.handoff.bench.process;

import dev.handoff.log.KafkaSettings;
import dev.handoff.log.setup.TopicSettings;
import dev.handoff.worker.Worker;
import dev.handoff.worker.WorkerSettings;
import dev.handoff.worker.handler.JobHandler;
import dev.handoff.worker.metrics.MetricsAddress;
import dev.handoff.worker.metrics.MetricsSettings;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * A worker with a handler that does nothing. Arguments: clients' settings, prefix, id, slots, work
 * folder, and optionally the address of its metrics.
 */
public final class WorkerMain {

  /** The question for the bytes in use after a garbage collection. */
  public static final String HEAP = "heap";

  /** The question for the number of live jobs that its steward knows. */
  public static final String LIVE = "live";

  private WorkerMain() {}

  public static void main(String[] arguments) throws Exception {
    KafkaSettings kafka = BrokerProcess.kafka(Path.of(arguments[0]), arguments[1]);
    WorkerSettings settings =
        WorkerSettings.of(arguments[2], Files.createDirectories(Path.of(arguments[4])))
            .withTopics(TopicSettings.LOCAL)
            .withLanes(Map.of("standard", Integer.parseInt(arguments[3])))
            .withHandlers(Map.of("nothing", JobHandler.repeatable(job -> null)))
            .withAgents(List.of())
            .withDrain(Duration.ZERO)
            .withMetrics(metrics(arguments));
    Worker worker = new Worker(kafka, settings);
    JavaProcess.endWithParent(Map.of(HEAP, WorkerMain::heap, LIVE, worker::liveJobs));
    Runtime.getRuntime().addShutdownHook(new Thread(worker::close));
    worker.start();
    System.out.println(JavaProcess.READY);
    new CountDownLatch(1).await();
  }

  private static MetricsSettings metrics(String[] arguments) {
    return arguments.length < 6
        ? MetricsSettings.OFF
        : new MetricsSettings(MetricsAddress.parse(arguments[5]), "bench");
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
