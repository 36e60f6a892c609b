package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import dev.handoff.log.setup.TopicSetup;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import dev.handoff.testkit.TestBroker;
import dev.handoff.testkit.TestRepository;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Errors and exit codes of commands that cannot or must not do what they are asked to. */
@ExtendWith({HandoffExtension.class, BrokerExtension.class})
class RefusalProcessTest {

  private static final String GOOD = "goal: Do it.\nrun: {command: [sh, work.sh]}\n";
  private static final String JOB = JobId.next(Instant.parse("2026-01-02T03:04:05Z"), 3).text();

  private TestRepository repository;
  private HandoffProcess handoff;

  @BeforeEach
  void writeBrief(HandoffProcess process) throws IOException {
    repository = TestRepository.in(Files.createTempDirectory(process.home(), "repository"));
    repository.with("brief.yaml", GOOD).with("work.sh", "echo done > done\n").commit();
    handoff = process.in(repository.path());
  }

  @Test
  void aBadBriefIsRefusedWithThePathOfEachError() {
    repository.with("bad.yaml", "goal: 7\nrun: {command: [a]}\nlimits: {timeout: soon}\n");

    ProcessResult task = handoff.run("task", "bad.yaml");

    assertRefused(task);
    assertThat(task.stderr()).contains("goal", "limits.timeout", "soon", "nothing was submitted");
    assertThat(handoff.localProcesses()).isEmpty();
  }

  @Test
  void aBriefThatCannotBeReadIsRefused() {
    ProcessResult task = CommandRun.of("task", "no-such.yaml");

    assertRefused(task);
    assertThat(task.stderr()).contains("no-such.yaml");
  }

  @Test
  void aBriefThatNamesAnUncommittedFileIsRefusedAndTheFileNamed() {
    repository.with("work.sh", "echo changed > done\n");

    ProcessResult task = CommandRun.of("task", repository.path().resolve("brief.yaml").toString());

    assertRefused(task);
    assertThat(task.stderr()).contains("work.sh", "commit");
  }

  @Test
  void anInputThatTheLocaleCannotSpellIsRefusedAndTheRemedyNamed() {
    repository.with("input.yaml", GOOD + "inputs: [příběh.md]\n");
    ProcessBuilder inTheCLocale =
        handoff.inItsEnvironment(handoff.commandLine("task", "input.yaml"));
    inTheCLocale.environment().put("LC_ALL", "C");

    ProcessResult task = ProcessRun.run(inTheCLocale, HandoffProcess.DEADLINE);

    assertRefused(task);
    assertThat(task.stderr()).contains("inputs", "LC_ALL=C.UTF-8");
  }

  @Test
  void anUnknownLaneIsRefusedWithTheListOfLanes(TestBroker broker) throws Exception {
    KafkaSettings kafka =
        new KafkaSettings(broker.clientProperties(), new Topics(broker.topicPrefix()));
    try (Admin admin = kafka.admin()) {
      new TopicSetup(admin, kafka.topics(), Commands.TOPICS).ensure(Set.of("standard", "quick"));
    }
    repository.with("lane.yaml", GOOD + "lane: moon\n");

    ProcessResult task =
        CommandRun.of(
            "task",
            repository.path().resolve("lane.yaml").toString(),
            "--bootstrap-server",
            broker.bootstrapServer(),
            "--command-config",
            login(broker).toString(),
            "--topic-prefix",
            broker.topicPrefix());

    assertRefused(task);
    assertThat(task.stderr()).contains("[quick, standard]", "moon");
  }

