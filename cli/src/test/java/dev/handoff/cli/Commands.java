package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import dev.handoff.log.setup.TopicSettings;
import dev.handoff.log.setup.TopicSetup;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.TestBroker;
import dev.handoff.worker.Worker;
import dev.handoff.worker.WorkerSettings;
import dev.handoff.worker.WorkerTimes;
import dev.handoff.worker.attempt.child.SandboxPaths;
import dev.handoff.worker.execution.RetryTimes;
import dev.handoff.worker.handler.JobHandler;
import dev.handoff.worker.steward.StewardTimes;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import picocli.CommandLine;

/**
 * Runs commands against a test's broker in this JVM, with the output and exit codes that a process
 * would have.
 *
 * @param folder for the login, briefs and workers
 */
record Commands(KafkaSettings kafka, Path folder) {

  /** Few, since creating partitions takes time. */
  static final TopicSettings TOPICS = new TopicSettings(4, Duration.ofDays(7));

  /** Each check creates its own clients: ten a second would keep a core busy. */
  static final Duration LOOK = Duration.ofMillis(500);

  /** A missing source affects no other test. */
  private static final RetryTimes SOON_AGAIN =
      new RetryTimes(Duration.ofMillis(100), Duration.ofHours(1));

  static Commands on(TestBroker broker, Path folder) throws IOException {
    return on(broker, folder, TOPICS);
  }

  static Commands on(TestBroker broker, Path folder, TopicSettings wanted) throws IOException {
    return on(
        new KafkaSettings(broker.clientProperties(), new Topics(broker.topicPrefix())),
        folder,
        wanted);
  }

  static Commands on(KafkaSettings kafka, Path folder) throws IOException {
    return on(kafka, folder, TOPICS);
  }

  private static Commands on(KafkaSettings kafka, Path folder, TopicSettings wanted)
      throws IOException {
    try (Admin admin = kafka.admin()) {
      new TopicSetup(admin, kafka.topics(), wanted).ensure(Set.of("standard"));
    }
    Properties login = new Properties();
    login.putAll(kafka.properties());
    try (OutputStream out = Files.newOutputStream(folder.resolve("login.properties"))) {
      login.store(out, null);
    }
    return new Commands(kafka, folder);
  }

  ProcessResult run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit = execute(out, err, arguments);
    return new ProcessResult(exit, out.toString(), err.toString());
  }

  /** Runs it on a thread of its own. */
  RunningCommand start(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CompletableFuture<Integer> end =
        CompletableFuture.supplyAsync(
            () -> execute(out, err, arguments), task -> new Thread(task, "command").start());
    return new RunningCommand(out, err, end);
  }

  private int execute(StringWriter out, StringWriter err, String... arguments) {
    List<String> words = new ArrayList<>(List.of(arguments));
    // What follows -- is a job's command.
    int end = words.contains("--") ? words.indexOf("--") : words.size();
    words.add(end, "--topic-prefix=" + kafka.topics().prefix());
    words.add(end, "--command-config=" + folder.resolve("login.properties"));
    String[] all = words.toArray(String[]::new);
    CommandLine command =
        Handoff.commandLine(all).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return command.execute(all);
  }

  /** Submits the brief in the background, and returns the id that was printed. */
  JobId submit(String brief, String... options) {
    List<String> words = new ArrayList<>(List.of("task", "--background", write(brief)));
    words.addAll(List.of(options));
    ProcessResult task = run(words.toArray(String[]::new));
    assertThat(task.exit()).as(task.stderr()).isZero();
    return new JobId(task.stdout().strip());
  }

  /** A new file with this text. */
  String write(String brief) {
    try {
      Path file = Files.createTempFile(folder, "brief", ".yaml");
      return Files.writeString(file, brief).toString();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  JsonNode status(JobId job) throws IOException {
    ProcessResult status = run("status", job.text(), "--json");
    assertThat(status.exit()).as(status.stderr()).isZero();
    return new ObjectMapper().readTree(status.stdout());
  }

  /** A worker with one slot, which the caller closes; its jobs may write in the folder. */
  Worker worker(Map<String, JobHandler> handlers) throws InterruptedException {
    WorkerSettings settings = WorkerSettings.of("worker-1", folder.resolve("work"));
    SandboxPaths open = new SandboxPaths(List.of(), List.of(folder), List.of());
    settings =
        settings
            .withAttempts(settings.attempts().withSandbox(open))
            .withTopics(TOPICS)
            .withLanes(Map.of("standard", 1))
            .withHandlers(handlers)
            .withDrain(Duration.ZERO)
            .withTimes(new WorkerTimes(SOON_AGAIN, StewardTimes.DEFAULT));
    Worker worker = new Worker(kafka, settings);
    worker.start();
    return worker;
  }

  /** A slot is free a moment after the end of its job is on the log. */
  static void awaitIdle(Worker worker) {
    Awaitility.await().pollDelay(Duration.ZERO).until(() -> worker.running() == 0);
  }
}
