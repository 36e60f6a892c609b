package dev.handoff.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.job.AttemptState;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobState;
import dev.handoff.job.Reason;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.RecordWriter;
import dev.handoff.log.Topics;
import dev.handoff.log.lane.LaneRecord;
import dev.handoff.log.lane.Lanes;
import dev.handoff.log.status.StatusLog;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.TestBroker;
import dev.handoff.testkit.TestRepository;
import dev.handoff.worker.log.FailPoint;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A worker whose slot's thread stands still just before it publishes, through a real broker. */
@ExtendWith(BrokerExtension.class)
class PublishFenceBrokerTest {

  @TempDir Path folder;

  @Test
  void anAttemptThatLostItsLeaseJustBeforeItPublishesPublishesNothing(TestBroker broker)
      throws Exception {
    TestRepository source = TestRepository.in(folder.resolve("source"));
    Brief brief = brief(source.path(), source.with("a.txt", "old\n").commit());
    Path pause = folder.resolve("pause");
    KafkaSettings kafka =
        new KafkaSettings(broker.clientProperties(), new Topics(broker.topicPrefix()));
    WorkerSettings settings =
        WorkerSettings.of("worker-1", folder.resolve("work"))
            .withLanes(Map.of("standard", 1))
            .withDrain(Duration.ZERO);
    try (Worker worker =
            new Worker(kafka, settings, FailPoint.at(FailPoint.Step.BEFORE_PUBLISH, pause));
        RecordWriter writer = new RecordWriter(kafka);
        StatusLog status = new StatusLog(kafka, writer, "test")) {
      worker.start();
      JobId job = submit(kafka, writer, status, brief);
      await().atMost(60, TimeUnit.SECONDS).until(() -> Files.exists(pause));

      AttemptState attempt = read(status, job).lastAttempt();
      Failed byAnother =
          new Failed(
              Instant.now(),
              attempt.number(),
              attempt.lease(),
              Reason.WORKER_LOST,
              "went silent",
              JobResult.NONE);
      status.append(job, "standard", byAnother).get(30, TimeUnit.SECONDS);
      Files.delete(pause);
      await().atMost(60, TimeUnit.SECONDS).until(() -> worker.running() == 0);

      assertThat(source.git("branch", "--list", "handoff/*")).isEmpty();
      assertThat(read(status, job).end()).isEqualTo(byAnother);
    }
  }

  private static Brief brief(Path repository, String commit) {
    String yaml =
        """
        goal: Say new
        scope: {repo: "%s", ref: %s}
        run: {command: echo new > a.txt}
        output: [branch]
        """
            .formatted(repository, commit);
    return new BriefReader().read(yaml.getBytes(StandardCharsets.UTF_8));
  }

  private static JobId submit(
      KafkaSettings kafka, RecordWriter writer, StatusLog status, Brief brief) throws Exception {
    JobId job = JobId.next(Instant.now(), 0);
    long offset =
        new Lanes(kafka, writer)
            .append("standard", LaneRecord.first(job, brief))
            .get(30, TimeUnit.SECONDS);
    Submitted submitted =
        new Submitted(job.submittedAt(), brief, "ann", "standard", offset, null, null);
    status.append(job, "standard", submitted).get(30, TimeUnit.SECONDS);
    return job;
  }

  private static JobState read(StatusLog status, JobId job) throws Exception {
    return status.read(job, null).get(30, TimeUnit.SECONDS);
  }
}
