package dev.handoff.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.IntNode;
import dev.handoff.awaiter.Awaiter;
import dev.handoff.awaiter.JobIndex;
import dev.handoff.awaiter.JobView;
import dev.handoff.awaiter.UnknownJobException;
import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.brief.schema.InvalidBriefException;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.Cancelled;
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
import dev.handoff.log.Signatures;
import dev.handoff.log.Topics;
import dev.handoff.log.lane.DeadLetterReader;
import dev.handoff.log.lane.LaneRecord;
import dev.handoff.log.lane.Lanes;
import dev.handoff.log.presence.ControlLog;
import dev.handoff.log.presence.StopOrder;
import dev.handoff.log.status.StatusLog;
import dev.handoff.log.status.StatusScan;
import dev.handoff.producer.JobProducer;
import dev.handoff.producer.SubmitOptions;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.TestBroker;
import dev.handoff.trust.Distrust;
import dev.handoff.trust.Role;
import dev.handoff.trust.SigningKey;
import dev.handoff.trust.Trust;
import dev.handoff.trust.TrustSource;
import dev.handoff.trust.TrustedKey;
import dev.handoff.trust.UntrustedException;
import dev.handoff.worker.Worker;
import dev.handoff.worker.WorkerSettings;
import dev.handoff.worker.handler.JobHandler;
import dev.handoff.worker.lease.LeaseSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Who is believed where a trust file says so, through a real broker and a worker that runs. */
@ExtendWith(BrokerExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignedJobsBrokerTest {

  private static final SigningKey ALICE = SigningKey.generate("alice");
  private static final SigningKey BOB = SigningKey.generate("bob");
  private static final SigningKey WORKER = SigningKey.generate("build-1");
  private static final Trust TRUST =
      new Trust(
          Trust.Mode.ENFORCE,
          List.of(
              new TrustedKey(
                  ALICE.publicKey(), Role.SUBMITTER, "alice", List.of("standard"), List.of(), null),
              TrustedKey.of(BOB.publicKey(), Role.SUBMITTER, "bob"),
              TrustedKey.of(WORKER.publicKey(), Role.WORKER, "build-1")));

  /** A made-up worker of a test gives no sign of life. */
  private static final LeaseSettings PATIENT =
      new LeaseSettings(Duration.ofSeconds(3), Duration.ofMinutes(5), Duration.ofMinutes(10));

  private final KafkaSettings open;
  private final KafkaSettings ofWorker;
  private final Set<String> ran = ConcurrentHashMap.newKeySet();
  private final AtomicInteger tries = new AtomicInteger();
  private final CountDownLatch released = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);

  @TempDir static Path folder;

  private Worker worker;
  private Awaiter awaiter;

  SignedJobsBrokerTest(TestBroker broker) {
    open = new KafkaSettings(broker.clientProperties(), new Topics(broker.topicPrefix()));
    ofWorker = open.with(Signatures.of(WORKER, TrustSource.of(TRUST)));
  }

  @BeforeAll
  void start() throws Exception {
    Map<String, JobHandler> handlers =
        Map.of(
            "ten",
            context -> {
              ran.add(context.job().text());
              return IntNode.valueOf(10);
            },
            "second-time",
            context -> {
              if (tries.incrementAndGet() == 1) {
                throw new IllegalStateException("not yet");
              }
              return IntNode.valueOf(2);
            },
            "waits",
            context -> {
              try {
                released.await();
              } catch (InterruptedException e) {
                stopped.countDown();
                throw e;
              }
              return IntNode.valueOf(0);
            });
    worker =
        new Worker(
            ofWorker,
            WorkerSettings.of("worker-1", folder)
                .withLanes(Map.of("standard", 2, "quick", 1))
                .withHandlers(handlers)
                .withLease(PATIENT)
                .withDrain(Duration.ZERO));
    worker.start();
    awaiter = new Awaiter(open.with(Signatures.of(null, TrustSource.of(TRUST))));
  }

  @AfterAll
  void stop() {
    released.countDown();
    awaiter.close();
    worker.close();
  }

  @Test
  void aSignedJobRunsAndItsEndIsBelieved() throws Exception {
    try (JobProducer producer = new JobProducer(signedBy(ALICE), "whoever")) {
      JobId job = producer.submit(brief("run: {handler: ten}")).get(30, TimeUnit.SECONDS);

      JobView end = awaiter.await(job).get(30, TimeUnit.SECONDS);

      assertThat(end.status()).isEqualTo(JobStatus.COMPLETED);
      assertThat(end.state().submitted().submitter()).isEqualTo("alice");
    }
  }

  @Test
  void anAttemptThatAStewardPutsBackCountsToo() throws Exception {
    try (JobProducer producer = new JobProducer(signedBy(ALICE), "alice")) {
      JobId job =
          producer
              .submit(brief("run: {handler: second-time}\nretries: {attempts: 2, backoff: 100ms}"))
              .get(30, TimeUnit.SECONDS);

      JobView end = awaiter.await(job).get(60, TimeUnit.SECONDS);

      assertThat(end.status()).isEqualTo(JobStatus.COMPLETED);
      assertThat(end.state().attempts()).hasSize(2);
    }
  }

  /** By ACLs she may write to the topic, or she could not submit. */
  @Test
  void aSubmitterForgesNoEnd() throws Exception {
    JobId job = JobId.next(Instant.now(), 1, "alice");
    Instant now = Instant.now();
    try (Voice alice = new Voice(ALICE);
        Voice build = new Voice(WORKER);
        Voice nobody = new Voice(null);
        Awaiter fooled = new Awaiter(open)) {
      alice.say(
          job,
          new Submitted(now, brief("run: {handler: ten}"), "alice", "standard", 0L, null, null));
      build.say(job, new Started(now, 1, "lease", "w", 0, null));
      CompletableFuture<JobView> wait = awaiter.await(job);
      List<JobEvent> ends =
          List.of(
              new Completed(now, 1, "lease", JobResult.NONE),
              new Failed(now, 1, "lease", Reason.RUN_FAILED, "forged", JobResult.NONE),
              new Cancelled(now, 1, "lease", "alice", "forged", JobResult.NONE));

      for (JobEvent end : ends) {
        alice.say(job, end);
        nobody.say(job, end);
      }

      assertThat(awaiter.status(job).get(30, TimeUnit.SECONDS).status())
          .isEqualTo(JobStatus.RUNNING);
      assertThat(listed(job)).isEqualTo(JobStatus.RUNNING);
      assertThat(fooled.await(job).get(30, TimeUnit.SECONDS).status())
          .as("by who asks for no signature")
          .isEqualTo(JobStatus.COMPLETED);
      assertThat(wait).isNotDone();
      build.say(job, new Failed(now, 1, "lease", Reason.CHECK_FAILED, "true", JobResult.NONE));
      JobView end = wait.get(30, TimeUnit.SECONDS);
      assertThat(end.state().reason()).isEqualTo(Reason.CHECK_FAILED);
    }
  }

  private JobStatus listed(JobId job) {
    JobIndex roll = new JobIndex(1000);
    KafkaSettings reading = open.with(Signatures.of(null, TrustSource.of(TRUST)));
    new StatusScan(reading, Duration.ofSeconds(30))
        .since(Instant.now().minusSeconds(600), roll::apply);
    return roll.newestFirst().stream()
        .filter(one -> one.job().equals(job))
        .findFirst()
        .orElseThrow()
        .state()
        .status();
  }

  @Test
  void theTrueEndOfAnotherJobIsNotTheEndOfThisOne() throws Exception {
    JobId mine = JobId.next(Instant.now(), 2, "alice");
    JobId other = JobId.next(Instant.now(), 2, "alice");
    Instant now = Instant.now();
    try (Voice alice = new Voice(ALICE);
        Voice build = new Voice(WORKER);
        Awaiter fooled = new Awaiter(open)) {
      alice.say(
          mine,
          new Submitted(now, brief("run: {handler: ten}"), "alice", "standard", 0L, null, null));
      build.say(mine, new Started(now, 1, "lease", "w", 0, null));
      long offset = build.say(other, new Completed(now, 1, "lease", JobResult.NONE));

      copy(record(open.topics().status(), 2, offset), mine);

      assertThat(fooled.await(mine).get(30, TimeUnit.SECONDS).status())
          .isEqualTo(JobStatus.COMPLETED);
      assertThat(awaiter.status(mine).get(30, TimeUnit.SECONDS).status())
          .isEqualTo(JobStatus.RUNNING);
      build.say(mine, new Failed(now, 1, "lease", Reason.RUN_FAILED, "true", JobResult.NONE));
    }
  }

  @Test
  void whatNobodySignedIsNotRunAndWhoeverSubmittedItIsTold() throws Exception {
    try (JobProducer producer = new JobProducer(open, "mallory");
        Awaiter ofMallory = new Awaiter(open)) {
      JobId job = producer.submit(brief("run: {handler: ten}")).get(30, TimeUnit.SECONDS);

      JobView end = ofMallory.await(job).get(30, TimeUnit.SECONDS);

      assertThat(end.state().reason()).isEqualTo(Reason.POLICY_REFUSED);
      assertThat(((Failed) end.state().end()).message()).contains("standard", "not signed");
      assertThat(ran).doesNotContain(job.text());
      assertThat(ofWorker.signatures().refused(Distrust.UNSIGNED)).isPositive();
      assertThat(new DeadLetterReader(open, Duration.ofSeconds(30)).all())
          .anySatisfy(letter -> assertThat(letter.key()).isEqualTo(job.text()));
      assertThatExceptionOfType(Exception.class)
          .isThrownBy(() -> awaiter.status(job).get(30, TimeUnit.SECONDS))
          .withCauseInstanceOf(UnknownJobException.class);
    }
  }

  /** She goes by no trust file, so nothing stops her at submit. */
  @Test
  void aSubmitterGetsOnlyTheLanesThatAreHers() throws Exception {
    KafkaSettings careless = open.with(Signatures.of(ALICE, null));
    try (JobProducer producer = new JobProducer(careless, "alice")) {
      JobId job =
          producer.submit(brief("lane: quick\nrun: {handler: ten}")).get(30, TimeUnit.SECONDS);

      JobView end = awaiter.await(job).get(30, TimeUnit.SECONDS);

      assertThat(end.state().reason()).isEqualTo(Reason.POLICY_REFUSED);
      assertThat(((Failed) end.state().end()).message()).contains("lane: quick", "alice");
      assertThat(ran).doesNotContain(job.text());
    }
  }

  /** What is due later has no brief in its lane yet: whoever puts one there would have the job. */
  @Test
  void nobodyPutsHisBriefUnderTheIdOfAnothersJob() throws Exception {
    Instant later = Instant.now().plus(Duration.ofHours(1));
    try (JobProducer producer = new JobProducer(signedBy(ALICE), "alice");
        Voice bob = new Voice(BOB)) {
      JobId donor = producer.submit(brief("run: {handler: ten}")).get(30, TimeUnit.SECONDS);
      JobView done = awaiter.await(donor).get(30, TimeUnit.SECONDS);
      JobId victim = producer.newId();
      producer
          .submit(victim, brief("run: {handler: ten}"), new SubmitOptions(later, null, null))
          .get(30, TimeUnit.SECONDS);
      long letters = lettersOf(victim);

      bob.enqueue(LaneRecord.first(victim, brief("run: {handler: ten}")));
      copy(
          record(open.topics().tasks("standard"), 0, done.state().submitted().laneOffset()),
          victim);

      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(lettersOf(victim)).isEqualTo(letters + 2));
      JobView untouched = awaiter.status(victim).get(30, TimeUnit.SECONDS);
      assertThat(untouched.status()).isEqualTo(JobStatus.QUEUED);
      assertThat(untouched.state().attempts()).isEmpty();
      assertThat(ran).doesNotContain(victim.text());
    }
  }

  private long lettersOf(JobId job) {
    return new DeadLetterReader(open, Duration.ofSeconds(30))
        .all().stream().filter(letter -> letter.job().equals(Optional.of(job))).count();
  }

  @Test
  void onlyAStewardStopsAnAttempt() throws Exception {
    try (JobProducer producer = new JobProducer(signedBy(ALICE), "alice");
        Voice alice = new Voice(ALICE);
        Voice build = new Voice(WORKER)) {
      JobId job = producer.submit(brief("run: {handler: waits}")).get(30, TimeUnit.SECONDS);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> awaiter.status(job).get(30, TimeUnit.SECONDS).status() == JobStatus.RUNNING);
      String lease = awaiter.status(job).get(30, TimeUnit.SECONDS).state().lastAttempt().lease();
      StopOrder order =
          new StopOrder(Instant.now(), "worker-1", job.text(), 1, lease, StopOrder.Why.SUPERSEDED);
      long refused = ofWorker.signatures().refused(Distrust.NOT_ALLOWED);

      alice.order(order);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> ofWorker.signatures().refused(Distrust.NOT_ALLOWED) > refused);
      assertThat(stopped.getCount()).isOne();
      build.order(order);

      assertThat(stopped.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void whoWouldNotBeBelievedIsToldAtOnce() {
    SigningKey stranger = SigningKey.generate("alice");
    try (JobProducer unknown = new JobProducer(signedBy(stranger), "alice");
        JobProducer alice = new JobProducer(signedBy(ALICE), "alice")) {

      assertThatExceptionOfType(UntrustedException.class)
          .isThrownBy(() -> unknown.submit(brief("run: {handler: ten}")))
          .withMessageContaining(stranger.kid());
      assertThatExceptionOfType(UntrustedException.class)
          .isThrownBy(() -> unknown.cancel(unknown.newId(), "why"));
      assertThatExceptionOfType(InvalidBriefException.class)
          .isThrownBy(() -> alice.submit(brief("lane: quick\nrun: {handler: ten}")))
          .withMessageContaining("lane: quick");
    }
    Worker unsigned =
        new Worker(signedBy(ALICE), WorkerSettings.of("worker-2", folder.resolve("other")));
    assertThatExceptionOfType(UntrustedException.class)
        .isThrownBy(unsigned::start)
        .withMessageContaining("worker");
  }

  private KafkaSettings signedBy(SigningKey key) {
    return open.with(Signatures.of(key, TrustSource.of(TRUST)));
  }

  private static Brief brief(String rest) {
    return new BriefReader()
        .read(("goal: show that it works\n" + rest + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private ConsumerRecord<String, byte[]> record(String topic, int partition, long offset) {
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.copyOf(open.properties()), new StringDeserializer(), new ByteArrayDeserializer())) {
      TopicPartition place = new TopicPartition(topic, partition);
      consumer.assign(List.of(place));
      consumer.seek(place, offset);
      return await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> consumer.poll(Duration.ofMillis(200)).records(place), all -> !all.isEmpty())
          .get(0);
    }
  }

  /** Value and headers as they are, for another job. */
  private void copy(ConsumerRecord<String, byte[]> record, JobId job) throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.copyOf(open.properties()), new StringSerializer(), new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  record.topic(),
                  record.partition(),
                  record.timestamp(),
                  job.text(),
                  record.value(),
                  record.headers()))
          .get(30, TimeUnit.SECONDS);
    }
  }

  /** Somebody who can write to the topics, and says there what he likes. */
  private final class Voice implements AutoCloseable {

    private final KafkaSettings settings;
    private final RecordWriter writer;
    private final StatusLog log;

    /**
     * @param key null: signs nothing
     */
    Voice(SigningKey key) {
      settings = open.with(Signatures.of(key, null));
      writer = new RecordWriter(settings);
      log = new StatusLog(settings, writer, "handoff/test");
    }

    long say(JobId job, JobEvent event) throws Exception {
      return log.append(job, "standard", event).get(30, TimeUnit.SECONDS);
    }

    void enqueue(LaneRecord record) throws Exception {
      new Lanes(settings, writer).append("standard", record).get(30, TimeUnit.SECONDS);
    }

    void order(StopOrder order) throws Exception {
      new ControlLog(settings, writer).append(order).get(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
      log.close();
      writer.close();
    }
  }
}
