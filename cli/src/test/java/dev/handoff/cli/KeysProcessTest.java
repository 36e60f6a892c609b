package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import dev.handoff.testkit.TestBroker;
import dev.handoff.testkit.TestRepository;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** From new keys to an accepted job, with the commands of docs/signatures.md. */
@ExtendWith({HandoffExtension.class, BrokerExtension.class})
class KeysProcessTest {

  @Test
  void aTeamBeginsToSign(HandoffProcess process, TestBroker broker) throws Exception {
    Path config = process.home().resolve("config").resolve("handoff");
    Path trust = config.resolve("trust.yaml");
    TestRepository repository =
        TestRepository.in(Files.createTempDirectory(process.home(), "repository"));
    repository
        .with("brief.yaml", "goal: Do it.\nrun: {command: [sh, work.sh]}\n")
        .with("work.sh", "echo done > done\n")
        .commit();
    HandoffProcess handoff = process.in(repository.path());

    ProcessResult own = handoff.run("keys", "new", "--name", "alice");
    ProcessResult again = CommandRun.of("keys", "new", "--to", config + "/signing.key");
    ProcessResult workers =
        CommandRun.of("keys", "new", "--name", "build-1", "--to", config + "/worker.key");

    assertThat(own.stdout()).matches("ed25519:[A-Za-z0-9_-]{43}\n");
    assertThat(again.exit()).isEqualTo(2);
    assertThat(again.stderr()).contains("signing.key", "never overwritten");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(config.resolve("signing.key"))))
        .isEqualTo("rw-------");
    trust(trust, own, "submitter", "alice", "--lane", "standard", "--expires", "2099-01-01");
    trust(trust, workers, "worker", "build-1");
    ProcessResult list =
        CommandRun.of(
            "keys", "list", "--trust=" + trust, "--signing-key=" + config + "/signing.key");
    assertThat(list.stdout().lines())
        .anySatisfy(
            line -> assertThat(line).startsWith("*").contains("submitter", "alice", "standard"))
        .anySatisfy(line -> assertThat(line).startsWith(" ").contains("worker", "build-1", "all"));

    Files.writeString(
        config.resolve("worker.yaml"),
        "signing: {key: %s/worker.key}\ntrust: %s\nwork_folder: %s\nlanes: {standard: 1}\n"
            .formatted(config, trust, process.home().resolve("work")));
    try (ProcessRun worker = handoff.start(at(broker, process, "worker"))) {
      worker.awaitStderr("unprotected: it has no policy", HandoffProcess.DEADLINE);
      List<ProcessResult> tasks =
          handoff.runAtOnce(
              List.of(
                  at(broker, process, "task", "brief.yaml"),
                  at(broker, process, "task", "brief.yaml", "--signing-key=none", "--trust=none"),
                  at(broker, process, "task", "brief.yaml", "--signing-key=none")));

      assertThat(tasks.get(0).exit()).as(tasks.get(0).stderr()).isZero();
      assertThat(tasks.get(1).exit()).as(tasks.get(1).stderr()).isEqualTo(5);
      assertThat(tasks.get(1).stdout() + tasks.get(1).stderr())
          .contains("policy_refused", "not signed");
      assertThat(tasks.get(2).exit()).as(tasks.get(2).stderr()).isEqualTo(5);
      assertThat(tasks.get(2).stderr()).contains("nothing was sent", "handoff keys new");
    }
  }

  private static void trust(
      Path file, ProcessResult made, String role, String name, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of("keys", "trust", made.stdout().strip(), "--role", role, "--name", name));
    words.addAll(List.of(more));
    words.add("--trust=" + file);
    ProcessResult trusted = CommandRun.of(words.toArray(String[]::new));
    assertThat(trusted.exit()).as(trusted.stderr()).isZero();
  }

  private static String[] at(TestBroker broker, HandoffProcess process, String... words)
      throws IOException {
    Properties properties = new Properties();
    properties.putAll(broker.clientProperties());
    Path login = process.home().resolve("login.properties");
    if (Files.notExists(login)) {
      try (Writer writer = Files.newBufferedWriter(login)) {
        properties.store(writer, null);
      }
    }
    List<String> all = new ArrayList<>(List.of(words));
    all.add("--command-config=" + login);
    all.add("--topic-prefix=" + broker.topicPrefix());
    return all.toArray(String[]::new);
  }
}
