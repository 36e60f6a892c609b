package dev.handoff.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.handoff.awaiter.Awaiter;
import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import dev.handoff.log.presence.LivingWorkers;
import dev.handoff.log.presence.WorkerBeat;
import dev.handoff.producer.JobProducer;
import dev.handoff.producer.SubmitOptions;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.TestBroker;
import dev.handoff.worker.Worker;
import dev.handoff.worker.WorkerSettings;
import dev.handoff.worker.metrics.MetricsAddress;
import dev.handoff.worker.metrics.MetricsSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus on a real worker that has jobs of every kind: whatever the dashboard, the
 * alerts and the autoscaler ask for is understood, and there.
 */
@ExtendWith(BrokerExtension.class)
@Order(1)
class PrometheusBrokerTest {

  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final String RANGE = "1m";
  private static final BriefReader BRIEFS = new BriefReader();

  /**
   * What this load is: a record that nobody can read, a lane whose one slot is taken, and a worker
   * on a broker of others that has neither trust file nor policy.
   */
  private static final Set<String> TRUE_HERE =
      Set.of("HandoffDeadLetters", "HandoffSlotsFull", "HandoffWorkerUnprotected");

  @TempDir Path folder;

  @Test
  void whateverIsAskedForIsUnderstoodAndThere(TestBroker broker) throws Exception {
    DebianProgram.find("prometheus", "prometheus");
    KafkaSettings kafka =
        new KafkaSettings(broker.clientProperties(), new Topics(broker.topicPrefix()));
    CountDownLatch released = new CountDownLatch(1);
    try (Worker worker = new Worker(kafka, settings(released))) {
      worker.start();
      Path data = Files.createDirectory(folder.resolve("prometheus"));
      try (Prometheus prometheus = Prometheus.scraping(metricsAddress(kafka), data)) {
        await(() -> assertThat(prometheus.query("handoff_jobs")).isNotEmpty());
        try (Load load = new Load(kafka)) {
          load.run();

          everySelectorHasData(prometheus);
          everyPanelHasData(prometheus);
          alertsHoldThatShouldAndNoOthers(prometheus);
        } finally {
          released.countDown();
        }
      }
    }
  }

  /** As the worker tells it with its first beat. */
  private static String metricsAddress(KafkaSettings kafka) throws Exception {
    List<WorkerBeat> workers = new LivingWorkers(kafka).heard(Duration.ofMinutes(1), DEADLINE);
    assertThat(workers).hasSize(1);
    return workers.get(0).metrics();
  }

  private static void everySelectorHasData(Prometheus prometheus) throws Exception {
    Set<String> selectors = new TreeSet<>();
    for (Expression expression : OperationFiles.all()) {
      selectors.addAll(expression.selectors());
    }
    await(
        () -> {
          List<String> empty = new ArrayList<>();
          for (String selector : selectors) {
            if (prometheus.query(selector).isEmpty()) {
              empty.add(selector);
            }
          }
          assertThat(empty).isEmpty();
        });
  }

  private static void everyPanelHasData(Prometheus prometheus) throws Exception {
    List<Expression> panels = new ArrayList<>(OperationFiles.dashboard());
    panels.add(OperationFiles.autoscaler());
    for (Expression panel : panels) {
      await(
          () -> {
            JsonNode series = prometheus.query(panel.query(RANGE));
            assertThat(series).as(panel.toString()).isNotEmpty();
            assertThat(numbers(series)).as(panel.toString()).isNotEmpty();
            for (JsonNode one : series) {
              panel
                  .legend()
                  .forEach(
                      label ->
                          assertThat(one.at("/metric/" + label).asText())
                              .as("%s of %s", label, panel)
                              .isNotEmpty());
            }
          });
    }
  }

  /** The values that are one: NaN is what a quantile of nothing is. */
  private static List<String> numbers(JsonNode series) {
    List<String> numbers = new ArrayList<>();
    for (JsonNode one : series) {
      String value = one.at("/value/1").asText();
      if (!value.equals("NaN")) {
        numbers.add(value);
      }
    }
    return numbers;
  }

  private static void alertsHoldThatShouldAndNoOthers(Prometheus prometheus) throws Exception {
    Set<String> holding = new TreeSet<>();
    for (Expression alert : OperationFiles.alertExpressions()) {
      if (!prometheus.query(alert.query(RANGE)).isEmpty()) {
        holding.add(alert.place());
      }
    }
    assertThat(holding).isEqualTo(TRUE_HERE);
  }

  private static void await(org.awaitility.core.ThrowingRunnable condition) {
    Awaitility.await()
        .atMost(DEADLINE)
        .pollInterval(Duration.ofMillis(250))
        .untilAsserted(condition);
  }

  private WorkerSettings settings(CountDownLatch released) {
    return WorkerSettings.of("worker-1", folder.resolve("work"))
        .withLanes(Map.of("quick", 4, "standard", 1))
        .withHandlers(
            Map.of(
                "works",
                context -> IntNode.valueOf(1),
                "fails",
                context -> {
                  throw new IllegalStateException("as it should");
                },
                "blocks",
                context -> {
                  released.await();
                  return IntNode.valueOf(2);
                }))
        .withDrain(Duration.ofSeconds(5))
        .withMetrics(new MetricsSettings(MetricsAddress.parse("127.0.0.1:0"), "test"));
  }

  /** Jobs of every outcome, and such as run, wait for a slot and wait for their time. */
  private static final class Load implements AutoCloseable {

    private final KafkaSettings kafka;
    private final JobProducer producer;
    private final Awaiter awaiter;

    Load(KafkaSettings kafka) {
      this.kafka = kafka;
      this.producer = new JobProducer(kafka, "tester");
      this.awaiter = new Awaiter(kafka);
    }

    void run() throws Exception {
      List<JobId> ending = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        ending.add(submit("quick", "works", ""));
      }
      ending.add(submit("quick", "fails", ""));
      ending.add(submit("quick", "fails", "retries: {attempts: 2, backoff: 1s}\n"));
      submit("standard", "blocks", "");
      submit("standard", "works", "");
      SubmitOptions inAnHour = new SubmitOptions(Instant.now().plusSeconds(3600), null, null);
      get(producer.submit(producer.newId(), brief("quick", "works", ""), inAnHour));
      JobId cancelled = producer.newId();
      get(producer.submit(cancelled, brief("quick", "works", ""), inAnHour));
      get(producer.cancel(cancelled, "test"));
      ending.add(cancelled);
      unreadable();
      for (JobId job : ending) {
        get(awaiter.await(job));
      }
    }

    private JobId submit(String lane, String handler, String more) throws Exception {
      return get(producer.submit(brief(lane, handler, more)));
    }

    private static Brief brief(String lane, String handler, String more) {
      String yaml = "goal: Load.\nlane: %s\nrun: {handler: %s}\n%s".formatted(lane, handler, more);
      return BRIEFS.read(yaml.getBytes(StandardCharsets.UTF_8));
    }

    /** A record of somebody who does not know what a lane is for. */
    private void unreadable() throws Exception {
      Map<String, Object> properties = Map.copyOf(kafka.properties());
      try (Producer<byte[], byte[]> stranger =
          new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
        String topic = kafka.topics().tasks("quick");
        stranger.send(new ProducerRecord<>(topic, new byte[] {1}, new byte[] {2})).get();
      }
    }

    private static <T> T get(java.util.concurrent.CompletionStage<T> stage) throws Exception {
      return stage.toCompletableFuture().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() {
      producer.close();
      awaiter.close();
    }
  }
}
