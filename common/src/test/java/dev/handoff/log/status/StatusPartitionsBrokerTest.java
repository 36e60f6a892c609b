package dev.handoff.log.status;

import static dev.handoff.job.SomeEvents.completed;
import static dev.handoff.job.SomeEvents.started;
import static dev.handoff.job.SomeEvents.submitted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import dev.handoff.log.Installation;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.RecordWriter;
import dev.handoff.log.feed.FeedProgress;
import dev.handoff.log.feed.LogFeed;
import dev.handoff.log.presence.WorkerBeat;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.TestBroker;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Partitions are added to the status topic while processes write, read, follow and watch it. */
@ExtendWith(BrokerExtension.class)
class StatusPartitionsBrokerTest {

  private static final int ADDED = Installation.TOPICS.partitions() + 1;

  private KafkaSettings settings;
  private RecordWriter writer;
  private StatusLog log;

  @BeforeEach
  void setUp(TestBroker broker) throws Exception {
    settings = Installation.setUp(broker);
    writer = new RecordWriter(settings);
    log = new StatusLog(settings, writer, "handoff/test");
    // From here on its clients remember how many partitions there are.
    append(log, newJob(1), submitted());
    read(log, newJob(1));
  }

  @AfterEach
  void close() {
    log.close();
    writer.close();
  }

