package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.TestRepository;
import dev.handoff.worker.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/**
 * Runs a job from submit to result on the container of Apache Kafka, with the settings of the
 * compose file for share groups. All other tests run the same broker in their own JVM.
 */
class ApacheKafkaContainerTest {

  private static KafkaContainer kafka; // null without a container engine

  @TempDir Path folder;

  @BeforeAll
  static void startKafka() throws IOException {
    assumeTrue(
        DockerClientFactory.instance().isDockerAvailable(),
        "no Docker engine answers (at DOCKER_HOST, or /var/run/docker.sock)");
    JsonNode service =
        new YAMLMapper()
            .readTree(Files.readString(Path.of("..", "docker-compose.yml")))
            .at("/services/kafka");
    kafka =
        new KafkaContainer(service.get("image").asText())
            .withEnv(groupSettings(service.get("environment")));
    kafka.start();
  }

  private static Map<String, String> groupSettings(JsonNode environment) {
    Map<String, String> settings = new LinkedHashMap<>();
    environment
        .properties()
        .forEach(
            variable -> {
              if (variable.getKey().startsWith("KAFKA_GROUP_")
                  || variable.getKey().startsWith("KAFKA_SHARE_")) {
                settings.put(variable.getKey(), variable.getValue().asText());
              }
            });
    return settings;
  }

  @AfterAll
  static void stopKafka() {
    if (kafka != null) {
      kafka.stop();
    }
  }

  @Test
  void aJobIsSubmittedRunCheckedToldAndAppliedAndAnotherIsCancelled() throws Exception {
    TestRepository repository =
        TestRepository.in(folder.resolve("repository")).with("page.txt", "colour\n");
    repository.commit();
    Commands commands =
        Commands.on(
            new KafkaSettings(
                Map.of("bootstrap.servers", kafka.getBootstrapServers()), Topics.DEFAULT),
            folder);
    JobId waiting = commands.submit(brief(repository, "sed -i s/colour/color/ page.txt"));
    JobId unwanted = commands.submit(brief(repository, "sleep 600"), "--in", "1h");
    ProcessResult cancel = commands.run("cancel", unwanted.text());

    try (Worker worker = commands.worker(Map.of())) {
      ProcessResult await = commands.run("await", waiting.text(), "--timeout", "120s");
      ProcessResult failing =
          commands.run("task", commands.write(brief(repository, "echo grey > page.txt")));

      assertThat(await.exit()).as("%s", await).isZero();
      assertThat(failing.exit()).as("%s", failing).isEqualTo(1);
      Commands.awaitIdle(worker);
    }
    assertThat(cancel.exit()).as("%s", cancel).isZero();
    assertThat(commands.run("await", unwanted.text()).exit()).isEqualTo(3);
    assertThat(commands.run("await", waiting.text()).exit()).isZero();
    assertThat(repository.git("branch", "--list", "handoff/*")).isNotEmpty();
    Path patch = folder.resolve("patch");
    commands.run("result", waiting.text(), "--output", "patch", "--to", patch.toString());
    assertThat(patch).content().contains("-colour", "+color");
  }

  private static String brief(TestRepository repository, String command) {
    return """
        goal: The page spells color the American way.
        scope: {repo: '%s', include: [page.txt]}
        run: {command: '%s'}
        checks: [{name: the page is as it must be, run: [grep, -x, color, page.txt]}]
        """
        .formatted(repository.path(), command);
  }
}
