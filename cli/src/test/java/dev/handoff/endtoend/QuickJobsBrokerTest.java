package dev.handoff.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import dev.handoff.awaiter.Awaiter;
import dev.handoff.awaiter.JobView;
import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobStatus;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import dev.handoff.producer.JobProducer;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.OwnBroker;
import dev.handoff.testkit.TestBroker;
import dev.handoff.worker.Worker;
import dev.handoff.worker.WorkerSettings;
import dev.handoff.worker.handler.JobHandler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jobs of handlers that may run twice, which start before their claims are on the log, through a
 * real broker.
 */
@OwnBroker
@ExtendWith(BrokerExtension.class)
class QuickJobsBrokerTest {

  private static final int JOBS = 400;

  private static final Brief BRIEF =
      new BriefReader()
          .read("goal: show it\nrun: {handler: quick}\n".getBytes(StandardCharsets.UTF_8));

  @TempDir Path folder;

  @Test
  void jobsThatBlockAndJobsThatDoNotAllEnd(TestBroker broker) throws Exception {
    KafkaSettings kafka = kafka(broker);
    CountDownLatch shortOnes = new CountDownLatch(JOBS - 50);
    CountDownLatch all = new CountDownLatch(JOBS);
    JobHandler handler =
        context -> {
          all.countDown();
          if (all.getCount() % 8 == 0) {
            shortOnes.await(); // blocks until all that do not block have begun
          } else {
            shortOnes.countDown();
          }
          return IntNode.valueOf(1);
        };
    try (Worker worker = worker(kafka, "worker-1", handler);
        JobProducer producer = new JobProducer(kafka, "tester");
        Awaiter awaiter = new Awaiter(kafka)) {
      worker.start();

      List<CompletableFuture<JobView>> ends = submitted(producer, awaiter);

      assertAllComplete(ends);
    }
  }

  @Test
  void jobsWhoseWorkerStopsInBetweenAllEndOnce(TestBroker broker) throws Exception {
    KafkaSettings kafka = kafka(broker);
    CountDownLatch some = new CountDownLatch(JOBS / 4);
    JobHandler handler =
        context -> {
          some.countDown();
          return IntNode.valueOf(1);
        };
    try (Worker second = worker(kafka, "worker-2", handler);
        JobProducer producer = new JobProducer(kafka, "tester");
        Awaiter awaiter = new Awaiter(kafka)) {
      List<CompletableFuture<JobView>> ends;
      try (Worker first = worker(kafka, "worker-1", handler)) {
        first.start();
        ends = submitted(producer, awaiter);
        assertThat(some.await(2, TimeUnit.MINUTES)).isTrue();
      }

      second.start();

      assertAllComplete(ends);
    }
  }

  @Test
  void jobsWhoseBrokerStopsBetweenTheirClaimAndTheirEndAllEndOnce(TestBroker broker)
      throws Exception {
    KafkaSettings kafka = kafka(broker);
    CountDownLatch begun = new CountDownLatch(JOBS / 4);
    CountDownLatch isStopped = new CountDownLatch(1);
    JobHandler handler =
        context -> {
          begun.countDown();
          if (begun.getCount() == 0) {
            isStopped.await(); // this one has begun before the stop and ends after it
          }
          return IntNode.valueOf(1);
        };
    try (Worker worker = worker(kafka, "worker-1", handler);
        JobProducer producer = new JobProducer(kafka, "tester");
        Awaiter awaiter = new Awaiter(kafka)) {
      worker.start();
      List<CompletableFuture<JobView>> ends = submitted(producer, awaiter);
      assertThat(begun.await(2, TimeUnit.MINUTES)).isTrue();

      broker.stop();
      isStopped.countDown();
      broker.start();

      assertAllComplete(ends);
    }
  }

  private static List<CompletableFuture<JobView>> submitted(JobProducer producer, Awaiter awaiter) {
    return IntStream.range(0, JOBS)
        .mapToObj(i -> producer.submit(BRIEF).thenCompose(awaiter::await))
        .toList();
  }

  private static void assertAllComplete(List<CompletableFuture<JobView>> ends) throws Exception {
    for (CompletableFuture<JobView> end : ends) {
      assertThat(end.get(3, TimeUnit.MINUTES).status()).isEqualTo(JobStatus.COMPLETED);
    }
  }

  private Worker worker(KafkaSettings kafka, String id, JobHandler handler) {
    return new Worker(
        kafka,
        WorkerSettings.of(id, folder.resolve(id))
            .withLanes(Map.of("standard", 64))
            .withHandlers(Map.of("quick", JobHandler.repeatable(handler)))
            .withAgents(List.of())
            .withDrain(Duration.ZERO));
  }

  private static KafkaSettings kafka(TestBroker broker) {
    return new KafkaSettings(broker.clientProperties(), new Topics(broker.topicPrefix()));
  }
}