  @Test
  void aJobOnAnAddedPartitionIsRead() throws Exception {
    JobId job = newJob(ADDED);
    addPartitions();
    appendByAnother(job, submitted());

    assertThat(read(log, job).status()).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void anEventOfAnAddedPartitionIsAppended() throws Exception {
    JobId job = newJob(ADDED);
    addPartitions();

    append(log, job, submitted());

    assertThat(read(log, job).status()).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void anEventOfAPartitionThatDoesNotExistIsRefusedAndBlocksNobody() throws Exception {
    JobId foreign = newJob(4000);

    CompletableFuture<Long> append =
        assertTimeout(Duration.ofSeconds(5), () -> log.append(foreign, null, submitted()));

    assertThatThrownBy(() -> append.get(15, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(NoSuchPartitionException.class)
        .hasMessageContaining(foreign.text())
        .hasMessageContaining("partition 4000")
        .hasMessageContaining("only 4");
    append(log, newJob(1), submitted());
  }

  @Test
  void idsOfAnotherClusterCostNoLaterReaderSeconds() {
    assertTimeout(
        Duration.ofSeconds(10),
        () -> {
          for (int i = 0; i < 50; i++) {
            assertThat(read(log, oldJob(4000 + i))).isEqualTo(JobState.UNKNOWN);
          }
        });
    assertTimeout(Duration.ofSeconds(5), () -> read(log, newJob(1)));
  }

  @Test
  void aFollowerIsToldOfAJobOnAPartitionThatWasAddedAfterOthersBeganToFollow() throws Exception {
    JobId before = newJob(1);
    RecordedListener ofBefore = new RecordedListener();
    log.follow(before, null, ofBefore);
    ofBefore.awaitCaughtUp();
    addPartitions();
    JobId old = newJob(ADDED);
    appendByAnother(old, submitted());
    RecordedListener ofOld = new RecordedListener();
    RecordedListener ofNew = new RecordedListener();

    log.follow(old, null, ofOld);
    ofOld.awaitCaughtUp();
    JobId young = newJob(ADDED);
    log.follow(young, null, ofNew);
    ofNew.awaitCaughtUp();
    append(log, old, started(1, "A"), completed(1, "A"));
    append(log, young, submitted());
    append(log, before, submitted());

    ofOld.awaitEvents(3);
    ofNew.awaitEvents(1);
    ofBefore.awaitEvents(1);
    assertThat(ofOld.events()).containsExactly(submitted(), started(1, "A"), completed(1, "A"));
    assertThat(ofNew.events()).containsExactly(submitted());
    assertThat(ofOld.failures()).isEmpty();
    assertThat(ofBefore.failures()).isEmpty();
  }

  @Test
  void aFollowerWhoCameBeforeThePartitionIsToldOnceItIsThere() throws Exception {
    JobId job = newJob(ADDED);
    RecordedListener listener = new RecordedListener();
    log.follow(job, null, listener);
    listener.awaitCaughtUp();

    addPartitions();
    append(log, job, submitted(), started(1, "A"));

    listener.awaitEvents(2);
    assertThat(listener.events()).containsExactly(submitted(), started(1, "A"));
    assertThat(listener.caughtUp()).isOne();
  }

  @Test
  void closingEndsAFollowerWhosePartitionNeverCame() {
    RecordedListener listener = new RecordedListener();
    log.follow(newJob(ADDED), null, listener);
    listener.awaitCaughtUp();

    log.close();

    assertThat(listener.failures()).hasSize(1);
    assertThat(listener.failures().get(0)).isInstanceOf(CancellationException.class);
  }

  @Test
  void aFeedTellsWhatStandsOnAPartitionThatWasAddedWhileItRan() throws Exception {
    Heard heard = new Heard();
    try (LogFeed feed = new LogFeed(hasty(), List.of(heard));
        FeedProgress feedProgress = new FeedProgress(settings, feed)) {
      feed.start();
      awaitFeel(feedProgress);
      addPartitions();
      JobId job = newJob(ADDED);

      append(log, job, submitted(), started(1, "A"));

      awaitSoon(() -> heard.of(job).size() == 2);
      awaitFeel(feedProgress);
      assertThat(feed.statusPositions()).containsEntry(ADDED, 2L);
      assertThat(heard.begins).hasSize(1);
      assertThat(heard.caughtUp).hasSize(1);
    }
  }

  @Test
  void theSuccessorOfAFeedKnowsWhatWasToldOfAnAddedPartition() throws Exception {
    JobId job = newJob(ADDED);
    try (LogFeed feed = new LogFeed(hasty(), List.of(new Heard()))) {
      feed.start();
      awaitSoon(() -> !feed.statusPositions().isEmpty());
      addPartitions();
      append(log, job, submitted(), started(1, "A"));
      awaitSoon(() -> feed.statusPositions().getOrDefault(ADDED, 0L) == 2);
      feed.commit(Map.of(ADDED, 1L));
      awaitSoon(() -> committed().containsKey(ADDED));
    }
    Heard heard = new Heard();
    try (LogFeed successor = new LogFeed(settings, List.of(heard))) {
      successor.start();

      awaitSoon(() -> !heard.of(job).isEmpty());
      assertThat(heard.of(job)).containsExactly(started(1, "A"));
      assertThat(heard.begins).containsExactly(Map.of(ADDED, 2L));
    }
  }

  private static void awaitSoon(Callable<Boolean> condition) {
    await().atMost(Duration.ofSeconds(30)).until(condition);
  }

  /** It has a second for each try, and says so. */
  private static void awaitFeel(FeedProgress feedProgress) {
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptionsInstanceOf(KafkaException.class)
        .until(feedProgress::isCurrent);
  }

  private Map<Integer, Long> committed() throws Exception {
    Map<Integer, Long> committed = new HashMap<>();
    try (Admin admin = settings.admin()) {
      admin
          .listConsumerGroupOffsets(settings.topics().stewardGroup())
          .partitionsToOffsetAndMetadata()
          .get()
          .forEach((partition, offset) -> committed.put(partition.partition(), offset.offset()));
    }
    return committed;
  }

  private static final class Heard implements LogFeed.Listener {
    private final List<RecordedEvent> events = new CopyOnWriteArrayList<>();
    private final List<Map<Integer, Long>> begins = new CopyOnWriteArrayList<>();
    private final List<Boolean> caughtUp = new CopyOnWriteArrayList<>();

    @Override
    public void onBegin(Map<Integer, Long> toldBefore) {
      begins.add(toldBefore);
    }

    @Override
    public void onCaughtUp() {
      caughtUp.add(true);
    }

    @Override
    public void onEvent(RecordedEvent event) {
      events.add(event);
    }

    @Override
    public void onBeat(WorkerBeat beat) {}

    List<JobEvent> of(JobId job) {
      return events.stream()
          .filter(recorded -> recorded.job().equals(job))
          .map(RecordedEvent::event)
          .toList();
    }
  }

  private void addPartitions() throws Exception {
    try (Admin admin = settings.admin()) {
      admin
          .createPartitions(Map.of(settings.topics().status(), NewPartitions.increaseTo(ADDED + 1)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
  }

  /** The same cluster, with partitions looked for all the time. */
  private KafkaSettings hasty() {
    Map<String, String> properties = new HashMap<>(settings.properties());
    properties.put("metadata.max.age.ms", "200");
    return new KafkaSettings(properties, settings.topics());
  }

  /** Of a process that remembers nothing older. */
  private void appendByAnother(JobId job, JobEvent... events) throws Exception {
    try (RecordWriter fresh = new RecordWriter(settings);
        StatusLog other = new StatusLog(settings, fresh, "handoff/test")) {
      append(other, job, events);
    }
  }

  private static void append(StatusLog log, JobId job, JobEvent... events) throws Exception {
    for (JobEvent event : events) {
      log.append(job, "standard", event).get(30, TimeUnit.SECONDS);
    }
  }

  private static JobState read(StatusLog log, JobId job) throws Exception {
    return log.read(job, null).get(30, TimeUnit.SECONDS);
  }

  private static JobId newJob(int partition) {
    return JobId.next(Instant.now(), partition);
  }

  private static JobId oldJob(int partition) {
    return JobId.next(Instant.now().minusSeconds(3600), partition);
  }
}
