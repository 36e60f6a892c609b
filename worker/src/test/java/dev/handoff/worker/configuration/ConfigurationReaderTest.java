package dev.handoff.worker.configuration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.handoff.brief.Brief.Network;
import dev.handoff.brief.Command;
import dev.handoff.brief.policy.Policy;
import dev.handoff.brief.schema.BriefError;
import dev.handoff.brief.settings.InvalidSettingsException;
import dev.handoff.worker.WorkerSettings;
import dev.handoff.worker.attempt.agents.AgentCredentials;
import dev.handoff.worker.attempt.agents.AgentSettings;
import dev.handoff.worker.attempt.agents.CompletionPattern;
import dev.handoff.worker.attempt.child.ChildLimits;
import dev.handoff.worker.attempt.child.JobUser;
import dev.handoff.worker.attempt.child.SandboxPaths;
import dev.handoff.worker.attempt.order.AttemptSettings;
import dev.handoff.worker.attempt.order.OutputSettings;
import dev.handoff.worker.configuration.Configuration.Limits;
import dev.handoff.worker.configuration.Configuration.Redact;
import dev.handoff.worker.configuration.Configuration.Sandbox;
import dev.handoff.worker.configuration.Configuration.Signing;
import dev.handoff.worker.lease.LeaseSettings;
import dev.handoff.worker.metrics.MetricsAddress;
import dev.handoff.worker.secret.Redactor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationReaderTest {

  private static final ConfigurationReader READER = new ConfigurationReader(Path.of("/home/ann"));

  private static final AgentSettings MINE =
      new AgentSettings(
          "mine",
          AgentSettings.Kind.COMMAND,
          List.of("my-agent", "--quiet"),
          List.of(),
          List.of(),
          List.of(),
          AgentCredentials.NONE,
          CompletionPattern.lastLine("^DONE$"));

  private static Configuration read(String text) {
    return READER.read(text.getBytes(UTF_8));
  }

  private static List<String> errors(String text) {
    InvalidSettingsException refused =
        catchThrowableOfType(InvalidSettingsException.class, () -> read(text));
    return refused.errors().stream().map(BriefError::toString).toList();
  }

  @Test
  void everyFieldIsRead() {
    Configuration all =
        read(
            """
            id: builder-1
            lanes: {quick: 2, gpu: 1}
            drain: 1m
            lease: {beat: 1s, lapse: 5s, abandon: 30s}
            work_folder: /var/lib/handoff
            sandbox: {read: [/opt/sdk], write: [~/.m2], user: 1002}
            limits: {memory: 4GiB, processes: 500, file: 1GiB, disk_free: 2GiB}
            policy:
              repositories: ["/srv/git/**"]
              paths: ["src/**"]
              agents: [codex]
              commands: [mvn]
              network: off
              variables: [NPM_TOKEN, "MAVEN_*"]
              branches: ["handoff/**"]
              push: true
              permit: [kubectl]
              allow_production_credentials: true
            agents:
              codex: {kind: codex, env: [CODEX_API_KEY]}
              mine: {kind: command, command: [my-agent, --quiet], success: "^DONE$"}
            redact: {variables: [LICENCE], except: [SORT_KEY], values_from: [/etc/handoff/secrets]}
            pull_request: {command: [gh, pr, create]}
            metrics: {address: "0.0.0.0:9464"}
            signing: {key: ~/worker.key}
            trust: /etc/handoff/trust.yaml
            """);

    assertThat(all)
        .isEqualTo(
            new Configuration(
                "builder-1",
                Map.of("quick", 2, "gpu", 1),
                Duration.ofMinutes(1),
                new LeaseSettings(
                    Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(30)),
                Path.of("/var/lib/handoff"),
                new Sandbox(
                    List.of(Path.of("/opt/sdk")),
                    List.of(Path.of("/home/ann/.m2")),
                    new JobUser(1002)),
                new Limits(4L << 30, 500, 1L << 30, 2L << 30),
                new Policy(
                    List.of("/srv/git/**"),
                    List.of("src/**"),
                    List.of("codex"),
                    List.of("mvn"),
                    Network.OFF,
                    List.of("NPM_TOKEN", "MAVEN_*"),
                    List.of("handoff/**"),
                    true,
                    List.of("kubectl"),
                    true),
                List.of(AgentSettings.codex().withEnv(List.of("CODEX_API_KEY")), MINE),
                new Redact(
                    List.of("LICENCE"),
                    List.of("SORT_KEY"),
                    List.of(Path.of("/etc/handoff/secrets"))),
                Command.of("gh", "pr", "create"),
                MetricsAddress.parse("0.0.0.0:9464"),
                new Signing(Path.of("/home/ann/worker.key"), Path.of("/etc/handoff/trust.yaml"))));
  }

  @Test
  void whetherFilesMayBeCarriedIsLeftToThePlaceUnlessTheFileSaysIt() {
    assertThat(read("policy: {carry: true}").policy()).isEqualTo(Policy.DEFAULT.withCarry(true));
    assertThat(read("policy: {push: false}").policy().carry()).isNull();
    assertThat(read("policy: {carry: false}").ofLocalDefault().policy().carry()).isFalse();
    assertThat(read("{}").ofLocalDefault().policy().carry()).isTrue();
  }

  @Test
  void whatIsLeftOutIsAsWithoutAFile() {
    assertThat(read("{}")).isEqualTo(Configuration.NONE);
    assertThat(read("policy:\nlanes:\n")).isEqualTo(Configuration.NONE);
    assertThat(Configuration.NONE.policy()).isEqualTo(Policy.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lane: {quick: 1}|lane: is not a known field (did you mean lanes?)",
        "policy: {variable: [A]}"
            + "|policy.variable: is not a known field (did you mean variables?)",
        "metrics: {address: 9464}|metrics.address: must be HOST:PORT, such as 127.0.0.1:9464, or off,"
            + " got: 9464",
        "metrics: {address: localhost}|metrics.address: must be HOST:PORT, such as 127.0.0.1:9464,"
            + " or off, got: localhost",
        "metrics: {address: 'localhost:70000'}|metrics.address: must be HOST:PORT or off,"
            + " got: localhost:70000",
        "lanes: {quick: 0}|lanes.quick: must be at least 1, got: 0",
        "lanes: {quick: two}|lanes.quick: must be a whole number, got: two",
        "lanes: {}|lanes: must name lanes and their slots, such as {quick: 2, standard: 4},"
            + " got: an empty mapping",
        "lanes: {Quick: 1}|lanes.Quick: must be named by lower-case letters, digits and -",
        "drain: soon|drain: must be a duration such as 500ms, 30s, 10m, 2h, 3d or 1h30m"
            + " (a bare number is seconds), got: soon",
        "drain: 366d|drain: must be at most 365d, got: 366d",
        "lease: {beat: 4s}|lease: lapse must be at least three beats (PT12S), got: PT10S",
        "work_folder: here|work_folder: must be a path that begins with / or ~/, got: here",
        "limits: {memory: 4GB}|limits.memory: must be a size such as 10KiB, 64MiB or 1GiB"
            + " (a bare number is bytes), got: 4GB",
        "limits: {memory: 99999999999GiB}"
            + "|limits.memory: must be less than 8 million TiB, got: 99999999999GiB",
        "policy: {variables: [a-b]}|policy.variables[0]: must be the name of a variable:"
            + " letters, digits and _, * for any of them, got: a-b",
        "redact: {except: ['*_KEY']}|redact.except[0]: must be the whole name of a variable:"
            + " letters, digits and _, without *, got: *_KEY",
        "redact: {except: [A_KEY, B KEY]}|redact.except[1]: must be the whole name of a variable:"
            + " letters, digits and _, without *, got: B KEY",
        "redact: {except: SORT_KEY}|redact.except: must be a list, got: SORT_KEY",
        "redact: {excepts: [A]}|redact.excepts: is not a known field (did you mean except?)",
        "redact: {variables: [A], except: [B, A]}"
            + "|redact.except[1]: must not be in redact.variables too, got: A",
        "policy: {network: maybe}|policy.network: must be one of on, off, got: maybe",
        "policy: {push: yes}|policy.push: must be true or false, got: yes",
        "agents: {mine: {kind: command, success: x}}"
            + "|agents.mine.command: must be given for kind: command",
        "agents: {mine: {kind: command, command: [x]}}"
            + "|agents.mine.success: must be given for kind: command",
        "agents: {mine: {kind: command, command: ['{modell}'], success: x}}"
            + "|agents.mine: agents.mine.command must name no placeholders but [budget, effort,"
            + " home, model, prompt-file, turns], got: {modell}",
        "agents: {mine: {kind: command, command: [x], success: {event: {type: done}}}}"
            + "|agents.mine: a field of an agent's event must be a JSON pointer such as /type,"
            + " got: type",
        "agents: {mine: {command: [x]}}|agents.mine.kind: must be given",
        "agents: {mine: {kind: codx}}"
            + "|agents.mine.kind: must be one of codex, claude, command, got: codx",
        "agents: {mine: {kind: command, command: [x], success: '('}}"
            + "|agents.mine.success: must be a regular expression: Unclosed group, got: (",
        "pull_request: {command: gh}"
            + "|pull_request.command: must be a list of texts, such as [gh, pr, create], got: gh",
        "just text|the file: must be a mapping, got: just text"
      })
  void refusesWithPathRuleAndValue(String text, String error) {
    assertThat(errors(text)).containsExactly(error);
  }

  @Test
  void allErrorsAreToldAtOnce() {
    assertThat(errors("drain: x\nid: ''\nlease: {beat: 0}\nsandbox: {reed: []}\n"))
        .extracting(error -> error.split(":")[0])
        .containsExactlyInAnyOrder("drain", "id", "lease", "sandbox.reed");
  }

  @Test
  void textThatIsNoYamlIsToldWithItsLine() {
    assertThat(errors("id: a\nlanes: [\n").get(0)).startsWith("line ");
  }

  @Test
  void aFileIsNamedInWhatIsWrongWithIt(@TempDir Path folder) throws Exception {
    Path settings = Files.createDirectories(folder.resolve("handoff")).resolve("worker.yaml");
    ConfigurationFile file =
        new ConfigurationFile(Map.of("XDG_CONFIG_HOME", folder.toString(), "HOME", "/home/ann"));
    assertThat(file.read()).isEqualTo(Configuration.NONE);

    Files.writeString(settings, "idd: x\n");

    InvalidSettingsException refused =
        catchThrowableOfType(InvalidSettingsException.class, file::read);
    assertThat(refused).hasMessageContaining(settings.toString()).hasMessageContaining("mean id?");
  }

  @Test
  void onlyTripwiresThatThereAreCanBePermitted() {
    assertThat(errors("policy: {permit: [kubectl, kubectll]}"))
        .singleElement(as(InstanceOfAssertFactories.STRING))
        .startsWith("policy.permit[1]: must be the name of a tripwire, one of ")
        .endsWith(", got: kubectll");
  }

  @Test
  void aSubmittersFileIsAPolicyAlone(@TempDir Path folder) throws Exception {
    Path settings = Files.createDirectories(folder.resolve("handoff")).resolve("policy.yaml");
    ConfigurationFile file = new ConfigurationFile(Map.of("XDG_CONFIG_HOME", folder.toString()));
    assertThat(file.submitterPolicy()).isEqualTo(Policy.OF_SUBMITTER);

    Files.writeString(settings, "policy: {permit: [kubectl]}\n");
    assertThat(file.submitterPolicy().permit()).containsExactly("kubectl");
    assertThat(file.submitterPolicy().permitsVariable("ANY")).isTrue();

    Files.writeString(settings, "policy: {}\nlanes: {quick: 1}\n");
    assertThatThrownBy(file::submitterPolicy)
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining(settings.toString())
        .hasMessageContaining("lanes: is for a worker");
  }

  @Test
  void everyErrorOfAFileNamesItsLine(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("worker.yaml");
    Files.writeString(
        file,
        """
        # a comment is a line too
        lanes: {quick: 0}
        agents:
          my.agent: {kind: codex}
          other:
            kind: kodex
        policy:
          permit: [kubectl, no-such]
          pusch: true
        """);

    assertThatThrownBy(() -> new ConfigurationFile(Map.of()).read(file))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("line 2: lanes.quick: must be at least 1, got: 0")
        .hasMessageContaining("line 6: agents.other.kind: ")
        .hasMessageContaining("line 8: policy.permit[1]: ")
        .hasMessageContaining("line 9: policy.pusch: is not a known field (did you mean push?)");
  }

  @Test
  void secretsAreThoseOfTheEnvironmentAndOfTheFilesThatAreNamed(@TempDir Path folder)
      throws Exception {
    Path secrets = Files.writeString(folder.resolve("secrets"), "from-a-file\n\n123\n");
    WorkerSettings defaults = WorkerSettings.of("local", folder);
    Map<String, String> environment =
        Map.of("NPM_TOKEN", "token-of-npm", "LICENCE", "licence", "REGION", "eu-west");

    Redactor redactor =
        read("redact: {variables: [LICEN*], values_from: [%s]}".formatted(secrets))
            .over(
                defaults.withAttempts(
                    defaults.attempts().withEnvironment(environment, name -> false)))
            .attempts()
            .redactor();

    assertThat(redactor.redact("token-of-npm, licence, eu-west, from-a-file, 123."))
        .isEqualTo("***, ***, eu-west, ***, 123.");
  }

  @Test
  void whatTheFileExceptsIsNoSecret(@TempDir Path folder) throws Exception {
    WorkerSettings defaults = WorkerSettings.of("local", folder);
    Map<String, String> environment =
        Map.of(
            "API_KEY", "created_at_1",
            "LICENCE", "licence-text",
            "DATABASE_URL", "pg://ann:pa55-word@db/x",
            "NPM_TOKEN", "token-of-npm");

    Redactor redactor =
        read("redact: {variables: ['LICEN*'], except: [API_KEY, LICENCE, DATABASE_URL, OTHER]}")
            .over(
                defaults.withAttempts(
                    defaults.attempts().withEnvironment(environment, name -> false)))
            .attempts()
            .redactor();

    assertThat(redactor.redact("created_at_1, licence-text, pa55-word, token-of-npm"))
        .isEqualTo("created_at_1, licence-text, pa55-word, ***");
  }

  @Test
  void theFileStandsOverTheDefaults() throws Exception {
    WorkerSettings defaults = WorkerSettings.of("local", Path.of("/work"));

    WorkerSettings settings =
        read("id: other\nlanes: {gpu: 1}\ndrain: 5s\npolicy: {variables: ['NPM_*']}\n")
            .over(defaults);

    assertThat(settings.id()).isEqualTo("local");
    assertThat(settings.lanes()).isEqualTo(Map.of("gpu", 1));
    assertThat(settings.drain()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.lease()).isEqualTo(LeaseSettings.DEFAULT);
    assertThat(settings.attempts().permitted().test("NPM_TOKEN")).isTrue();
    assertThat(settings.attempts().permitted().test("TOKEN")).isFalse();
  }

  @Test
  void whatJobsMayUseReachesTheirAttempts() throws IOException {
    WorkerSettings defaults = WorkerSettings.of("local", Path.of("/work"));

    AttemptSettings attempts =
        read("sandbox: {read: [/a], write: [/b], user: 7}\nlimits: {memory: 1GiB, disk_free: 5MiB}\n")
            .over(defaults)
            .attempts();

    assertThat(attempts.sandbox())
        .isEqualTo(new SandboxPaths(List.of(Path.of("/a")), List.of(Path.of("/b")), List.of()));
    assertThat(attempts.jobUser()).contains(new JobUser(7));
    assertThat(attempts.limits()).isEqualTo(ChildLimits.DEFAULT.withMemory(1 << 30));
    assertThat(attempts.leastFree()).isEqualTo(5 << 20);
  }

  @Test
  void whatMayLeaveTheWorkerReachesItsAttempts() throws IOException {
    OutputSettings outputs =
        read("policy: {push: true}\npull_request: {command: [open-pr, '{branch}']}\n")
            .over(WorkerSettings.of("local", Path.of("/work")))
            .attempts()
            .outputs();

    assertThat(outputs.push()).isTrue();
    assertThat(outputs.pullRequest().words()).containsExactly("open-pr", "{branch}");
  }

  @Test
  void anAgentIsReadWithAllThatItsToolNeeds() {
    AgentSettings agent =
        read("""
                agents:
                  mine:
                    kind: command
                    command: [my-agent, "--model={model}"]
                    version: [my-agent, version]
                    env: [MODE=fast, "MY_*"]
                    log_in: {variables: [MY_KEY], home: .mine, files: [auth.json], keep_renewed: true}
                    success: {event: {/type: end}, not: {/bad: true}, message: /text, cost_usd: /usd}
                """)
            .agents()
            .get(0);

    assertThat(agent)
        .isEqualTo(
            new AgentSettings(
                "mine",
                AgentSettings.Kind.COMMAND,
                List.of("my-agent", "--model={model}"),
                List.of(),
                List.of("my-agent", "version"),
                List.of("MODE=fast", "MY_*"),
                new AgentCredentials(
                    true, List.of("MY_KEY"), null, ".mine", List.of("auth.json"), true),
                new CompletionPattern(
                    Map.of("/type", "end"),
                    Map.of("/bad", "true"),
                    null,
                    "/text",
                    null,
                    null,
                    "/usd")));
  }

  @Test
  void agentsOfTheFileStandBesideThoseThatEveryWorkerTries() throws IOException {
    WorkerSettings settings =
        read("agents: {claude: {kind: codex, log_in: false}, b: {kind: codex}}")
            .over(WorkerSettings.of("local", Path.of("/work")));

    assertThat(settings.agents())
        .extracting(agent -> agent.name() + " " + agent.kind())
        .containsExactly("codex CODEX", "claude CODEX", "b CODEX");
    assertThat(settings.agents().get(1).logIn()).isEqualTo(AgentCredentials.NONE);
  }
}
