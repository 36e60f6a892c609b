package dev.handoff.cli.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.handoff.cli.state.ContextInUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chosen cluster: flag, else variable, else the context in use, else the local default. */
class ClusterChoiceTest {

  private static final String CONTEXTS =
      """
      contexts:
        a: {bootstrap_servers: "a:1", command_config: /a.properties, topic_prefix: jobs, lane: gpu}
        b: {bootstrap_servers: ["b:1", "b:2"]}
      """;

  @TempDir Path home;
  private final Map<String, String> environment = new HashMap<>();
  private Path file;

  @BeforeEach
  void writeContexts() throws IOException {
    environment.put("HOME", home.toString());
    file = Files.createDirectories(home.resolve(".config/handoff")).resolve("config.yaml");
    Files.writeString(file, CONTEXTS);
  }

  /** Columns from the strongest to the weakest; an empty cell is a missing value. */
  @ParameterizedTest
  @CsvSource({
    // --context, --bootstrap-server, $HANDOFF_CONTEXT, $HANDOFF_BOOTSTRAP_SERVER, use, default
    "a, ,    b, v:9, b, b,  a, a:1, --context, context a",
    "a, f:9, b, v:9, b, b,  a, f:9, --context, --bootstrap-server",
    " , f:9, b, v:9, b, b,   , f:9, default,   --bootstrap-server",
    " , ,    a, ,    b, b,  a, a:1, $HANDOFF_CONTEXT, context a",
    " , ,    a, v:9, b, b,  a, v:9, $HANDOFF_CONTEXT, $HANDOFF_BOOTSTRAP_SERVER",
    " , ,     , v:9, b, b,   , v:9, default,   $HANDOFF_BOOTSTRAP_SERVER",
    " , ,     , ,    a, b,  a, a:1, handoff context use, context a",
    " , ,     , ,     , b,  b, 'b:1,b:2', default in FILE, context b",
    " , ,     , ,     ,  ,  local, , default,  default",
    " , ,     , , local, b, local, , handoff context use, default",
    "local, , b, v:9, b, b, local, , --context, default",
    " , , local, ,    b, b, local, , $HANDOFF_CONTEXT, default",
    " , f:9, local, , b, b,  , f:9, default,   --bootstrap-server",
    "a, ,    ' ', ' ', , ,  a, a:1, --context, context a",
    " , ,    ' ', ' ', , ,  local, , default, default",
  })
  void theStrongestThatIsGivenDecides(
      String flag,
      String brokerFlag,
      String variable,
      String brokerVariable,
      String used,
      String otherwise,
      String context,
      String broker,
      String contextFrom,
      String brokerFrom)
      throws IOException {
    put(ClusterChoice.CONTEXT_VARIABLE, variable);
    put(ClusterChoice.BROKER_VARIABLE, brokerVariable);
    if (otherwise != null) {
      Files.writeString(file, "default: " + otherwise + "\n" + CONTEXTS);
    }
    if (used != null) {
      ContextInUse.of(environment).write(used);
    }

    Cluster cluster = choose(new Flags(flag, brokerFlag, null, Map.of(), Map.of(), null));

    assertThat(cluster.context())
        .isEqualTo(new Setting<>(context, contextFrom.replace("FILE", file.toString())));
    assertThat(cluster.bootstrapServers()).isEqualTo(new Setting<>(broker, brokerFrom));
  }

  @ParameterizedTest
  @CsvSource({
    // --bootstrap-server, --command-property, in the --command-config, $HANDOFF_BOOTSTRAP_SERVER
    "f:1, p:1, c:1, v:1, f:1, --bootstrap-server",
    "   , p:1, c:1, v:1, p:1, --command-property",
    "   ,    , c:1, v:1, c:1, --command-config",
    "   ,    ,    , v:1, v:1, $HANDOFF_BOOTSTRAP_SERVER",
  })
  void ofTheFlagsKafkasOwnOrderHolds(
      String flag, String property, String config, String variable, String broker, String from)
      throws IOException {
    put(ClusterChoice.BROKER_VARIABLE, variable);

    Cluster cluster =
        choose(new Flags(null, flag, Path.of("c"), servers(property), servers(config), null));

    assertThat(cluster.bootstrapServers()).isEqualTo(new Setting<>(broker, from));
  }

