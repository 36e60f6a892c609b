package dev.handoff.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.broker.LocalBroker;
import dev.handoff.broker.LocalBrokerSettings;
import dev.handoff.cli.Handoff;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import dev.handoff.log.setup.TopicSettings;
import dev.handoff.log.setup.TopicSetup;
import dev.handoff.testkit.FreePorts;
import dev.handoff.testkit.ProcessResult;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A submit that the broker has, while its answer is on no way back. */
class LostAnswerTest {

  private static final String SUBMITTER = "submitter-of-this-test";

  @TempDir Path folder;

  /** The brief alone makes no job. */
  @Test
  void aSubmitThatIsCutOffAfterItsBriefIsUnknownAndNoJobComesOfIt() throws Exception {
    Told told = submitHearing(0);

    assertThat(told.submitted()).as("what the log has").isEmpty();
    assertUnknown(told.result());
  }

  /** The log has the job, and whoever submitted it cannot know. */
  @Test
  void aSubmitWhoseLastAnswerIsLostIsUnknownAndTheIdThatItNamesIsTheJobs() throws Exception {
    Told told = submitHearing(1);

    assertThat(told.submitted()).hasSize(1);
    assertUnknown(told.result());
    assertThat(told.result().stderr()).contains(told.submitted().get(0));
  }

  private static void assertUnknown(ProcessResult result) {
    assertThat(result.exit()).as(result.stderr()).isEqualTo(125);
    assertThat(result.stdout()).isEmpty();
    assertThat(result.stderr())
        .containsPattern("unknown whether task-\\w+ was accepted: no answer within 3 s")
        .contains("Ask later with: handoff status task-");
  }

  /**
   * @param submitted the jobs of which the log has {@code Submitted}
   */
  private record Told(ProcessResult result, List<String> submitted) {}

  private Told submitHearing(int answers) throws Exception {
    int port = FreePorts.take();
    try (AnswerThief thief = new AnswerThief(port, SUBMITTER, answers);
        LocalBroker broker = LocalBroker.start(settings(port, thief.port()))) {
      KafkaSettings kafka = new KafkaSettings(broker.clientProperties(), Topics.DEFAULT);
      try (Admin admin = kafka.admin()) {
        new TopicSetup(admin, kafka.topics(), TopicSettings.DEFAULT).ensure(Set.of("standard"));
      }
      ProcessResult result = submit(broker);
      assertThat(thief.produced()).as("produce requests").isGreaterThan(answers);
      List<String> submitted =
          new TopicReader(kafka)
              .events().stream()
                  .filter(event -> event.event() instanceof Submitted)
                  .map(event -> event.job().text())
                  .toList();
      return new Told(result, submitted);
    }
  }

  private ProcessResult submit(LocalBroker broker) throws IOException {
    Path brief = Files.writeString(folder.resolve("brief.yaml"), "goal: g\nrun: {handler: h}\n");
    Properties login = new Properties();
    login.putAll(broker.clientProperties());
    login.put("client.id", SUBMITTER);
    Path file = folder.resolve("login.properties");
    try (Writer out = Files.newBufferedWriter(file)) {
      login.store(out, null);
    }
    List<String> words =
        List.of(
            "task", "--background", "--timeout", "3s", "--command-config", "" + file, "" + brief);
    try (JavaProcess task = JavaProcess.start(List.of(), Handoff.class, words)) {
      return task.run().awaitExit(JavaProcess.DEADLINE);
    }
  }

  private LocalBrokerSettings settings(int port, int advertised) {
    return LocalBrokerSettings.inFolder(folder.resolve("broker"))
        .withPorts(port, 0)
        .withOverrides(Map.of("advertised.listeners", "CLIENT://127.0.0.1:" + advertised));
  }
}
