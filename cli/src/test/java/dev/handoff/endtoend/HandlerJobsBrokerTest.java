package dev.handoff.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import dev.handoff.awaiter.Awaiter;
import dev.handoff.awaiter.JobView;
import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobId;
import dev.handoff.job.JobStatus;
import dev.handoff.job.Reason;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import dev.handoff.log.setup.TopicSettings;
import dev.handoff.log.setup.TopicSetup;
import dev.handoff.producer.JobProducer;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.TestBroker;
import dev.handoff.worker.Worker;
import dev.handoff.worker.WorkerSettings;
import dev.handoff.worker.handler.JobHandler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Jobs of Java handlers from submit to the awaiter, through a real broker. */
@ExtendWith(BrokerExtension.class)
class HandlerJobsBrokerTest {

  private static final TopicSettings TOPICS = TopicSettings.DEFAULT;
  private static final BriefReader BRIEFS = new BriefReader();

  @TempDir Path folder;

  @Test
  void aThousandJobsAreEachRunOnceAndEachAwaited(TestBroker broker) throws Exception {
    KafkaSettings kafka = kafka(broker);
    Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();
    JobHandler handler =
        context -> {
          runs.computeIfAbsent(context.job().text(), job -> new AtomicInteger()).incrementAndGet();
          return IntNode.valueOf(context.input().get("number").intValue() * 2);
        };
    try (Worker worker = new Worker(kafka, settings(Map.of("standard", 64), "double", handler));
        JobProducer producer = new JobProducer(kafka, "tester");
        Awaiter awaiter = new Awaiter(kafka)) {
      worker.start();

      List<CompletableFuture<JobView>> ends = new ArrayList<>();
      for (int number = 0; number < 1000; number++) {
        ends.add(
            producer
                .submit(brief("run: {handler: double, with: {number: %d}}".formatted(number)))
                .thenCompose(awaiter::await));
      }

      for (int number = 0; number < 1000; number++) {
        JobView end = ends.get(number).get(60, TimeUnit.SECONDS);
        assertThat(end.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(end.result().value().intValue()).isEqualTo(number * 2);
        assertThat(end.state().attempts()).hasSize(1);
      }
      assertThat(runs).hasSize(1000);
      assertThat(runs.values()).allSatisfy(count -> assertThat(count).hasValue(1));
    }
  }

  @Test
  void aJobSubmittedBeforeTheFirstWorkerEverStartedRunsWhenOneDoes(TestBroker broker)
      throws Exception {
    KafkaSettings kafka = kafka(broker);
    try (Admin admin = kafka.admin()) {
      new TopicSetup(admin, kafka.topics(), TOPICS).ensure(Set.of("standard"));
    }
    try (JobProducer producer = new JobProducer(kafka, "tester");
        Awaiter awaiter = new Awaiter(kafka)) {
      JobId job = producer.submit(brief("run: {handler: ten}")).get(30, TimeUnit.SECONDS);
      try (Worker worker =
          new Worker(kafka, settings(Map.of("standard", 1), "ten", c -> IntNode.valueOf(10)))) {
        worker.start();

        JobView end = awaiter.await(job).get(30, TimeUnit.SECONDS);

        assertThat(end.result().value().intValue()).isEqualTo(10);
      }
    }
  }

  @Test
  void aHandlerThatThrowsFailsItsJobWithTheMessage(TestBroker broker) throws Exception {
    KafkaSettings kafka = kafka(broker);
    JobHandler handler =
        context -> {
          throw new IllegalStateException("no such table");
        };
    try (Worker worker = new Worker(kafka, settings(Map.of("standard", 2), "throws", handler));
        JobProducer producer = new JobProducer(kafka, "tester");
        Awaiter awaiter = new Awaiter(kafka)) {
      worker.start();
      JobId job = producer.submit(brief("run: {handler: throws}")).get(30, TimeUnit.SECONDS);

      JobView end = awaiter.await(job).get(30, TimeUnit.SECONDS);

      assertThat(end.status()).isEqualTo(JobStatus.FAILED);
      assertThat(end.state().reason()).isEqualTo(Reason.RUN_FAILED);
      assertThat(end.state().lastAttempt().message()).contains("no such table");
    }
  }

  private WorkerSettings settings(Map<String, Integer> lanes, String name, JobHandler handler) {
    return WorkerSettings.of("worker-1", folder)
        .withLanes(lanes)
        .withHandlers(Map.of(name, handler))
        .withDrain(Duration.ZERO);
  }

  private static KafkaSettings kafka(TestBroker broker) {
    return new KafkaSettings(broker.clientProperties(), new Topics(broker.topicPrefix()));
  }

  private static Brief brief(String run) {
    String yaml = "goal: show that it works\n" + run + "\n";
    return BRIEFS.read(yaml.getBytes(StandardCharsets.UTF_8));
  }
}
