package dev.handoff.producer;

import static dev.handoff.producer.Installation.brief;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.brief.Brief;
import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import dev.handoff.log.RecordWriter;
import dev.handoff.log.key.KeyLog;
import dev.handoff.log.key.KeyUse;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.TestBroker;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One key, one job: whoever submits, however often, at once or after somebody died. */
@ExtendWith(BrokerExtension.class)
class IdempotencyKeysBrokerTest {

  private static final Brief BRIEF = brief("show it");

  private final Installation installation;
  private final JobProducer producer;

  IdempotencyKeysBrokerTest(TestBroker broker) {
    installation = Installation.on(broker);
    producer = new JobProducer(installation.settings(), "ann");
  }

  @AfterEach
  void close() {
    producer.close();
  }

  private static SubmitOptions keyed(String key, Brief written) {
    return new SubmitOptions(null, new IdempotencyKey(key, written), null);
  }

  private static JobId submit(JobProducer producer, Brief brief, SubmitOptions options)
      throws Exception {
    return producer.submit(producer.newId(), brief, options).get(60, TimeUnit.SECONDS);
  }

  @Test
  void theSameKeyAndBriefAreTheSameJob() throws Exception {
    JobId first = submit(producer, BRIEF, keyed("build-7", BRIEF));

    JobId second = submit(producer, BRIEF, keyed("build-7", BRIEF));

    assertThat(second).isEqualTo(first);
    assertThat(installation.inLane()).containsExactly(first.text());
    assertThat(installation.events()).containsExactly(first.text());
    assertThat(installation.read(first).submitted().key()).isEqualTo("build-7");
  }

  @Test
  void aBranchThatHasMovedSinceIsStillTheSameBrief() throws Exception {
    Brief written = brief("show it", "scope: {repo: /repository, ref: main}\n");
    JobId first = submit(producer, written.withSource("/repository", "c0"), keyed("k", written));

    JobId second = submit(producer, written.withSource("/repository", "c1"), keyed("k", written));

    assertThat(second).isEqualTo(first);
    assertThat(installation.read(first).submitted().brief().scope().ref()).isEqualTo("c0");
  }

  @Test
  void anotherBriefIsRefusedAndBothAreNamed() throws Exception {
    JobId first = submit(producer, BRIEF, keyed("build-7", BRIEF));
    Brief other = brief("show something else");

    assertThatThrownBy(() -> submit(producer, other, keyed("build-7", other)))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(KeyConflictException.class)
        .hasMessageContaining(first.text())
        .hasMessageContaining("\"show it\"")
        .hasMessageContaining("\"show something else\"")
        .hasMessageContaining("Nothing was submitted");
    assertThat(installation.inLane()).containsExactly(first.text());
    assertThat(installation.events()).containsExactly(first.text());
  }

  @Test
  void otherKeysAndOtherSubmittersAreOtherJobs() throws Exception {
    try (JobProducer bob = new JobProducer(installation.settings(), "bob")) {
      Set<JobId> jobs = new HashSet<>();
      jobs.add(submit(producer, BRIEF, keyed("a", BRIEF)));
      jobs.add(submit(producer, BRIEF, keyed("b", BRIEF)));
      jobs.add(submit(bob, BRIEF, keyed("a", BRIEF)));
      jobs.add(submit(producer, BRIEF, SubmitOptions.NONE));

      assertThat(jobs).hasSize(4);
    }
  }

  @Test
  void eightProducersAtOnceMakeOneJob() throws Exception {
    int producers = 8;
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(producers);
    List<Future<JobId>> submits = new ArrayList<>();
    for (int i = 0; i < producers; i++) {
      Callable<JobId> submit =
          () -> {
            try (JobProducer own = new JobProducer(installation.settings(), "ann")) {
              JobId candidate = own.newId();
              start.await();
              return own.submit(candidate, BRIEF, keyed("build-7", BRIEF))
                  .get(60, TimeUnit.SECONDS);
            }
          };
      submits.add(threads.submit(submit));
    }

    start.countDown();

    Set<JobId> jobs = new HashSet<>();
    for (Future<JobId> submit : submits) {
      jobs.add(submit.get(90, TimeUnit.SECONDS));
    }
    threads.shutdown();
    assertThat(jobs).hasSize(1);
    JobId job = jobs.iterator().next();
    JobState state = installation.read(job);
    assertThat(state.status()).isEqualTo(JobStatus.QUEUED);
    assertThat(state.inLane()).isTrue();
    assertThat(new HashSet<>(installation.inLane())).containsExactly(job.text());
    assertThat(new HashSet<>(installation.events())).containsExactly(job.text());
  }

