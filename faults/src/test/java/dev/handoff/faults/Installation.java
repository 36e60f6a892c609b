package dev.handoff.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.awaiter.Awaiter;
import dev.handoff.awaiter.JobView;
import dev.handoff.brief.BriefReader;
import dev.handoff.cli.Handoff;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.faults.History.AwaitEnd;
import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.log.KafkaSettings;
import dev.handoff.producer.JobProducer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ConditionTimeoutException;

/**
 * One Handoff of a test: its workers, the jobs that it was given, and a waiter for each of them.
 */
public final class Installation implements AutoCloseable {

  private final Brokers brokers;
  private final String prefix;
  private final Path folder;
  private final KafkaSettings kafka;
  private final Witness witness;
  private final Map<WorkerStart, JavaProcess> workers = new LinkedHashMap<>();
  private final Map<JobId, CompletableFuture<JobView>> accepted = new LinkedHashMap<>();

  // Null until the first job: then the topics are there.
  private JobProducer producer;
  private Awaiter awaiter;

  Installation(Brokers brokers, String prefix, Path folder) {
    this.brokers = brokers;
    this.prefix = prefix;
    this.folder = folder;
    this.kafka = brokers.kafka(prefix);
    this.witness = Witness.in(folder.resolve("witness"));
  }

  KafkaSettings kafka() {
    return kafka;
  }

  Witness witness() {
    return witness;
  }

  Path folder() {
    return folder;
  }

  /** Starts it anew if it was started before. */
  JavaProcess start(WorkerStart worker) {
    JavaProcess before = workers.remove(worker);
    if (before != null) {
      keepLog(worker, before);
      before.close();
    }
    JavaProcess process = worker.start(brokers, prefix, folder);
    workers.put(worker, process);
    return process;
  }

  /** Starts it and returns when it takes jobs. */
  JavaProcess startAndAwait(WorkerStart worker) {
    JavaProcess process = start(worker);
    awaitServing(process);
    return process;
  }

  void awaitServing(JavaProcess worker) {
    worker.run().awaitStderr(" serves ", JavaProcess.DEADLINE);
  }

  void awaitAllServing() {
    workers.values().forEach(this::awaitServing);
  }

  /** Returns when every worker has been heard for two seconds. */
  void awaitBeats() {
    TopicReader reader = new TopicReader(kafka);
    Instant now = Instant.now();
    eventually()
        .untilAsserted(
            () -> {
              Map<String, Long> beats = reader.beatsSince(now);
              assertThat(workers.keySet())
                  .allSatisfy(
                      worker -> assertThat(beats.getOrDefault(worker.id(), 0L)).isGreaterThan(4));
            });
  }

  /**
   * Ends an outage that was longer than the lapse.
   *
   * @return when every worker has asked the log whose the leases are: until then the silence goes
   *     on for it
   */
  void awaitConfirmed(Runnable broker) {
    Map<WorkerStart, Integer> before = new LinkedHashMap<>();
    workers.forEach((worker, process) -> before.put(worker, confirmations(process)));
    broker.run();
    eventually()
        .untilAsserted(
            () ->
                assertThat(workers)
                    .allSatisfy(
                        (worker, process) ->
                            assertThat(confirmations(process)).isGreaterThan(before.get(worker))));
  }

  private static int confirmations(JavaProcess worker) {
    return worker.run().stderr().split("attempts go on", -1).length;
  }

  /** Starts a command of it, as somebody would at a terminal. */
  JavaProcess command(String name, String... arguments) {
    List<String> words = new ArrayList<>(List.of(name));
    words.addAll(List.of("--command-config", brokers.clientProperties().toString()));
    words.addAll(List.of("--topic-prefix", prefix));
    words.addAll(List.of(arguments));
    return JavaProcess.start(List.of(), Handoff.class, words);
  }

  /** Submits a job that is witnessed, which must be accepted, and begins to wait for its end. */
  JobId submit(String lane, double seconds) {
    return accepted(submitAsync(lane, seconds));
  }