  private Path login(TestBroker broker) throws IOException {
    Properties properties = new Properties();
    properties.putAll(broker.clientProperties());
    Path file = handoff.home().resolve("login.properties");
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
    }
    return file;
  }

  @Test
  void aCommandLineThatMakesNoSenseIsAUsageError() {
    List<ProcessResult> commands =
        List.of(
            handoff.run("task", "brief.yaml", "--no-such-option"),
            CommandRun.of("await", JOB, "--timeout", "soon"),
            CommandRun.of("no-such-command"));

    assertThat(commands)
        .allSatisfy(
            command -> {
              assertThat(command.exit()).as(command.stderr()).isEqualTo(2);
              assertThat(command.stderr()).contains("handoff: ", "See: handoff");
              assertThat(command.stdout()).isEmpty();
            });
  }

  @Test
  void anAnswerThatCannotBeWrittenIsNoSuccess() {
    List<String> words = new ArrayList<>(List.of("bash", "-c", "exec \"$@\" >/dev/full", "bash"));
    words.addAll(handoff.commandLine("--version"));
    ProcessBuilder version = handoff.inItsEnvironment(words);

    ProcessResult command = ProcessRun.run(version, HandoffProcess.DEADLINE);

    assertThat(command.exit()).isEqualTo(125);
    assertThat(command.stderr()).contains("could not be written");
  }

  @Test
  void aStateFolderThatCannotBeMadeIsNamedWithTheRemedy() throws IOException {
    Files.writeString(handoff.home().resolve("state"), "in the way");

    ProcessResult command = handoff.run("await", JOB);

    assertThat(command.exit()).isEqualTo(125);
    assertThat(command.stderr()).contains(handoff.stateFolder().toString(), "XDG_STATE_HOME");
  }

  @Test
  void settingsThatAreNoneAreUsageErrorsThatNameThem() {
    repository.with("nonsense.yaml", "lane: {quick: 1}\n");
    List<ProcessResult> commands =
        List.of(
            CommandRun.of("await", JOB, "--bootstrap-server", "nonsense"),
            CommandRun.of("await", JOB, "--command-config", "nonsense"),
            handoff.run(
                "worker", "--config", "nonsense.yaml", "--bootstrap-server", "127.0.0.1:1"));

    assertThat(commands)
        .allSatisfy(
            command -> {
              assertThat(command.exit()).as(command.stderr()).isEqualTo(2);
              assertThat(command.stderr()).contains("nonsense");
            });
  }

  @Test
  void aWorkersFileThatIsWrongIsToldBeforeTheLocalDefaultStarts() throws IOException {
    HandoffProcess own =
        HandoffProcess.at(Files.createTempDirectory(handoff.home(), "own")).in(repository.path());
    Path folder = Files.createDirectories(own.home().resolve("config").resolve("handoff"));
    Path file = Files.writeString(folder.resolve("worker.yaml"), "policy: {variable: [A]}\n");

    ProcessResult task = own.run("task", "brief.yaml");

    assertThat(task.exit()).isEqualTo(2);
    assertThat(task.stderr())
        .contains(file.toString(), "policy.variable", "did you mean variables?");
    assertThat(own.localProcesses()).isEmpty();
  }

  @Test
  void whatTheLocalWorkersPolicyRefusesIsRefusedBeforeItStarts() {
    repository.with(
        "live.yaml", "goal: Roll it out.\nrun: {command: helm upgrade app .}\nenv: [NPM_TOKEN]\n");
    repository.commit();

    ProcessResult task = handoff.run("task", "live.yaml");

    assertRefused(task);
    assertThat(task.stderr())
        .contains("run.command: `helm upgrade app .`", "permit: [helm]")
        .contains("env[0]", "NPM_TOKEN", "policy.variables", "worker.yaml");
    assertThat(handoff.localProcesses()).isEmpty();
  }

  @Test
  void aWorkerThatSeesProductionsCredentialsDoesNotStart() {
    ProcessBuilder worker =
        handoff.inItsEnvironment(
            handoff.commandLine("worker", "--bootstrap-server", "127.0.0.1:1"));
    worker.environment().put("SHOP_PROD_TOKEN", "pl4nted-secret");

    ProcessResult refused = ProcessRun.run(worker, HandoffProcess.DEADLINE);

    assertThat(refused.exit()).as(refused.stderr()).isEqualTo(5);
    assertThat(refused.stderr())
        .contains("SHOP_PROD_TOKEN", "no job was taken", "allow_production_credentials")
        .doesNotContain("pl4nted");
  }

  @Test
  void withoutABrokerEveryCommandEndsInTimeAndSaysThatItCouldNotFindOut() throws IOException {
    assertUnavailable("127.0.0.1:" + closedPort());
  }

  @Test
  void aBrokerThatWantsALoginIsNotMistakenForAnUnknownJob(TestBroker broker) {
    List<ProcessResult> commands = assertUnavailable(broker.bootstrapServer());

    assertThat(commands)
        .allSatisfy(command -> assertThat(command.stderr()).contains("--command-config"));
  }

  private List<ProcessResult> assertUnavailable(String server) {
    long start = System.nanoTime();
    List<ProcessResult> commands =
        handoff.runAtOnce(
            List.of(
                words("task", "brief.yaml", "--bootstrap-server", server, "--timeout", "3s"),
                words("await", JOB, "--bootstrap-server", server, "--timeout", "3s"),
                words("status", JOB, "--bootstrap-server", server, "--timeout", "3s")));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
    assertThat(commands)
        .allSatisfy(
            command -> {
              assertThat(command.exit()).as(command.stderr()).isEqualTo(125);
              assertThat(command.stderr()).contains(server);
              assertThat(command.stdout()).isEmpty();
            });
    assertThat(handoff.localProcesses()).isEmpty();
    return commands;
  }

  private static void assertRefused(ProcessResult task) {
    assertThat(task.exit()).as(task.stderr()).isEqualTo(5);
    assertThat(task.stdout()).isEmpty();
  }

  /** A port that the system has just assigned and released, so that no process listens there. */
  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String[] words(String... words) {
    return words;
  }
}
