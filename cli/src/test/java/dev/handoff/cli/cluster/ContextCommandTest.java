package dev.handoff.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handoff.cli.CommandRun;
import dev.handoff.cli.Handoff;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.Failures;
import dev.handoff.cli.options.ConnectionOptions;
import dev.handoff.testkit.ProcessResult;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The context commands of a user without a file of contexts. */
class ContextCommandTest {

  @Test
  void showTellsOfEveryValueWhereItComesFrom() {
    ProcessResult show =
        CommandRun.of(
            "context",
            "show",
            "--bootstrap-server",
            "k:9092",
            "--topic-prefix",
            "jobs",
            "--trust",
            "/etc/trust.yaml");

    assertThat(show.exit()).as(show.stderr()).isZero();
    assertThat(show.stdout().lines())
        .containsExactly(
            "SETTING            VALUE            FROM",
            "context            -                default",
            "bootstrap servers  k:9092           --bootstrap-server",
            "command config     -                default",
            "topic prefix       jobs             --topic-prefix",
            "lane               standard         default",
            "signing key        -                default",
            "trust              /etc/trust.yaml  --trust");
  }

  @Test
  void showTellsProgramsToo() throws Exception {
    JsonNode show =
        new ObjectMapper().readTree(CommandRun.of("context", "show", "--json").stdout());

    assertThat(show.at("/context/value").asText()).isEqualTo("local");
    assertThat(show.at("/bootstrapServers/value").isNull()).isTrue();
    assertThat(show.at("/topicPrefix/from").asText()).isEqualTo("default");
  }

  @Test
  void listHasTheLocalDefaultAndSaysWhereOthersAreWritten() {
    ProcessResult list = CommandRun.of("context", "list");

    assertThat(list.exit()).as(list.stderr()).isZero();
    assertThat(list.stdout()).containsPattern("(?m)^\\*  local ");
    assertThat(list.stderr()).contains("config.yaml");
  }

  @Test
  void aContextThatIsNoneIsAUsageError() {
    ProcessResult list = CommandRun.of("list", "--context", "teem");

    assertThat(list.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(list.stderr()).contains("there is no context teem", "--context", "config.yaml");
  }

  @Test
  void whatABrokerDoesNotAnswerIsToldWithItsAddress() throws Exception {
    StringWriter err = new StringWriter();
    CommandLine handoff = Handoff.commandLine().setErr(new PrintWriter(err));
    handoff.parseArgs("status", "--last", "--bootstrap-server", "kafka:9092");
    CommandLine status = handoff.getSubcommands().get("status");
    // A mixin of a mixin, as most commands have it.
    CommandSpec look = status.getCommandSpec().mixins().get("look");
    ((ConnectionOptions) look.mixins().get("connection").userObject()).connect();

    int exit = new Failures().handleExecutionException(new TimeoutException("late"), status, null);

    assertThat(exit).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(err.toString()).startsWith("handoff: no answer from the broker at kafka:9092: late");
  }

  @Test
  void theSchemaIsPrinted() throws Exception {
    JsonNode schema = new ObjectMapper().readTree(CommandRun.of("context", "schema").stdout());

    assertThat(schema.at("/$defs/context/properties").has("bootstrap_servers")).isTrue();
  }
}
