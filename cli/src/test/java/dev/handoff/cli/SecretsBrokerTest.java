package dev.handoff.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Brief.Network;
import dev.handoff.brief.policy.Policy;
import dev.handoff.job.JobId;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.TestBroker;
import dev.handoff.testkit.TestRepository;
import dev.handoff.worker.Worker;
import dev.handoff.worker.WorkerSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A job that leaks a secret wherever it can, and one that must not get it. */
@ExtendWith(BrokerExtension.class)
class SecretsBrokerTest {

  private static final String SECRET = "pl4nted/Secret+\"42\"&x=y";
  private static final List<String> ALL = List.of("**");

  /** Each form of it has one of these. */
  private static final List<String> TRACES = traces();

  private static final String SCRIPT =
      """
      set -e
      echo "plain $SHOP_TOKEN end"
      printf 'in two pl4nted/Sec'; sleep 0.3; echo 'ret+"42"&x=y end'
      printf %s "$SHOP_TOKEN" | base64
      printf 'x%s' "$SHOP_TOKEN" | base64
      printf 'xy%s tail' "$SHOP_TOKEN" | base64 -w 12
      echo 'pl4nted%2FSecret%2B%2242%22%26x%3Dy pl4nted%2fSecret%2b%2242%22%26x%3dy'
      echo '{"token":"pl4nted/Secret+\\"42\\"&x=y","safe":"pl4nted\\/Secret+\\"42\\"\\u0026x\\u003dy"}'
      for title in /proc/[0-9]*/cmdline; do
        case "$(tr '\\0' ' ' < $title)" in *"$SHOP_TOKEN"*) echo "seen in the title $title";; esac
      done
      echo "50 half $SHOP_TOKEN" >> "$HANDOFF_PROGRESS"; sleep 1
      echo "All done with $SHOP_TOKEN" > "$HANDOFF_SUMMARY"
      echo "$SHOP_TOKEN" > "$TMPDIR/left"
      echo done > done.txt
      """;

  @TempDir Path folder;
  private Commands commands;
  private TestRepository repository;

  @BeforeEach
  void begin(TestBroker broker) throws IOException {
    commands = Commands.on(broker, folder);
    repository = TestRepository.in(folder.resolve("repository"));
    repository.with("work.sh", SCRIPT).commit();
  }

  private static List<String> traces() {
    List<String> traces = new ArrayList<>(List.of("pl4nted"));
    for (String before : new String[] {"", "x", "xy"}) {
      String form = Base64.getEncoder().encodeToString((before + SECRET).getBytes(UTF_8));
      traces.add(form.substring(4, 20));
    }
    return traces;
  }

  private String brief(String rest) {
    return commands.write(
        """
        goal: The file done.txt is there.
        scope: {repo: %s}
        env: [SHOP_TOKEN]
        %s
        """
            .formatted(repository.path(), rest));
  }

  private Worker worker(Policy policy) throws InterruptedException {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("SHOP_TOKEN", SECRET);
    WorkerSettings settings =
        WorkerSettings.of("worker-1", folder.resolve("work"))
            .withTopics(Commands.TOPICS)
            .withLanes(Map.of("standard", 1))
            .withDrain(Duration.ZERO);
    Worker worker =
        new Worker(
            commands.kafka(),
            settings.withAttempts(
                settings
                    .attempts()
                    .withEnvironment(environment, name -> false)
                    .withPolicy(policy)));
    worker.start();
    return worker;
  }

  private static Policy permitting(String variable) {
    return new Policy(
        ALL, List.of(), ALL, ALL, Network.ON, List.of(variable), ALL, false, List.of(), false);
  }

  @Test
  void aSecretThatAJobGivesAwayStandsNowhereAfterwards() throws Exception {
    String good =
        brief(
            """
            run: {command: [sh, work.sh]}
            checks: [{name: tells, run: 'echo "check $SHOP_TOKEN"'}]
            """);
    String bad =
        brief("run: {command: 'echo \"$SHOP_TOKEN\" > done.txt; echo \"$SHOP_TOKEN\"; exit 3'}");
    ProcessResult completed;
    ProcessResult failed;
    Worker worker = worker(permitting("SHOP_TOKEN"));
    try {
      completed = commands.run("task", good);
      failed = commands.run("task", bad);
    } finally {
      worker.close();
    }

    assertThat(completed.exit()).as(completed.toString()).isZero();
    assertThat(completed.stdout()).contains("All done with ***", "check ***");
    assertThat(completed.stderr())
        .contains("plain *** end", "in two *** end")
        .doesNotContain("seen in the title");
    assertThat(failed.exit()).as(failed.toString()).isEqualTo(1);
    assertThat(failed.stdout())
        .contains("secret_found", "SHOP_TOKEN in done.txt:1", "" + folder.resolve("work/withheld"));
    assertThat(completed.stdout() + completed.stderr()).doesNotContain(TRACES);
    assertThat(failed.stdout() + failed.stderr()).doesNotContain(TRACES);
    String everything = everyRecord() + everyFileLeft();
    assertThat(everything).contains("All done with", "plain ***").doesNotContain(TRACES);
  }

  /** Keys, headers and values of all topics, as stored on the broker. */
  private String everyRecord() {
    Map<String, Object> settings = new HashMap<>(commands.kafka().properties());
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.listTopics().entrySet().stream()
              .filter(topic -> topic.getKey().startsWith(commands.kafka().topics().prefix()))
              .flatMap(topic -> topic.getValue().stream())
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> append(record, all));
      }
    }
    return all.toString(UTF_8);
  }

  private static void append(ConsumerRecord<byte[], byte[]> record, ByteArrayOutputStream all) {
    if (record.key() != null) {
      all.writeBytes(record.key());
    }
    record.headers().forEach(header -> all.writeBytes(header.value()));
    if (record.value() != null) {
      all.writeBytes(record.value());
    }
  }

  /** All files of the worker except the patch that is kept for its owner. */
  private String everyFileLeft() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder.resolve("work"))) {
      for (Path file : files.filter(SecretsBrokerTest::isLeft).toList()) {
        all.append(file).append(new String(Files.readAllBytes(file), UTF_8));
      }
    }
    return all.toString();
  }

  private static boolean isLeft(Path file) {
    return Files.isRegularFile(file) && !file.getParent().endsWith("withheld");
  }

  @Test
  void aWorkerWhosePolicyDoesNotPermitItRefusesTheJobAndNothingRuns() throws Exception {
    String brief = brief("run: {command: [sh, work.sh]}\nretries: {attempts: 3}\n");
    Worker worker = worker(permitting("OTHER"));
    try {
      JobId job = commands.submit(Files.readString(Path.of(brief)));

      ProcessResult await = commands.run("await", job.text());

      assertThat(await.exit()).as(await.toString()).isEqualTo(5);
      assertThat(await.stdout())
          .contains("policy_refused", "env[0]", "SHOP_TOKEN", "policy.variables")
          .contains("nothing of it was run", "submit it anew");
      assertThat(commands.status(job).path("attempts")).hasSize(1);
    } finally {
      worker.close();
    }
  }

  @Test
  void aTripwireIsRefusedBeforeAnythingIsSent() {
    String brief = brief("run: {command: kubectl apply -f x.yaml}");

    ProcessResult task = commands.run("task", brief);

    assertThat(task.exit()).isEqualTo(5);
    assertThat(task.stdout()).isEmpty();
    assertThat(task.stderr())
        .contains("nothing was submitted", "run.command", "`kubectl apply -f x.yaml`", "kubectl");
  }
}
