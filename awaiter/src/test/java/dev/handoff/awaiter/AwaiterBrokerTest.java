package dev.handoff.awaiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobStatus;
import dev.handoff.job.Reason;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.RecordWriter;
import dev.handoff.log.Topics;
import dev.handoff.log.setup.TopicSettings;
import dev.handoff.log.setup.TopicSetup;
import dev.handoff.log.status.StatusLog;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.OwnBroker;
import dev.handoff.testkit.SettableClock;
import dev.handoff.testkit.TestBroker;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrokerExtension.class)
@OwnBroker
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AwaiterBrokerTest {

  private static final Brief BRIEF =
      new BriefReader()
          .read("goal: show it\nrun: {handler: show}".getBytes(StandardCharsets.UTF_8));

  private final TestBroker broker;
  private final KafkaSettings settings;
  private final RecordWriter writer;
  private final StatusLog log;
  private final Awaiter awaiter;

  AwaiterBrokerTest(TestBroker broker) {
    this.broker = broker;
    settings = new KafkaSettings(broker.clientProperties(), new Topics(broker.topicPrefix()));
    try (Admin admin = settings.admin()) {
      new TopicSetup(admin, settings.topics(), new TopicSettings(4, Duration.ofDays(7)))
          .ensure(Set.of());
    }
    writer = new RecordWriter(settings);
    log = new StatusLog(settings, writer, "handoff/test");
    awaiter = new Awaiter(settings);
  }

  @AfterAll
  void close() {
    awaiter.close();
    log.close();
    writer.close();
  }

  @Test
  void tellsTheSameWhetherItBeganBeforeDuringOrAfterTheJob() throws Exception {
    JobId job = newJob();
    CompletableFuture<JobView> before = awaiter.await(job);
    append(job, submitted(), started("A"));
    CompletableFuture<JobView> during = awaiter.await(job);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> awaiter.status(job).get(30, TimeUnit.SECONDS).status() == JobStatus.RUNNING);
    append(job, failed("A"));
    CompletableFuture<JobView> after = awaiter.await(job);

    JobView end = get(after);
    assertThat(end.status()).isEqualTo(JobStatus.FAILED);
    assertThat(end.state().reason()).isEqualTo(Reason.RUN_FAILED);
    assertThat(get(before)).isEqualTo(end);
    assertThat(get(during)).isEqualTo(end);
    assertThat(get(awaiter.await(job))).isEqualTo(end);
  }

  @Test
  void isNotEndedByWhatDoesNotCount() throws Exception {
    JobId job = newJob();
    append(job, submitted(), started("A"));
    CompletableFuture<JobView> wait = awaiter.await(job);

    append(job, completed("B"), failed("A"), completed("A"));

    assertThat(get(wait).status()).isEqualTo(JobStatus.FAILED);
  }

  @Test
  void tellsEveryStateOnTheWay() throws Exception {
    JobId job = newJob();
    List<JobStatus> seen = new CopyOnWriteArrayList<>();
    append(job, submitted());
    CompletableFuture<JobView> wait = awaiter.await(job, view -> seen.add(view.status()));

    append(job, started("A"), started("B"), completed("A"), completed("A"));

    get(wait);
    assertThat(seen).containsExactly(JobStatus.QUEUED, JobStatus.RUNNING, JobStatus.COMPLETED);
  }

  @Test
  void anUnknownOldIdFailsAtOnce() {
    JobId job = JobId.next(Instant.now().minus(Duration.ofHours(1)), 1);

    assertThatThrownBy(() -> get(awaiter.await(job)))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(UnknownJobException.class)
        .hasMessageContaining(job.text())
        .hasMessageContaining(broker.bootstrapServer());
  }

  @Test
  void anIdOfPartitionsThatAreNotHereIsUnknown() {
    JobId job = JobId.next(Instant.now().minus(Duration.ofHours(1)), 4095);

    assertThatThrownBy(() -> get(awaiter.await(job))).hasCauseInstanceOf(UnknownJobException.class);
  }

  @Test
  void theStatusOfAnUnknownIdFailsHoweverYoung() {
    assertThatThrownBy(() -> get(awaiter.status(newJob())))
        .hasCauseInstanceOf(UnknownJobException.class);
  }

  @Test
  void aYoungIdIsWaitedFor() throws Exception {
    JobId job = newJob();
    CompletableFuture<JobView> wait = awaiter.await(job);
    get(awaiter.status(known())); // by now the wait has been looked up, and found nothing
    assertThat(wait).isNotDone();

    append(job, submitted(), started("A"), completed("A"));

    assertThat(get(wait).status()).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void aYoungIdIsUnknownOnceItIsYoungNoMore() {
    JobId job = newJob();
    try (Awaiter later = new Awaiter(settings, almostOld(job))) {
      assertThatThrownBy(() -> get(later.await(job))).hasCauseInstanceOf(UnknownJobException.class);
    }
  }

  @Test
  void aYoungIdThatHasEventsIsNotUnknownLater() throws Exception {
    JobId job = newJob();
    SettableClock clock = almostOld(job);
    JobId neverSubmitted = JobId.next(job.submittedAt(), job.partition());
    append(job, submitted(), started("A"));
    try (Awaiter later = new Awaiter(settings, clock)) {
      CompletableFuture<JobView> wait = later.await(job);
      // Its time runs out no earlier, so the other's has too by now.
      assertThatThrownBy(() -> get(later.await(neverSubmitted)))
          .hasCauseInstanceOf(UnknownJobException.class);
      assertThat(wait).isNotDone();

      append(job, completed("A"));

      assertThat(get(wait).status()).isEqualTo(JobStatus.COMPLETED);
    }
  }

  @Test
  void anIdIsNotUnknownWhileItsSubmitIsPending() throws Exception {
    JobId job = newJob();
    JobId neverSubmitted = JobId.next(job.submittedAt().plusSeconds(2), job.partition());
    settings.submits().begin(job);
    try (Awaiter later = new Awaiter(settings, almostOld(job))) {
      CompletableFuture<JobView> wait = later.await(job);
      // Its time runs out two seconds later.
      assertThatThrownBy(() -> get(later.await(neverSubmitted)))
          .hasCauseInstanceOf(UnknownJobException.class);
      assertThat(wait).isNotDone();

      append(job, submitted(), started("A"), completed("A"));

      assertThat(get(wait).status()).isEqualTo(JobStatus.COMPLETED);
    } finally {
      settings.submits().end(job);
    }
  }

  @Test
  void anOldIdIsNotUnknownWhileItsSubmitIsPendingAndIsOnceThatHasFailed() throws Exception {
    JobId job = newJob();
    Instant longAfter = job.submittedAt().plus(Awaiter.YOUNG.multipliedBy(10));
    settings.submits().begin(job);
    try (Awaiter later = new Awaiter(settings, new SettableClock(longAfter))) {
      CompletableFuture<JobView> wait = later.await(job);
      assertThatThrownBy(() -> get(later.await(newJob())))
          .hasCauseInstanceOf(UnknownJobException.class);
      assertThat(wait).isNotDone();

      settings.submits().end(job);

      assertThatThrownBy(() -> get(wait)).hasCauseInstanceOf(UnknownJobException.class);
    }
  }

  private static SettableClock almostOld(JobId job) {
    return new SettableClock(job.submittedAt().plus(Awaiter.YOUNG).minusMillis(300));
  }

  @Test
  void goesOnThroughARestartOfTheBroker() throws Exception {
    JobId job = newJob();
    append(job, submitted(), started("A"));
    CompletableFuture<JobView> wait = awaiter.await(job);
    get(awaiter.status(job));

    broker.restart();
    append(job, completed("A"));

    assertThat(get(wait).status()).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void answersWhoAskedWhileTheBrokerWasAway() throws Exception {
    JobId job = newJob();
    append(job, submitted(), started("A"), completed("A"));
    broker.stop();

    CompletableFuture<JobView> wait = awaiter.await(job);
    broker.start();

    assertThat(get(wait).status()).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void anyEndsWithTheFirstJobAndEndsTheOtherWaits() throws Exception {
    JobId unknown = JobId.next(Instant.now().minus(Duration.ofHours(1)), 1);
    JobId goesOn = known();
    JobId first = known();
    CompletableFuture<JobView> any = awaiter.any(List.of(unknown, goesOn, first));

    append(first, started("A"), failed("A"));

    assertThat(get(any).job()).isEqualTo(first);
    assertThat(any.join().status()).isEqualTo(JobStatus.FAILED);
  }

  @Test
  void anyOfUnknownJobsIsUnknown() {
    JobId unknown = JobId.next(Instant.now().minus(Duration.ofHours(1)), 1);

    assertThatThrownBy(() -> get(awaiter.any(List.of(unknown, unknown))))
        .hasCauseInstanceOf(UnknownJobException.class);
  }

  @Test
  void allEndsWithTheLastJobAndKeepsTheOrder() throws Exception {
    JobId first = known();
    JobId second = known();
    CompletableFuture<List<JobView>> all = awaiter.all(List.of(first, second));

    append(second, started("A"), completed("A"));
    get(awaiter.await(second));
    assertThat(all).isNotDone();
    append(first, started("A"), failed("A"));

    List<JobView> views = all.get(30, TimeUnit.SECONDS);
    assertThat(views).extracting(JobView::job).containsExactly(first, second);
    assertThat(views)
        .extracting(JobView::status)
        .containsExactly(JobStatus.FAILED, JobStatus.COMPLETED);
  }

  @Test
  void allFailsIfAJobIsUnknown() throws Exception {
    JobId unknown = JobId.next(Instant.now().minus(Duration.ofHours(1)), 1);
    JobId ended = known();
    append(ended, started("A"), completed("A"));

    CompletableFuture<List<JobView>> all = awaiter.all(List.of(unknown, ended));

    assertThatThrownBy(() -> all.get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(UnknownJobException.class);
  }

  @Test
  void aListenerHearsEveryEventAndWhetherItCounted() throws Exception {
    JobId job = newJob();
    List<String> heard = new CopyOnWriteArrayList<>();
    JobListener listener =
        (event, after, counted) ->
            heard.add(
                event.event().getClass().getSimpleName() + " " + after.status() + " " + counted);
    append(job, submitted(), started("A"), started("B"));
    CompletableFuture<JobView> wait = awaiter.follow(job, listener);

    append(job, completed("A"));

    get(wait);
    List<String> all =
        List.of(
            "Submitted QUEUED true",
            "Started RUNNING true",
            "Started RUNNING false",
            "Completed COMPLETED true");
    assertThat(heard).containsExactlyElementsOf(all);
    heard.clear();
    assertThat(get(awaiter.history(job, listener)).status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(heard).containsExactlyElementsOf(all);
  }

  @Test
  void theHistoryOfAnUnknownJobFails() {
    assertThatThrownBy(() -> get(awaiter.history(newJob(), (event, after, counted) -> {})))
        .hasCauseInstanceOf(UnknownJobException.class);
  }

  @Test
  void servesAThousandWaitsWithOneConsumerForWhatIsOldAndOneForWhatIsNew() throws Exception {
    get(awaiter.await(endedJob())); // what serves a wait runs by now
    List<String> threads = logThreads();
    serveAThousandWaits();

    assertThat(logThreads()).isEqualTo(threads);
  }

  private static List<String> logThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("status-"))
        .sorted()
        .toList();
  }

  private JobId endedJob() throws Exception {
    JobId job = newJob();
    CompletableFuture<JobView> wait = awaiter.await(job);
    append(job, submitted(), started("A"), completed("A"));
    get(wait);
    return job;
  }

  private void serveAThousandWaits() throws Exception {
    List<JobId> jobs = new ArrayList<>();
    List<CompletableFuture<JobView>> waits = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      jobs.add(JobId.next(Instant.now(), i % 4));
      waits.add(awaiter.await(jobs.get(i)));
    }
    List<CompletableFuture<Long>> appends = new ArrayList<>();
    for (JobId job : jobs) {
      appends.add(log.append(job, null, submitted()));
      appends.add(log.append(job, null, started("A")));
      appends.add(log.append(job, null, completed("A")));
    }
    for (CompletableFuture<Long> append : appends) {
      append.get(30, TimeUnit.SECONDS);
    }

    for (int i = 0; i < 1_000; i++) {
      JobView end = get(waits.get(i));
      assertThat(end.job()).isEqualTo(jobs.get(i));
      assertThat(end.status()).isEqualTo(JobStatus.COMPLETED);
    }
  }

  @Test
  void forgetsAWaitThatWasCancelled() throws Exception {
    JobId job = newJob();
    WeakReference<Object> wait = waitAndCancel(job);

    append(job, submitted()); // what wakes the log's thread, if nothing else does

    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              System.gc();
              return wait.get() == null;
            });
  }

  private WeakReference<Object> waitAndCancel(JobId job) throws Exception {
    List<JobView> views = new ArrayList<>();
    Consumer<JobView> onChange = views::add;
    CompletableFuture<JobView> wait = awaiter.await(job, onChange);
    get(awaiter.status(known()));
    wait.cancel(false);
    return new WeakReference<>(views);
  }

  @Test
  void aListenerThatThrowsFailsItsOwnWaitOnly() throws Exception {
    JobId job = newJob();
    CompletableFuture<JobView> throwing =
        awaiter.await(
            job,
            view -> {
              throw new IllegalStateException("a bug of the caller");
            });
    CompletableFuture<JobView> good = awaiter.await(job);

    append(job, submitted(), started("A"), completed("A"));

    assertThat(get(good).status()).isEqualTo(JobStatus.COMPLETED);
    assertThatThrownBy(() -> get(throwing)).hasMessageContaining("a bug of the caller");
  }

  @Test
  void closingCancelsTheWaitsThatGoOn() throws Exception {
    JobId job = newJob();
    append(job, submitted());
    Awaiter closing = new Awaiter(settings);
    CompletableFuture<JobView> wait = closing.await(job);
    get(closing.status(job));

    closing.close();

    await().atMost(Duration.ofSeconds(60)).until(wait::isCancelled);
    assertThat(closing.await(job)).isCancelled();
  }

  /** A job that is on the log. */
  private JobId known() throws Exception {
    JobId job = newJob();
    append(job, submitted());
    return job;
  }

  private static JobId newJob() {
    return JobId.next(Instant.now(), 2);
  }

  private void append(JobId job, JobEvent... events) throws Exception {
    for (JobEvent event : events) {
      log.append(job, null, event).get(30, TimeUnit.SECONDS);
    }
  }

  private static JobView get(CompletableFuture<JobView> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }

  private static Submitted submitted() {
    return new Submitted(now(), BRIEF, "ann", "standard", 0L, null, null);
  }

  private static Started started(String lease) {
    return new Started(now(), 1, lease, "worker-" + lease, 0, null);
  }

  private static Completed completed(String lease) {
    return new Completed(now(), 1, lease, JobResult.NONE);
  }

  private static Failed failed(String lease) {
    return new Failed(now(), 1, lease, Reason.RUN_FAILED, "exit code 1", JobResult.NONE);
  }

  private static Instant now() {
    return Instant.now();
  }
}
