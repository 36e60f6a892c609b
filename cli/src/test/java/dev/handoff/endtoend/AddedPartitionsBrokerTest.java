package dev.handoff.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.IntNode;
import dev.handoff.awaiter.Awaiter;
import dev.handoff.awaiter.JobView;
import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.CancelRequested;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.job.JobStatus;
import dev.handoff.job.Reason;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.RecordWriter;
import dev.handoff.log.Topics;
import dev.handoff.log.lane.LaneRecord;
import dev.handoff.log.lane.Lanes;
import dev.handoff.log.setup.TopicSettings;
import dev.handoff.log.status.StatusLog;
import dev.handoff.producer.JobProducer;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.TestBroker;
import dev.handoff.worker.Worker;
import dev.handoff.worker.WorkerSettings;
import dev.handoff.worker.handler.JobHandler;
import dev.handoff.worker.lease.LeaseSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The status topic gets more partitions while a worker, its steward, a producer and an awaiter run.
 */
@Tag("faults")
@ExtendWith(BrokerExtension.class)
class AddedPartitionsBrokerTest {

  private static final int PARTITIONS = 4;
  private static final int ADDED = PARTITIONS + 1;
  private static final Brief BRIEF =
      new BriefReader()
          .read("goal: Work.\nrun: {handler: some}\n".getBytes(StandardCharsets.UTF_8));

  @TempDir Path folder;

  private final Set<JobId> run = ConcurrentHashMap.newKeySet();
  private final CountDownLatch isRunning = new CountDownLatch(1);
  private volatile boolean isToHang;

  private KafkaSettings kafka;
  private Worker worker;
  private JobProducer producer;
  private Awaiter awaiter;
  private RecordWriter writer;
  private StatusLog log;

  @BeforeEach
  void startAllAndRunAJob(TestBroker broker) throws Exception {
    kafka = new KafkaSettings(broker.clientProperties(), new Topics(broker.topicPrefix()));
    worker = new Worker(hasty(), settings());
    worker.start();
    producer = new JobProducer(kafka, "tester");
    awaiter = new Awaiter(kafka);
    writer = new RecordWriter(kafka);
    log = new StatusLog(kafka, writer, "handoff/test");
    // From here on each client remembers how many partitions there are.
    assertThat(end(submit(1)).status()).isEqualTo(JobStatus.COMPLETED);
    awaitSteward();
  }

  private void awaitSteward() throws Exception {
    JobId job = JobId.next(Instant.now(), 1);
    Instant later = Instant.now().plusSeconds(3600);
    append(job, new Submitted(job.submittedAt(), BRIEF, "tester", "standard", null, later, null));
    await().atMost(60, TimeUnit.SECONDS).until(() -> worker.liveJobs() == 1);
    append(job, new CancelRequested(Instant.now(), "tester", null));
    await().atMost(60, TimeUnit.SECONDS).until(() -> worker.liveJobs() == 0);
  }

  @AfterEach
  void close() {
    worker.close();
    awaiter.close();
    producer.close();
    log.close();
    writer.close();
  }

  @Test
  void aJobOnAnAddedPartitionIsRunAndAwaited() throws Exception {
    addPartitions();
    JobId job = JobId.next(Instant.now(), ADDED);
    CompletableFuture<JobView> asked = awaiter.await(job).toCompletableFuture();
    producer.submit(job, BRIEF).get(30, TimeUnit.SECONDS);

    JobView end = asked.get(30, TimeUnit.SECONDS);

    assertThat(end.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(end.result().value().intValue()).isEqualTo(7);
    assertThat(end(job).status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(end.state().attempts()).hasSize(1);
  }

  @Test
  void aJobThatRunsOnAnAddedPartitionIsCancelled() throws Exception {
    isToHang = true;
    addPartitions();
    JobId job = submit(ADDED);
    assertThat(isRunning.await(30, TimeUnit.SECONDS)).isTrue();

    append(job, new CancelRequested(Instant.now(), "tester", "changed my mind"));

    assertThat(end(job).status()).isEqualTo(JobStatus.CANCELLED);
  }

  @Test
  void aJobOfASilentWorkerIsRescuedOnAnAddedPartition() throws Exception {
    addPartitions();
    JobId job = JobId.next(Instant.now(), ADDED);
    append(job, new Submitted(job.submittedAt(), BRIEF, "tester", "standard", 0L, null, null));

    append(job, new Started(Instant.now(), 1, "lease", "a worker that is gone", 0, "none"));

    JobView end = end(job);
    assertThat(end.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(end.state().attempts()).hasSize(2);
    assertThat(end.state().attempts().get(0).reason()).isEqualTo(Reason.WORKER_LOST);
  }

  @Test
  void recordsOfAJobWhosePartitionDoesNotExistHoldUpNobody() throws Exception {
    JobId foreign = JobId.next(Instant.now(), 4000);
    Lanes lanes = new Lanes(kafka, writer);
    long before = System.nanoTime();
    lanes.append("standard", LaneRecord.first(foreign, BRIEF)).get(30, TimeUnit.SECONDS);
    appendToLane(JobId.next(Instant.now(), 4001), "no brief at all");

    JobView end = end(submit(1));

    assertThat(end.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
    assertThat(run).doesNotContain(foreign);
  }

  private WorkerSettings settings() {
    JobHandler handler =
        context -> {
          run.add(context.job());
          isRunning.countDown();
          if (isToHang) {
            new CountDownLatch(1).await();
          }
          return IntNode.valueOf(7);
        };
    return WorkerSettings.of("worker-1", folder)
        .withLanes(Map.of("standard", 1))
        .withHandlers(Map.of("some", handler))
        .withTopics(new TopicSettings(PARTITIONS, Duration.ofDays(7)))
        .withLease(
            new LeaseSettings(Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(10)))
        .withDrain(Duration.ZERO);
  }

  /** The worker's: its steward looks for partitions all the time, and not once a minute. */
  private KafkaSettings hasty() {
    Map<String, String> properties = new HashMap<>(kafka.properties());
    properties.put("metadata.max.age.ms", "300");
    return new KafkaSettings(properties, kafka.topics());
  }

  private void addPartitions() throws Exception {
    try (Admin admin = kafka.admin()) {
      admin
          .createPartitions(Map.of(kafka.topics().status(), NewPartitions.increaseTo(ADDED + 1)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
  }

  private JobId submit(int partition) throws Exception {
    return producer.submit(JobId.next(Instant.now(), partition), BRIEF).get(30, TimeUnit.SECONDS);
  }

  private JobView end(JobId job) throws Exception {
    return awaiter.await(job).toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private void append(JobId job, JobEvent event) throws Exception {
    log.append(job, "standard", event).get(30, TimeUnit.SECONDS);
  }

  private void appendToLane(JobId job, String value) throws Exception {
    Map<String, Object> properties = new HashMap<>(kafka.properties());
    try (KafkaProducer<String, byte[]> raw =
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
      raw.send(
              new ProducerRecord<>(
                  kafka.topics().tasks("standard"),
                  0,
                  job.text(),
                  value.getBytes(StandardCharsets.UTF_8)))
          .get(30, TimeUnit.SECONDS);
    }
  }
}
