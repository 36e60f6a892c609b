package dev.handoff.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import dev.handoff.log.presence.LivingWorkers;
import dev.handoff.log.presence.WorkerBeat;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.TestBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(BrokerExtension.class)
class WorkerBrokerTest {

  /** Stays for the life of the JVM, whoever started it. */
  private static final String TIMER_OF_THE_JVM = "CompletableFutureDelayScheduler";

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path folder;

  @Test
  void aWorkerThatIsClosedLeavesNoThread(TestBroker broker) throws Exception {
    KafkaSettings kafka =
        new KafkaSettings(broker.clientProperties(), new Topics(broker.topicPrefix()));
    WorkerSettings settings =
        WorkerSettings.of("worker-1", folder)
            .withLanes(Map.of("standard", 1))
            .withDrain(Duration.ZERO);
    ThreadGroup group = new ThreadGroup("worker"); // what a thread starts is in its own group
    FutureTask<List<String>> life =
        new FutureTask<>(
            () -> {
              try (Worker worker = new Worker(kafka, settings)) {
                worker.start();
                await().atMost(60, TimeUnit.SECONDS).until(worker::isHearing);
                return threads(group);
              }
            });
    new Thread(group, life, "life").start();

    assertThat(life.get(2, TimeUnit.MINUTES)).contains("steward", "beat", "lease-guard");
    await().atMost(60, TimeUnit.SECONDS).untilAsserted(() -> assertThat(threads(group)).isEmpty());
  }

  @Test
  void aWorkerThatIsClosedIsListedNoMore(TestBroker broker) throws Exception {
    KafkaSettings kafka =
        new KafkaSettings(broker.clientProperties(), new Topics(broker.topicPrefix()));
    WorkerSettings settings =
        WorkerSettings.of("worker-1", folder)
            .withLanes(Map.of("standard", 1))
            .withDrain(Duration.ZERO);
    LivingWorkers living = new LivingWorkers(kafka);
    try (Worker worker = new Worker(kafka, settings)) {
      worker.start();
      assertThat(living.heard(PATIENCE, PATIENCE)).extracting(WorkerBeat::worker).hasSize(1);
    }

    assertThat(living.heard(PATIENCE, PATIENCE)).isEmpty();

    try (Worker worker = new Worker(kafka, settings)) {
      worker.start();
      assertThat(living.heard(PATIENCE, PATIENCE)).extracting(WorkerBeat::worker).hasSize(1);
    }
  }

  private static List<String> threads(ThreadGroup group) {
    Thread[] threads = new Thread[1000];
    group.enumerate(threads);
    return Arrays.stream(threads)
        .filter(Objects::nonNull)
        .map(Thread::getName)
        .filter(name -> !name.equals(TIMER_OF_THE_JVM))
        .toList();
  }
}
