package dev.handoff.awaiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.handoff.brief.BriefReader;
import dev.handoff.broker.LocalBroker;
import dev.handoff.broker.LocalBrokerSettings;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobStatus;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.RecordWriter;
import dev.handoff.log.Topics;
import dev.handoff.log.artifact.ArtifactStore;
import dev.handoff.log.artifact.ArtifactWriter;
import dev.handoff.log.setup.TopicSettings;
import dev.handoff.log.setup.TopicSetup;
import dev.handoff.log.status.StatusLog;
import dev.handoff.testkit.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** A broker that comes back at another address while somebody follows a job on it. */
@Isolated("AwaiterBrokerTest counts the threads that read the log")
class MovedBrokerTest {

  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final byte[] BRIEF =
      "goal: show it\nrun: {handler: show}".getBytes(StandardCharsets.UTF_8);

  private final JobId job = JobId.next(Instant.now(), 2);
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final StringBuffer log = new StringBuffer();

  private LocalBrokerSettings at;
  private LocalBroker broker;
  private KafkaSettings followed;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    at = LocalBrokerSettings.inFolder(folder).withPorts(FreePorts.take(), 0);
    broker = LocalBroker.start(at);
    followed = settings();
    followed.address().watch();
    try (Admin admin = followed.admin()) {
      new TopicSetup(admin, followed.topics(), new TopicSettings(4, Duration.ofDays(7)))
          .ensure(Set.of());
    }
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private KafkaSettings settings() {
    return new KafkaSettings(broker.clientProperties(), Topics.DEFAULT);
  }

  @Test
  void waitsGoOnAtTheNewAddressAndAreToldEachEventAndByteOnce() throws Exception {
    try (Awaiter awaiter = new Awaiter(followed);
        LogFollower follower = new LogFollower(followed, job, this::hear)) {
      follower.start();
      CompletableFuture<JobView> end = follow(awaiter);
      append("first ", submitted(), started());
      await().atMost(DEADLINE).until(() -> events.size() == 2 && log.length() > 0);

      followed.address().lose();
      broker.close();
      startElsewhere();
      followed.address().moveTo(broker.bootstrapServer());
      append("second", completed());

      assertThat(end.get(60, TimeUnit.SECONDS).status()).isEqualTo(JobStatus.COMPLETED);
      assertThat(events).containsExactly("Submitted", "Started", "Completed");
      await().atMost(DEADLINE).until(() -> log.length() >= "first second".length());
      assertThat(log).hasToString("first second");
      assertThat(awaiter.status(job).get(60, TimeUnit.SECONDS).status())
          .isEqualTo(JobStatus.COMPLETED);
    }
  }

  /** Its first words are no answer to a login: a client would call that final. */
  @Test
  void aStrangerAtTheOldAddressEndsNoWaitUntilTheMoveIsReported() throws Exception {
    try (Awaiter awaiter = new Awaiter(followed);
        LogFollower follower = new LogFollower(followed, job, this::hear)) {
      follower.start();
      CompletableFuture<JobView> end = follow(awaiter);
      append("first", submitted(), started());
      await().atMost(DEADLINE).until(() -> events.size() == 2 && log.length() > 0);

      broker.close();
      try (ServerSocket stranger =
          new ServerSocket(at.clientPort(), 50, InetAddress.getLoopbackAddress())) {
        CompletableFuture<JobView> look = awaiter.status(job);
        for (int clients = 0; clients < 6; clients++) {
          answerWithZeros(stranger);
        }
        assertThat(end).isNotDone();
        startElsewhere();
        followed.address().moveTo(broker.bootstrapServer());
        append("", completed());

        assertThat(end.get(60, TimeUnit.SECONDS).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(look.get(60, TimeUnit.SECONDS).status()).isNotEqualTo(JobStatus.UNKNOWN);
      }
      assertThat(events).containsExactly("Submitted", "Started", "Completed");
    }
  }

  /** What was sent and not answered is not sent again: nobody knows whether it is there. */
  @Test
  void aWriterFailsWhatWasUnderWayAndWritesTheRestAtTheNewAddress() throws Exception {
    try (RecordWriter writer = new RecordWriter(followed);
        StatusLog status = new StatusLog(followed, writer, "handoff/test")) {
      status.append(job, null, submitted()).get(60, TimeUnit.SECONDS);
      broker.close();
      CompletableFuture<Long> underWay = status.append(job, null, started());

      followed.address().lose();

      assertThat(underWay).failsWithin(DEADLINE);
      startElsewhere();
      followed.address().moveTo(broker.bootstrapServer());
      assertThat(status.append(job, null, started()).get(60, TimeUnit.SECONDS)).isOne();
    }
  }

  private CompletableFuture<JobView> follow(Awaiter awaiter) {
    return awaiter.follow(
        job, (event, after, counted) -> events.add(event.event().getClass().getSimpleName()));
  }

  private void hear(byte[] bytes) {
    log.append(new String(bytes, StandardCharsets.UTF_8));
  }

  private void startElsewhere() {
    at = at.withPorts(FreePorts.take(), 0);
    broker = LocalBroker.start(at);
  }

  private static void answerWithZeros(ServerSocket stranger) throws IOException {
    try (Socket client = stranger.accept()) {
      client.getOutputStream().write(new byte[64]);
      client.getInputStream().read(new byte[64]);
    }
  }

  /** By clients of its own, as the worker in the broker's process has. */
  private void append(String output, JobEvent... more) throws Exception {
    try (RecordWriter writer = new RecordWriter(settings());
        StatusLog status = new StatusLog(settings(), writer, "handoff/test")) {
      if (!output.isEmpty()) {
        ArtifactWriter file =
            new ArtifactStore(settings(), writer).open(job, 1, "lease", LogFollower.LOG);
        byte[] bytes = output.getBytes(StandardCharsets.UTF_8);
        file.write(bytes, 0, bytes.length);
        file.close();
      }
      for (JobEvent event : more) {
        status.append(job, null, event).get(60, TimeUnit.SECONDS);
      }
    }
  }

  private static Submitted submitted() {
    return new Submitted(
        Instant.now(), new BriefReader().read(BRIEF), "ann", "standard", 0L, null, null);
  }

  private static Started started() {
    return new Started(Instant.now(), 1, "lease", "worker-1", 0, null);
  }

  private static Completed completed() {
    return new Completed(Instant.now(), 1, "lease", JobResult.NONE);
  }
}
