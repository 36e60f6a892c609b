package dev.handoff.log.status;

import static dev.handoff.job.SomeEvents.completed;
import static dev.handoff.job.SomeEvents.progressed;
import static dev.handoff.job.SomeEvents.started;
import static dev.handoff.job.SomeEvents.submitted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import dev.handoff.json.Json;
import dev.handoff.log.Installation;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.MissingTopicException;
import dev.handoff.log.RecordWriter;
import dev.handoff.log.TextHeader;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.OwnBroker;
import dev.handoff.testkit.TestBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrokerExtension.class)
@OwnBroker
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StatusLogBrokerTest {

  private final TestBroker broker;
  private final KafkaSettings settings;
  private final RecordWriter writer;
  private final StatusLog log;

  StatusLogBrokerTest(TestBroker broker) {
    this.broker = broker;
    settings = Installation.setUp(broker);
    writer = new RecordWriter(settings);
    log = new StatusLog(settings, writer, "handoff/test");
  }

  @AfterAll
  void close() {
    log.close();
    writer.close();
  }

  @Test
  void readsWhatWasAppended() throws Exception {
    JobId job = newJob(1);
    append(job, submitted(), started(1, "A"), completed(1, "A"));

    JobState state = read(log, job);

    assertThat(state.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(state.submitted()).isEqualTo(submitted());
  }

  @Test
  void readsTheBriefOfAJobThatHadEndedBeforeItsSubmitterSaidSo() throws Exception {
    JobId job = newJob(1);
    append(job, started(1, "A"), completed(1, "A"), submitted());

    JobState state = read(log, job);

    assertThat(state.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(state.submitted()).isEqualTo(submitted());
  }

  @Test
  void readsFromAnOffsetThatIsKnown() throws Exception {
    JobId job = newJob(1);
    long first = append(job, submitted());
    append(job, started(1, "A"));

    JobState state = log.read(job, first).get(30, TimeUnit.SECONDS);

    assertThat(state.isHeldBy(1, "A")).isTrue();
  }

  @Test
  void anOffsetBehindAClaimDoesNotHideIt() throws Exception {
    JobId job = newJob(1);
    long claim = append(job, submitted(), started(1, "A"));
    append(job, progressed(1, "A", 50));

    JobState state = log.read(job, claim + 1).get(30, TimeUnit.SECONDS);

    assertThat(state.isHeldBy(1, "A")).isTrue();
  }

  @Test
  void aJobThatIsReadAgainHasWhatWasAppendedMeanwhile() throws Exception {
    JobId job = newJob(1);
    append(job, submitted(), started(1, "A"));
    assertThat(read(log, job).isHeldBy(1, "A")).isTrue();
    append(newJob(1), submitted());
    append(job, completed(1, "A"));
    append(newJob(1), submitted());

    JobState again = read(log, job);

    assertThat(again.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(again.submitted()).isEqualTo(submitted());
  }

  @Test
  void aJobThatIsReadAgainOnceItsEventsAreGoneIsUnknown() throws Exception {
    JobId job = newJob(2);
    append(job, submitted());
    assertThat(read(log, job).status()).isEqualTo(JobStatus.QUEUED);
    TopicPartition partition = StatusTail.partitionOf(settings.topics(), job);
    try (Admin admin = settings.admin()) {
      admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(-1))).all().get();
    }
    assertThat(read(log, job)).isEqualTo(JobState.UNKNOWN);

    append(job, started(1, "A"));

    assertThat(read(log, job).isHeldBy(1, "A")).isTrue();
  }

  @Test
  void readsNoFurtherThanAJobsEnd() throws Exception {
    JobId first = newJob(1);
    JobId ended = newJob(1);
    JobId behind = newJob(1);
    append(first, submitted());
    append(ended, submitted(), started(1, "A"), completed(1, "A"));
    append(behind, submitted());
    CompletableFuture<Void> isReading = new CompletableFuture<>();
    CompletableFuture<Void> goOn = new CompletableFuture<>();
    log.read(
        first,
        null,
        0,
        (count, event) -> {
          isReading.complete(null);
          goOn.join();
          return count + 1;
        });
    isReading.get(30, TimeUnit.SECONDS);

    // Both wait for the reader now, which serves them in one pass over the partition.
    CompletableFuture<JobState> end = log.read(ended, null);
    CompletableFuture<Boolean> wasToldBefore =
        log.read(behind, null, false, (before, event) -> end.isDone());
    goOn.complete(null);

    assertThat(wasToldBefore.get(30, TimeUnit.SECONDS)).isTrue();
    assertThat(end.join().status()).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void aJobWithoutEventsIsUnknown() throws Exception {
    assertThat(read(log, newJob(2))).isEqualTo(JobState.UNKNOWN);
  }

  @Test
  void aJobOfAClusterWithMorePartitionsIsUnknown() throws Exception {
    assertThat(read(log, newJob(4000))).isEqualTo(JobState.UNKNOWN);
  }

  @Test
  void tellsAFollowerOldEventsThenNewOnes() throws Exception {
    JobId job = newJob(0);
    append(job, submitted(), started(1, "A"));
    RecordedListener listener = new RecordedListener();

    log.follow(job, null, listener);
    listener.awaitCaughtUp();
    append(job, progressed(1, "A", 50), completed(1, "A"));

    listener.awaitEvents(4);
    assertThat(listener.events())
        .containsExactly(submitted(), started(1, "A"), progressed(1, "A", 50), completed(1, "A"));
    assertThat(listener.offsets()).isSorted().doesNotHaveDuplicates();
    assertThat(listener.caughtUp()).isOne();
  }

  @Test
  void tellsAFollowerWhoCameBeforeTheFirstEvent() throws Exception {
    JobId job = newJob(0);
    RecordedListener listener = new RecordedListener();

    log.follow(job, null, listener);
    listener.awaitCaughtUp();
    append(job, submitted());

    listener.awaitEvents(1);
    assertThat(listener.events()).containsExactly(submitted());
  }

  @Test
  void tellsEachOfTwoFollowersOfOneJob() throws Exception {
    JobId job = newJob(3);
    RecordedListener first = new RecordedListener();
    RecordedListener second = new RecordedListener();
    log.follow(job, null, first);
    append(job, submitted());

    log.follow(job, null, second);
    append(job, started(1, "A"));

    first.awaitEvents(2);
    second.awaitEvents(2);
    assertThat(first.events()).containsExactly(submitted(), started(1, "A"));
    assertThat(second.events()).isEqualTo(first.events());
  }

  @Test
  void tellsNothingToWhoNoLongerFollows() throws Exception {
    JobId job = newJob(3);
    RecordedListener leaver = new RecordedListener();
    RecordedListener stayer = new RecordedListener();
    Subscription leaving = log.follow(job, null, leaver);
    log.follow(job, null, stayer);
    append(job, submitted());
    leaver.awaitEvents(1);

    log.unfollow(leaving);
    append(job, started(1, "A"));

    stayer.awaitEvents(2);
    assertThat(leaver.events()).containsExactly(submitted());
    assertThat(leaver.failures()).isEmpty();
  }

  @Test
  void eachFollowerHearsEachEventOnceThoughManyJoinWhileEventsFlow() throws Exception {
    List<JobId> jobs = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      jobs.add(newJob(i % 4));
    }
    int rounds = 25;
    CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> appendRounds(jobs, rounds));
    List<RecordedListener> listeners = new ArrayList<>();
    for (int i = 0; !writing.isDone() || i < 40; i++) {
      RecordedListener listener = new RecordedListener();
      log.follow(jobs.get(i % jobs.size()), null, listener);
      listeners.add(listener);
      if (i % 5 == 0) {
        listener.awaitCaughtUp();
      }
    }
    writing.get(30, TimeUnit.SECONDS);

    for (RecordedListener listener : listeners) {
      listener.awaitEvents(rounds);
      assertThat(listener.events())
          .extracting(event -> ((Progressed) event).percent())
          .containsExactlyElementsOf(numbers(rounds));
      assertThat(listener.caughtUp()).isOne();
    }
    assertThat(listeners).hasSizeGreaterThanOrEqualTo(40);
  }

  private void appendRounds(List<JobId> jobs, int rounds) {
    for (int round = 0; round < rounds; round++) {
      List<CompletableFuture<Long>> appends = new ArrayList<>();
      for (JobId job : jobs) {
        appends.add(log.append(job, null, progressed(1, "A", round)));
      }
      appends.forEach(CompletableFuture::join);
    }
  }

  private static List<Integer> numbers(int count) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      numbers.add(i);
    }
    return numbers;
  }

  @Test
  void tellsFollowersOfNewJobsWhatComesBeforeAndAfterTheyJoin() throws Exception {
    StatusLog other = new StatusLog(settings, writer, "handoff/test");
    RecordedListener opening = new RecordedListener();
    other.follow(newJob(3), null, opening); // from here on the tail knows of the time before
    opening.awaitCaughtUp();
    List<JobId> jobs = new ArrayList<>();
    List<RecordedListener> listeners = new ArrayList<>();

    for (int i = 0; i < 300; i++) {
      JobId job = newJob(3);
      RecordedListener listener = new RecordedListener();
      CompletableFuture<Long> submit =
          i % 3 == 0 ? log.append(job, null, submitted()) : new CompletableFuture<>();
      if (i % 6 == 0) {
        submit.get(30, TimeUnit.SECONDS);
      }
      other.followNew(job, listener);
      if (i % 3 != 0) {
        log.append(job, null, submitted());
      }
      log.append(job, null, started(1, "A"));
      jobs.add(job);
      listeners.add(listener);
    }

    for (RecordedListener listener : listeners) {
      listener.awaitEvents(2);
      assertThat(listener.events()).containsExactly(submitted(), started(1, "A"));
      assertThat(listener.caughtUp()).isZero();
    }
    other.close();
  }

  @Test
  void findsEveryEventThoughClocksDifferByFiftySeconds() throws Exception {
    Random random = new Random(4);
    List<JobId> jobs = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      jobs.add(JobId.next(Instant.now().plusSeconds(random.nextInt(101) - 50), 2));
    }
    for (JobId job : jobs) {
      append(job, submitted());
    }
    for (JobId job : jobs) {
      Instant workersTime = Instant.now().plusSeconds(random.nextInt(101) - 50);
      append(job, new JobEvent.Started(workersTime, 1, "A", "w", 0, null));
    }
    for (JobId job : jobs) {
      Instant workersTime = Instant.now().plusSeconds(random.nextInt(101) - 50);
      append(job, new JobEvent.Completed(workersTime, 1, "A", null));
    }

    for (JobId job : jobs) {
      JobState state = read(log, job);

      assertThat(state.status()).isEqualTo(JobStatus.COMPLETED);
      assertThat(state.submitted()).as("the first event of %s", job).isNotNull();
      assertThat(state.attempts()).hasSize(1);
    }
  }

  @Test
  void goesOnThroughARestartOfTheBroker() throws Exception {
    JobId job = newJob(1);
    RecordedListener listener = new RecordedListener();
    log.follow(job, null, listener);
    append(job, submitted());
    listener.awaitEvents(1);

    broker.restart();
    append(job, started(1, "A"), completed(1, "A"));

    listener.awaitEvents(3);
    assertThat(listener.events()).containsExactly(submitted(), started(1, "A"), completed(1, "A"));
    assertThat(listener.failures()).isEmpty();
    assertThat(read(log, job).status()).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void answersWhoAskedDuringAnOutageOnceItIsOver() throws Exception {
    JobId job = newJob(1);
    append(job, submitted());
    broker.stop();

    CompletableFuture<JobState> answer = log.read(job, null);
    broker.start();

    assertThat(answer.get(30, TimeUnit.SECONDS).status()).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void saysWhichTopicIsMissing(TestBroker other) {
    KafkaSettings notSetUp = Installation.settings(other);
    try (StatusLog empty = new StatusLog(notSetUp, null, null)) {
      RecordedListener listener = new RecordedListener();

      empty.follow(newJob(0), null, listener);

      listener.awaitFailure();
      assertThat(listener.failures()).hasSize(1);
      assertThat(listener.failures().get(0))
          .isInstanceOf(MissingTopicException.class)
          .hasMessageContaining(other.topicPrefix() + ".status")
          .hasMessageContaining(other.bootstrapServer());
    }
  }

  @Test
  void skipsWhatItCannotRead() throws Exception {
    JobId job = newJob(0);
    RecordedListener listener = new RecordedListener();
    append(job, submitted());
    appendRaw(job, "dev.handoff.job.started.v1", "{garbage");
    appendRaw(job, "dev.handoff.job.paused.v9", "{}");
    append(job, started(1, "A"));

    log.follow(job, null, listener);
    listener.awaitCaughtUp();
    appendRaw(job, "dev.handoff.job.completed.v1", "[]");
    append(job, completed(1, "A"));

    listener.awaitEvents(3);
    assertThat(listener.events()).containsExactly(submitted(), started(1, "A"), completed(1, "A"));
    assertThat(read(log, job).status()).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void aSubmitWhoseBriefCannotBeReadIsNone() throws Exception {
    JobId job = newJob(2);
    byte[] whole = Json.tolerant().write(submitted());
    String hostile =
        new String(whole, StandardCharsets.UTF_8)
            .replaceFirst("\"title\":\"[^\"]*\"", "\"title\":7");

    appendRaw(job, "dev.handoff.job.submitted.v1", hostile);
    assertThat(read(log, job)).isEqualTo(JobState.UNKNOWN);

    append(job, submitted());
    assertThat(read(log, job).submitted()).isEqualTo(submitted());
  }

  private void appendRaw(JobId job, String type, String value) throws Exception {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(
            settings.topics().status(),
            job.partition(),
            job.submittedAt().toEpochMilli(),
            job.text(),
            value.getBytes(StandardCharsets.UTF_8));
    TextHeader.put(record.headers(), "ce_type", type);
    writer.append(record).get(30, TimeUnit.SECONDS);
  }

  @Test
  void aFollowerThatThrowsFailsAlone() throws Exception {
    JobId job = newJob(2);
    RecordedListener good = new RecordedListener();
    ThrowingListener onOld = new ThrowingListener();
    ThrowingListener onNew = new ThrowingListener();
    log.follow(job, null, onNew);
    append(job, submitted());

    log.follow(job, null, onOld);
    log.follow(job, null, good);
    append(job, started(1, "A"));

    good.awaitEvents(2);
    assertThat(good.failures()).isEmpty();
    assertThat(onOld.failure.get(30, TimeUnit.SECONDS)).hasMessage("a bug of the follower");
    assertThat(onNew.failure.get(30, TimeUnit.SECONDS)).hasMessage("a bug of the follower");
    assertThat(read(log, job).isHeldBy(1, "A")).isTrue();
  }

  private static final class ThrowingListener implements EventListener {

    private final CompletableFuture<RuntimeException> failure = new CompletableFuture<>();

    @Override
    public void onEvent(RecordedEvent event) {
      throw new IllegalStateException("a bug of the follower");
    }

    @Override
    public void onFailure(RuntimeException cause) {
      failure.complete(cause);
    }
  }

  @Test
  void closingEndsFollowersWhereverTheyAre() throws Exception {
    StatusLog other = new StatusLog(settings, writer, "handoff/test");
    RecordedListener live = new RecordedListener();
    RecordedListener joining = new RecordedListener();
    RecordedListener late = new RecordedListener();
    other.follow(newJob(0), null, live);
    live.awaitCaughtUp();
    other.follow(newJob(1), null, joining);

    assertTimeout(Duration.ofSeconds(5), other::close);
    other.follow(newJob(0), null, late);

    for (RecordedListener listener : List.of(live, joining, late)) {
      assertThat(listener.failures()).hasSize(1);
      assertThat(listener.failures().get(0)).isInstanceOf(CancellationException.class);
    }
  }

  @Test
  void closingDuringAnOutageIsQuickToo() {
    StatusLog other = new StatusLog(settings, writer, "handoff/test");
    RecordedListener live = new RecordedListener();
    other.follow(newJob(0), null, live);
    live.awaitCaughtUp();
    broker.stop();
    CompletableFuture<JobState> pending = other.read(newJob(1), null);

    assertTimeout(Duration.ofSeconds(5), other::close);

    assertThatThrownBy(() -> pending.get(5, TimeUnit.SECONDS))
        .isInstanceOf(CancellationException.class);
    broker.start();
  }

  @Test
  void closesBeforeItWasUsedAndTwice() {
    StatusLog unused = new StatusLog(settings, writer, "handoff/test");

    unused.close();

    assertTimeout(Duration.ofSeconds(5), unused::close);
  }

  @Test
  void refusesToCallDoneWhatTheBrokerRefused() {
    JobId farAhead = JobId.next(Instant.now().plusSeconds(3600), 0);

    CompletableFuture<Long> append = log.append(farAhead, null, submitted());

    assertThatThrownBy(() -> append.get(30, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(org.apache.kafka.common.errors.InvalidTimestampException.class);
  }

  private static JobId newJob(int partition) {
    return JobId.next(Instant.now(), partition);
  }

  private static JobState read(StatusLog log, JobId job) throws Exception {
    return log.read(job, null).get(30, TimeUnit.SECONDS);
  }

  /** The offset of the last. */
  private long append(JobId job, JobEvent... events) throws Exception {
    long offset = -1;
    for (JobEvent event : events) {
      offset = log.append(job, "standard", event).get(30, TimeUnit.SECONDS);
    }
    return offset;
  }
}
