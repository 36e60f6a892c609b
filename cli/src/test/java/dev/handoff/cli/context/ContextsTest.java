package dev.handoff.cli.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.handoff.brief.settings.InvalidSettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContextsTest {

  @TempDir Path home;
  private Contexts contexts;

  @BeforeEach
  void find() throws IOException {
    contexts = Contexts.of(Map.of("HOME", home.toString()));
    Files.createDirectories(contexts.file().getParent());
  }

  @Test
  void theFileIsWhereTheUsersSettingsAre() {
    assertThat(contexts.file()).isEqualTo(home.resolve(".config/handoff/config.yaml"));
    assertThat(Contexts.of(Map.of("XDG_CONFIG_HOME", "/etc/xdg")).file())
        .isEqualTo(Path.of("/etc/xdg/handoff/config.yaml"));
  }

  @Test
  void everythingIsRead() throws IOException {
    write(
        """
        # the team's
        contexts:
          team:
            bootstrap_servers: kafka-1:9092,kafka-2:9092
            command_config: ~/team.properties
            topic_prefix: jobs
            lane: gpu
            signing: {key: ~/team.key}
            trust: /etc/handoff/trust.yaml
          six: {bootstrap_servers: ["[::1]:9092"]}
        """);

    assertThat(contexts.all())
        .containsExactly(
            new Context(
                "team",
                "kafka-1:9092,kafka-2:9092",
                home.resolve("team.properties"),
                "jobs",
                "gpu",
                home.resolve("team.key"),
                Path.of("/etc/handoff/trust.yaml")),
            new Context("six", "[::1]:9092", null, null, null, null, null));
  }

  @Test
  void withoutAFileThereAreNone() throws IOException {
    assertThat(contexts.all()).isEmpty();
    assertThat(contexts.inUse()).isEmpty();
  }

  @Test
  void allErrorsAreToldAtOnceEachWithItsLine() throws IOException {
    write(
        """
        contexts:
          team:
            bootstrap_server: kafka-1:9092
            lane: GPU
          local:
            bootstrap_servers: kafka-1:9092
          other:
            bootstrap_servers:
              - kafka-1:9092
              - kafka-2
            command_config: here
        contxts: {}
        """);

    assertThatExceptionOfType(InvalidSettingsException.class)
        .isThrownBy(contexts::all)
        .satisfies(
            refused ->
                assertThat(refused.getMessage().lines())
                    .contains("the settings in " + contexts.file() + " are refused:")
                    .anyMatch(
                        line ->
                            line.startsWith(
                                "line 2: contexts.team.bootstrap_servers: must be given"))
                    .anyMatch(
                        line ->
                            line.matches(
                                "line 3: contexts.team.bootstrap_server: .*did you mean bootstrap_servers.*"))
                    .anyMatch(
                        line ->
                            line.startsWith(
                                "line 4: contexts.team.lane: must be the name of a lane"))
                    .anyMatch(line -> line.contains("local") && line.contains("must be named by"))
                    .anyMatch(
                        line ->
                            line.startsWith(
                                "line 10: contexts.other.bootstrap_servers[1]: must be HOST:PORT"))
                    .anyMatch(
                        line ->
                            line.startsWith(
                                "line 11: contexts.other.command_config: must be a path"))
                    .anyMatch(line -> line.matches("line 12: contxts: .*did you mean contexts.*"))
                    .hasSize(8));
  }

  @Test
  void aDefaultThatIsNoneIsRefused() throws IOException {
    write("default: staging\ncontexts: {team: {bootstrap_servers: 'k:1'}}\n");

    assertThatExceptionOfType(InvalidSettingsException.class)
        .isThrownBy(contexts::inUse)
        .withMessageContaining("line 1: default: must be the name of a context in this file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kafka", "kafka:port", "kafka:9092,", "kafka:9092, other:9092", ""})
  void whatIsNoAddressIsRefused(String servers) throws IOException {
    write("contexts: {team: {bootstrap_servers: '" + servers + "'}}\n");

    assertThatExceptionOfType(InvalidSettingsException.class)
        .isThrownBy(contexts::all)
        .withMessageContaining("contexts.team.bootstrap_servers");
  }

  @Test
  void theOneInUseIsKeptAndTheFileStaysAsItWasWritten() throws IOException {
    String written = "# mine\ncontexts:\n  team: {bootstrap_servers: 'k:1'} # the team's\n";
    write(written);

    contexts.use("team");

    assertThat(contexts.inUse()).contains(new Setting<>("team", "handoff context use"));
    assertThat(Files.readString(contexts.file())).isEqualTo(written);
  }

  @Test
  void localLeadsBackToTheLocalDefaultAlsoWithoutAFile() throws IOException {
    contexts.use("local");

    assertThat(contexts.inUse()).contains(new Setting<>("local", "handoff context use"));
  }

  @Test
  void oneThatIsNoneCannotBeUsed() throws IOException {
    write("contexts: {team: {bootstrap_servers: 'k:1'}}\n");

    assertThatExceptionOfType(ContextException.class)
        .isThrownBy(() -> contexts.use("teem"))
        .withMessageContaining("team");
    assertThat(contexts.inUse()).isEmpty();
  }

  private void write(String text) throws IOException {
    Files.writeString(contexts.file(), text);
  }
}