  /** A job whose first attempt has to be lost, however long that takes. */
  JobId submitForTwoAttempts(String lane, double seconds) {
    return accepted(submitAsync(witness.briefOfTwoAttempts(lane, seconds)));
  }

  private static JobId accepted(CompletableFuture<JobId> submitted) {
    try {
      return submitted.get(60, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("the job was not accepted", e);
    }
  }

  /** Done when the job is accepted. */
  CompletableFuture<JobId> submitAsync(String lane, double seconds) {
    return submitAsync(witness.brief(lane, seconds));
  }

  /** Done when the job of this brief is accepted. */
  CompletableFuture<JobId> submitAsync(String brief) {
    if (producer == null) {
      producer = new JobProducer(kafka, "tester");
      awaiter = new Awaiter(kafka);
    }
    byte[] written = brief.getBytes(StandardCharsets.UTF_8);
    return producer.submit(new BriefReader().read(written)).thenApply(this::accepted);
  }

  private JobId accepted(JobId job) {
    synchronized (accepted) {
      accepted.put(job, awaiter.await(job));
    }
    return job;
  }

  /** What a condition about the installation is awaited with. */
  static ConditionFactory eventually() {
    return Awaitility.await()
        .atMost(JavaProcess.DEADLINE)
        .pollInterval(Duration.ofMillis(50))
        .pollInSameThread();
  }

  void awaitStart(JobId job, int attempt) {
    try {
      eventually()
          .alias("%s attempt %d starts".formatted(job, attempt))
          .until(() -> witness.hasStarted(job.text(), attempt));
    } catch (ConditionTimeoutException e) {
      workers.forEach((start, run) -> System.out.println(start.id() + ":\n" + run.run().stderr()));
      System.out.println(new TopicReader(kafka).events());
      throw e;
    }
  }

  /** The job once its waiter has told of its end. */
  JobState awaitEnd(JobId job) {
    CompletableFuture<JobView> end;
    synchronized (accepted) {
      end = accepted.get(job);
    }
    try {
      return end.get(JavaProcess.DEADLINE.toSeconds(), TimeUnit.SECONDS).state();
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(job + " has not ended: " + new TopicReader(kafka).events(), e);
    }
  }

  /** How many jobs have told their waiters that they have ended. */
  long ended() {
    synchronized (accepted) {
      return accepted.values().stream().filter(CompletableFuture::isDone).count();
    }
  }

  List<JobId> jobs() {
    synchronized (accepted) {
      return List.copyOf(accepted.keySet());
    }
  }

  /** Waits for every job, lets the workers end in order, and judges what they left. */
  void assertSound() {
    History history = settle();
    assertThat(Checker.violations(history)).isEmpty();
  }

  /** Waits for every job, and lets all workers say what they still have to say. */
  History settle() {
    List<AwaitEnd> awaits = new ArrayList<>();
    for (JobId job : jobs()) {
      awaits.add(new AwaitEnd(job, ExitCode.of(awaitEnd(job))));
    }
    List<Path> left = new ArrayList<>();
    workers.forEach(
        (start, process) -> {
          if (process.run().isAlive()) {
            assertThat(process.terminate()).as(process.run().stderr()).isZero();
            left.add(start.workFolder(folder));
          }
        });
    TopicReader topics = new TopicReader(kafka);
    return new History(
        java.util.Set.copyOf(jobs()),
        topics.events(),
        topics.files(),
        awaits,
        witness.lines(),
        Residue.of(jobs(), left));
  }

  /** What the workers wrote up to now, for whoever must find out what went wrong. */
  void keepLogs() {
    workers.forEach(this::keepLog);
  }

  private void keepLog(WorkerStart worker, JavaProcess process) {
    try {
      Files.writeString(
          folder.resolve(worker.id() + ".log"),
          process.run().stderr(),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    workers.values().forEach(JavaProcess::close);
    if (producer != null) {
      awaiter.close();
      producer.close();
    }
  }

  static Path made(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
