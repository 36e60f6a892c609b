package dev.handoff.bench;

import dev.handoff.log.KafkaSettings;
import dev.handoff.worker.JobHandler;
import dev.handoff.worker.Worker;
import dev.handoff.worker.WorkerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * A worker with a handler that does nothing. Arguments: clients' settings, prefix, id, slots, work
 * folder.
 */
final class WorkerMain {

  private WorkerMain() {}

  public static void main(String[] arguments) throws Exception {
    JavaProcess.endWithParent();
    KafkaSettings kafka = BrokerProcess.kafka(Path.of(arguments[0]), arguments[1]);
    WorkerSettings settings =
        WorkerSettings.of(arguments[2], Files.createDirectories(Path.of(arguments[4])))
            .withLanes(Map.of("standard", Integer.parseInt(arguments[3])))
            .withHandlers(Map.of("nothing", JobHandler.repeatable(job -> null)))
            .withAgents(List.of())
            .withDrain(Duration.ZERO);
    Worker worker = new Worker(kafka, settings);
    Runtime.getRuntime().addShutdownHook(new Thread(worker::close));
    worker.start();
    System.out.println(JavaProcess.READY);
    new CountDownLatch(1).await();
  }
}
