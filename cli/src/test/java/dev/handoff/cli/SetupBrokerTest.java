package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.log.setup.TopicSettings;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.TestBroker;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(BrokerExtension.class)
class SetupBrokerTest {

  @Test
  void aLaneIsPlannedThenMadeThenRight(TestBroker broker, @TempDir Path folder) throws Exception {
    Commands commands = Commands.on(broker, folder, TopicSettings.DEFAULT);
    String gpu = broker.topicPrefix() + ".tasks.gpu";

    ProcessResult planned = commands.run("setup", "--lane", "gpu", "--dry-run");
    ProcessResult made = commands.run("setup", "--lane", "gpu", "--json");
    ProcessResult right = commands.run("setup", "--lane", "gpu");

    assertThat(planned.exit()).as(planned.stderr()).isZero();
    assertThat(planned.stdout())
        .containsPattern("would make +" + gpu)
        // An existing lane is checked too.
        .containsPattern("right +" + broker.topicPrefix() + "\\.tasks\\.standard");
    assertThat(made.exit()).as(made.stderr()).isZero();
    JsonNode line =
        new ObjectMapper()
            .readTree(
                made.stdout().lines().filter(one -> one.contains(gpu)).findFirst().orElseThrow());
    assertThat(line.get("outcome").asText()).isEqualTo("made");
    assertThat(right.exit()).isZero();
    assertThat(right.stdout().lines().skip(1)).allMatch(one -> one.startsWith("right "));
  }

  @Test
  void aLaneThatCannotBeNamedSoIsAUsageError(TestBroker broker, @TempDir Path folder)
      throws Exception {
    ProcessResult setup = Commands.on(broker, folder).run("setup", "--lane", "GPU");

    assertThat(setup.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(setup.stderr()).contains("--lane must match", "GPU");
  }
}
