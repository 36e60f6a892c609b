package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.cli.console.ExitCode;
import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import dev.handoff.log.setup.TopicSetup;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.TestBroker;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Once a context is chosen, every later command uses its cluster. */
@ExtendWith({HandoffExtension.class, BrokerExtension.class})
class ContextProcessTest {

  private static final String JOB = JobId.next(Instant.parse("2026-01-02T03:04:05Z"), 3).text();

  @Test
  void theContextInUseLeadsToItsClusterAndIsNamedInTheAnswer(
      HandoffProcess handoff, TestBroker broker) throws Exception {
    KafkaSettings kafka =
        new KafkaSettings(broker.clientProperties(), new Topics(broker.topicPrefix()));
    try (Admin admin = kafka.admin()) {
      new TopicSetup(admin, kafka.topics(), Commands.TOPICS).ensure(Set.of("standard"));
    }
    writeContext(handoff, broker);

    ProcessResult use = handoff.run("context", "use", "team");
    ProcessResult await = handoff.run("await", JOB);

    assertThat(use.exit()).as(use.stderr()).isZero();
    assertThat(use.stdout()).isEmpty();
    assertThat(await.exit()).as(await.stderr()).isEqualTo(ExitCode.UNKNOWN);
    assertThat(await.stderr())
        .contains(JOB + " is unknown on " + broker.bootstrapServer() + " (context team)");
    assertThat(handoff.localProcesses()).isEmpty();
  }

  private static void writeContext(HandoffProcess handoff, TestBroker broker) throws IOException {
    Properties login = new Properties();
    login.putAll(broker.clientProperties());
    Path file = handoff.home().resolve("team.properties");
    try (Writer writer = Files.newBufferedWriter(file)) {
      login.store(writer, null);
    }
    Path folder = Files.createDirectories(handoff.home().resolve("config").resolve("handoff"));
    Files.writeString(
        folder.resolve("config.yaml"),
        "contexts:\n  team:\n    bootstrap_servers: %s\n    command_config: %s\n    topic_prefix: %s\n"
            .formatted(broker.bootstrapServer(), file, broker.topicPrefix()));
  }
}
