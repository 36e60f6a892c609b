package dev.handoff.bench.held;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.bench.process.BrokerProcess;
import dev.handoff.bench.process.JavaProcess;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.setup.TopicSettings;
import dev.handoff.worker.Worker;
import dev.handoff.worker.WorkerSettings;
import dev.handoff.worker.handler.HandlerContext;
import dev.handoff.worker.lease.LeaseSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A worker whose jobs run for as long as the bench wants. Arguments: clients' settings, prefix, id,
 * work folder, beat and lapse in milliseconds, then lanes as {@code NAME=SLOTS}.
 */
final class HeldMain {

  /** The handler: a first attempt lasts until a file exists, each later one ends at once. */
  static final String HANDLER = "held";

  /** The field of the file in the brief's {@code with}. */
  static final String UNTIL = "until";

  private static final int LANES = 6;
  private static final int LOOK_MILLIS = 100;

  private HeldMain() {}

  public static void main(String[] arguments) throws Exception {
    JavaProcess.endWithParent();
    KafkaSettings kafka =
        Seating.named(BrokerProcess.kafka(Path.of(arguments[0]), arguments[1]), arguments[2]);
    Map<String, Integer> lanes = new HashMap<>();
    for (String lane : List.of(arguments).subList(LANES, arguments.length)) {
      lanes.put(lane.split("=")[0], Integer.parseInt(lane.split("=")[1]));
    }
    WorkerSettings settings =
        WorkerSettings.of(arguments[2], Files.createDirectories(Path.of(arguments[3])))
            .withTopics(TopicSettings.LOCAL)
            .withLanes(lanes)
            .withHandlers(Map.of(HANDLER, HeldMain::hold))
            .withAgents(List.of())
            .withLease(lease(arguments[4], arguments[5]))
            .withDrain(Duration.ZERO);
    Worker worker = new Worker(kafka, settings);
    Runtime.getRuntime().addShutdownHook(new Thread(worker::close));
    worker.start();
    System.out.println(JavaProcess.READY);
    new CountDownLatch(1).await();
  }

  private static LeaseSettings lease(String beat, String lapse) {
    return new LeaseSettings(
        Duration.ofMillis(Long.parseLong(beat)),
        Duration.ofMillis(Long.parseLong(lapse)),
        LeaseSettings.DEFAULT.abandon());
  }

  private static @Nullable JsonNode hold(HandlerContext job) throws InterruptedException {
    Path until = Path.of(job.input().get(UNTIL).asText());
    while (job.attempt() == 1 && Files.notExists(until)) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    return null;
  }
}