  @Test
  void thirtyAtOnceFromOneProducerMakeOneJob() throws Exception {
    List<Future<JobId>> submits = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      submits.add(producer.submit(producer.newId(), BRIEF, keyed("build-7", BRIEF)));
    }

    Set<JobId> jobs = new HashSet<>();
    for (Future<JobId> submit : submits) {
      jobs.add(submit.get(60, TimeUnit.SECONDS));
    }
    assertThat(jobs).hasSize(1);
  }

  /** Flaw F3 of the protocol's first draft: the second submitter was told a job that never was. */
  @Test
  void whatADeadSubmitterOnlyAnnouncedIsSubmittedByTheNext() throws Exception {
    JobId announced = announce(producer.newId(), BRIEF, Instant.now());

    JobId job = submit(producer, BRIEF, keyed("build-7", BRIEF));

    assertThat(job).isEqualTo(announced);
    JobState state = installation.read(job);
    assertThat(state.status()).isEqualTo(JobStatus.QUEUED);
    assertThat(state.submitted().brief()).isEqualTo(BRIEF);
    assertThat(installation.inLane()).containsExactly(job.text());
  }

  @Test
  void aJobThatHasEndedIsNotMadeAgain() throws Exception {
    JobId first = submit(producer, BRIEF, keyed("build-7", BRIEF));
    producer.cancel(first, "enough").get(30, TimeUnit.SECONDS);

    assertThat(submit(producer, BRIEF, keyed("build-7", BRIEF))).isEqualTo(first);

    assertThat(installation.read(first).status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(installation.inLane()).hasSize(1);
  }

  @Test
  void aKeyExpiresAfterADay() throws Exception {
    JobId old = submittedAgo(Duration.ofHours(25), BRIEF);

    JobId job = submit(producer, BRIEF, keyed("build-7", BRIEF));

    assertThat(job).isNotEqualTo(old);
    assertThat(installation.read(job).status()).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void aKeyHoldsForADay() throws Exception {
    JobId old = submittedAgo(Duration.ofHours(23), BRIEF);

    assertThat(submit(producer, BRIEF, keyed("build-7", BRIEF))).isEqualTo(old);
  }

  @Test
  void aBriefThatWasRefusedDoesNotHoldTheKeyLater() throws Exception {
    submittedAgo(Duration.ofHours(30), brief("show something else"));
    assertThatThrownBy(() -> submittedAgo(Duration.ofHours(20), BRIEF))
        .hasCauseInstanceOf(KeyConflictException.class);

    Brief third = brief("show a third thing");
    JobId job = submit(producer, third, keyed("build-7", third));

    assertThat(installation.read(job).submitted().brief()).isEqualTo(third);
  }

  private JobId submittedAgo(Duration ago, Brief brief) throws Exception {
    try (JobProducer earlier =
        new JobProducer(
            installation.settings(),
            "ann",
            JobProducer.DEFAULT_KEY_WINDOW,
            () -> Instant.now().minus(ago))) {
      return submit(earlier, brief, keyed("build-7", brief));
    }
  }

  private JobId announce(JobId job, Brief brief, Instant at) throws Exception {
    try (RecordWriter writer = new RecordWriter(installation.settings())) {
      new KeyLog(installation.settings(), writer)
          .append(
              new KeyUse(
                  at.truncatedTo(ChronoUnit.MILLIS),
                  "ann",
                  "build-7",
                  job.text(),
                  IdempotencyKeys.hash(brief),
                  brief.title()))
          .get(30, TimeUnit.SECONDS);
    }
    return job;
  }
}
