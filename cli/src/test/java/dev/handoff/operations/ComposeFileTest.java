package dev.handoff.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handoff.testkit.ProcessResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.server.config.AbstractKafkaConfig;
import org.junit.jupiter.api.Test;

/** The compose file is one, and all that it names is there and known. */
class ComposeFileTest {

  private static final Path FILE = OperationFiles.ROOT.resolve("docker-compose.yml");

  @Test
  void itsOwnToolTakesIt() {
    ProcessResult config =
        DebianProgram.find("docker-compose", "docker-compose")
            .run(OperationFiles.ROOT, "--file", FILE.toString(), "config", "--quiet");

    assertThat(config.exit()).as("%s", config).isZero();
  }

  @Test
  void theBrokerKnowsEveryOneOfItsSettings() throws IOException {
    Map<String, String> settings = brokerSettings();

    assertThat(settings.keySet()).isSubsetOf(AbstractKafkaConfig.CONFIG_DEF.names());
    AbstractKafkaConfig.CONFIG_DEF.parse(settings);
  }

  @Test
  void oneBrokerIsEnoughAndWorkersGetTheirJobsSoon() throws IOException {
    Map<String, String> settings = brokerSettings();

    assertThat(settings)
        .containsEntry("offsets.topic.replication.factor", "1")
        .containsEntry("transaction.state.log.replication.factor", "1")
        .containsEntry("transaction.state.log.min.isr", "1")
        .containsEntry("share.coordinator.state.topic.replication.factor", "1")
        .containsEntry("share.coordinator.state.topic.min.isr", "1")
        .containsEntry("group.share.heartbeat.interval.ms", "500")
        .containsEntry("group.share.min.heartbeat.interval.ms", "500");
  }

  @Test
  void nothingListensBeyondThisHostUnlessAsked() throws IOException {
    for (JsonNode service : compose().get("services")) {
      for (JsonNode port : service.path("ports")) {
        assertThat(port.asText())
            .matches("(\\$\\{HANDOFF_LISTEN:-127\\.0\\.0\\.1}|127\\.0\\.0\\.1):\\d+:\\d+");
      }
    }
  }

  @Test
  void theGatewayIsNotOpenedWithTheOthersSinceItsTokensWouldBeReadOnTheWay() throws IOException {
    JsonNode gateway = compose().at("/services/gateway");

    assertThat(gateway.get("ports"))
        .extracting(JsonNode::asText)
        .containsExactly("127.0.0.1:9470:9470");
    assertThat(gateway.at("/healthcheck/test").toString()).contains("/readyz");
    assertThat(gateway.at("/depends_on/gateway-token/condition").asText())
        .isEqualTo("service_completed_successfully");
    assertThat(gateway.get("volumes"))
        .extracting(JsonNode::asText)
        .allMatch(one -> one.endsWith(":ro"));
  }

  @Test
  void theImageHasEachProgramThatAServiceStarts() throws IOException {
    String image = Files.readString(OperationFiles.ROOT.resolve("Dockerfile"));
    for (String service : new String[] {"gateway", "gateway-token"}) {
      for (JsonNode word : compose().at("/services/" + service + "/entrypoint")) {
        if (word.asText().startsWith("/opt/handoff/")) {
          String program = "ops/container/" + word.asText().substring("/opt/handoff/".length());
          assertThat(image).contains(program + " ");
          assertThat(OperationFiles.ROOT.resolve(program)).isExecutable();
        }
      }
    }
    assertThat(image).contains("/etc/handoff/gateway").contains("EXPOSE 9464 9470");
  }

  @Test
  void everyFileThatIsMountedOrNamedIsThere() throws IOException {
    for (JsonNode service : compose().get("services")) {
      for (JsonNode volume : service.path("volumes")) {
        String source = volume.asText().split(":")[0];
        if (source.startsWith("./")) {
          assertThat(OperationFiles.ROOT.resolve(source)).exists();
        }
      }
      for (JsonNode option : service.path("security_opt")) {
        if (option.asText().startsWith("seccomp:")) {
          Path filter = OperationFiles.ROOT.resolve(option.asText().substring(8));
          assertThat(new ObjectMapper().readTree(Files.readString(filter)).get("syscalls"))
              .isNotEmpty();
        }
      }
    }
  }

  private static JsonNode compose() throws IOException {
    return OperationFiles.yaml(FILE);
  }

  /** By the rule of the image: KAFKA_A_B is a.b; none of them needs its other rules. */
  private static Map<String, String> brokerSettings() throws IOException {
    Map<String, String> settings = new TreeMap<>();
    compose()
        .at("/services/kafka/environment")
        .properties()
        .forEach(
            variable -> {
              if (variable.getKey().startsWith("KAFKA_")) {
                String name = variable.getKey().substring(6).toLowerCase(Locale.ROOT);
                settings.put(
                    name.replace('_', '.'),
                    variable.getValue().asText().replaceAll("\\$\\{\\w+:-([^}]*)}", "$1"));
              }
            });
    return settings;
  }
}
