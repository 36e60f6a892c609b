package dev.handoff.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.awaiter.Awaiter;
import dev.handoff.awaiter.JobView;
import dev.handoff.awaiter.UnknownJobException;
import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobId;
import dev.handoff.job.JobStatus;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import dev.handoff.log.setup.TopicSettings;
import dev.handoff.log.setup.TopicSetup;
import dev.handoff.producer.JobProducer;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.TestBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A producer that has more to send than it can, and a wait in the same process. */
@ExtendWith(BrokerExtension.class)
class PendingSubmitBrokerTest {

  private static final Brief BRIEF =
      new BriefReader()
          .read("goal: show it\nrun: {handler: show}".getBytes(StandardCharsets.UTF_8));

  @Test
  void aWaitIsNotToldThatAJobIsUnknownWhileItsSubmitIsHeldBack(TestBroker broker) throws Exception {
    KafkaSettings kafka =
        new KafkaSettings(broker.clientProperties(), new Topics(broker.topicPrefix()));
    try (Admin admin = kafka.admin()) {
      new TopicSetup(admin, kafka.topics(), new TopicSettings(1, Duration.ofDays(7)))
          .ensure(Set.of("standard"));
    }
    CountDownLatch released = new CountDownLatch(1);
    try (JobProducer producer = new JobProducer(kafka, "tester");
        Awaiter awaiter = new Awaiter(kafka)) {
      holdBack(producer, released);
      try {
        Instant almostOld = Instant.now().minus(Duration.ofSeconds(29));
        JobId job = JobId.next(almostOld, 0);
        CompletableFuture<JobView> wait = awaiter.await(job);
        CompletableFuture<JobId> submit = producer.submit(job, BRIEF);
        // Its time runs out two seconds later.
        CompletableFuture<JobView> other = awaiter.await(JobId.next(almostOld.plusSeconds(2), 0));

        assertThatThrownBy(() -> other.get(30, TimeUnit.SECONDS))
            .hasCauseInstanceOf(UnknownJobException.class);
        assertThat(submit).isNotDone();
        assertThat(wait).isNotDone();
        released.countDown();
        submit.get(30, TimeUnit.SECONDS);
        producer.cancel(job, null).get(30, TimeUnit.SECONDS);

        assertThat(wait.get(30, TimeUnit.SECONDS).status()).isEqualTo(JobStatus.CANCELLED);
      } finally {
        released.countDown(); // before the producer is closed, which waits for its thread
      }
    }
  }

  /** Blocks the producer's own thread: from then on it sends nothing. */
  private static void holdBack(JobProducer producer, CountDownLatch released) throws Exception {
    CountDownLatch isHeld = new CountDownLatch(1);
    producer
        .submit(BRIEF)
        .thenRun(
            () -> {
              isHeld.countDown();
              try {
                released.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    isHeld.await();
  }
}