  @Test
  void aFlagWinsOverEachValueOfItsContext() throws IOException {
    Cluster cluster =
        choose(new Flags("a", null, Path.of("/f.properties"), Map.of(), Map.of(), "mine"));

    assertThat(cluster.commandConfig())
        .isEqualTo(new Setting<>(Path.of("/f.properties"), "--command-config"));
    assertThat(cluster.topicPrefix()).isEqualTo(new Setting<>("mine", "--topic-prefix"));
    assertThat(cluster.lane()).isEqualTo(new Setting<>("gpu", "context a"));
  }

  @Test
  void whatAContextLeavesOutIsTheDefault() throws IOException {
    Cluster cluster = choose(new Flags("b", null, null, Map.of(), Map.of(), null));

    assertThat(cluster.commandConfig()).isEqualTo(new Setting<>(null, "default"));
    assertThat(cluster.topicPrefix()).isEqualTo(new Setting<>("handoff", "default"));
    assertThat(cluster.lane()).isEqualTo(new Setting<>("standard", "default"));
  }

  @Test
  void aContextsLoginIsNotSentToABrokerThatIsNamedByItself() throws IOException {
    ContextInUse.of(environment).write("a");

    Cluster cluster = choose(new Flags(null, "other:1", null, Map.of(), Map.of(), null));

    assertThat(cluster.commandConfig().value()).isNull();
    assertThat(cluster.topicPrefix().value()).isEqualTo("handoff");
    assertThat(cluster.lane().value()).isEqualTo("standard");
  }

  @ParameterizedTest
  @CsvSource({
    "local, f:1,  ,    ,      a broker is named",
    "local, ,     x,   ,      --topic-prefix",
    "     , ,     x,   ,      --topic-prefix",
    "     , ,      ,   v:1,   $HANDOFF_BOOTSTRAP_SERVER",
  })
  void whatContradictsTheLocalDefaultIsRefused(
      String flag, String broker, String prefix, String variable, String why) {
    put(ClusterChoice.BROKER_VARIABLE, variable);
    put(ClusterChoice.CONTEXT_VARIABLE, variable == null ? null : "local");

    assertThatExceptionOfType(ContextException.class)
        .isThrownBy(() -> choose(new Flags(flag, broker, null, Map.of(), Map.of(), prefix)))
        .withMessageContaining(why);
  }

  @Test
  void aContextThatIsNoneIsToldWithWhoNamedItAndWhatThereIs() throws IOException {
    ContextInUse.of(environment).write("gone");

    assertThatExceptionOfType(ContextException.class)
        .isThrownBy(() -> choose(Flags.NONE))
        .withMessageContainingAll("gone", "handoff context use", file + " has a, b", "local");
  }

  @Test
  void aFileThatNobodyNeedsIsNotRead() throws IOException {
    Files.writeString(file, "nonsense");
    ContextInUse.of(environment).write("local");

    assertThat(choose(Flags.NONE).isLocal()).isTrue();
    assertThat(choose(new Flags(null, "f:1", null, Map.of(), Map.of(), null)).isLocal()).isFalse();
  }

  private Cluster choose(Flags flags) throws IOException {
    return new ClusterChoice(environment, Contexts.of(environment)).of(flags);
  }

  private void put(String variable, String value) {
    if (value != null) {
      environment.put(variable, value);
    }
  }

  private static Map<String, String> servers(String servers) {
    return servers == null ? Map.of() : Map.of("bootstrap.servers", servers);
  }
}
