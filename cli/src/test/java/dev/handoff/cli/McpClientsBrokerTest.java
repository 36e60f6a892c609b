package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.handoff.brief.policy.Policy;
import dev.handoff.gateway.Gateway;
import dev.handoff.gateway.GatewaySettings;
import dev.handoff.gateway.access.GatewayAddress;
import dev.handoff.gateway.access.Token;
import dev.handoff.gateway.access.TokenRole;
import dev.handoff.gateway.access.Tokens;
import dev.handoff.gateway.http.About;
import dev.handoff.gateway.http.Figures;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import dev.handoff.testkit.TestBroker;
import dev.handoff.worker.Worker;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The official clients at {@code POST /mcp} of a gateway, with a worker that runs what they ask.
 */
@ExtendWith(BrokerExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
@Order(2)
class McpClientsBrokerTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SECRET = Tokens.newSecret();
  private static final Duration DEADLINE = HandoffProcess.DEADLINE.multipliedBy(2);

  private static final Figures NO_FIGURES =
      new Figures() {
        @Override
        public String text() {
          return "";
        }

        @Override
        public List<String> problems() {
          return List.of();
        }
      };

  private final CountDownLatch gate = new CountDownLatch(1);
  private final CountDownLatch secondGate = new CountDownLatch(1);
  private Commands commands;
  private Worker worker;
  private Gateway gateway;
  private GatewayAddress address;

  @BeforeAll
  void start(TestBroker broker, @TempDir Path folder) throws Exception {
    commands = Commands.on(broker, folder);
    worker =
        commands.worker(
            Map.of(
                "greet",
                context -> TextNode.valueOf("hello"),
                "gate",
                context -> {
                  gate.await();
                  return TextNode.valueOf("hello");
                },
                "second-gate",
                context -> {
                  secondGate.await();
                  return TextNode.valueOf("hello");
                },
                "sleep",
                context -> {
                  Thread.sleep(Duration.ofHours(1).toMillis()); // until it is cancelled
                  return null;
                }));
    gateway = gateway(0);
    address = gateway.start();
  }

  @AfterAll
  void stop() throws Exception {
    gate.countDown();
    secondGate.countDown();
    if (gateway != null) {
      gateway.close();
    }
    if (worker != null) {
      worker.close();
    }
  }

  private Gateway gateway(int port) {
    Token token = new Token("ann", Tokens.sha256(SECRET), TokenRole.SUBMITTER, List.of());
    GatewaySettings settings =
        GatewaySettings.of(new Tokens(List.of(token)))
            .withAddress(new GatewayAddress("127.0.0.1", port));
    return new Gateway(
        commands.kafka(),
        settings,
        Policy.OF_SUBMITTER,
        NO_FIGURES,
        new About("0", "---\nname: handoff\n---\nthe page"),
        List.of());
  }

  private static void close(Gateway stopped) throws IOException {
    stopped.close();
  }

  private static String url(GatewayAddress address) {
    return "http://" + address + "/mcp";
  }

  private static ProcessBuilder node(String... words) {
    McpClients.install();
    List<String> all = new ArrayList<>(List.of("node"));
    all.addAll(List.of(words));
    ProcessBuilder node = new ProcessBuilder(all).directory(McpClients.folder().toFile());
    node.environment().put("TOKEN", SECRET);
    return node;
  }

  private JsonNode session(String script) throws IOException {
    ProcessResult run = ProcessRun.run(node(script, url(address)), DEADLINE);
    assertThat(run.exit()).as(run.toString()).isZero();
    return JSON.readTree(run.stdout());
  }

  private static void assertSession(JsonNode seen) {
    assertThat(seen.path("server").asText()).isEqualTo("handoff");
    assertThat(seen.path("tools")).hasSize(7);
    assertThat(seen.path("prompt").asText()).startsWith("---\nname: handoff");
    assertThat(seen.path("checked").asBoolean()).isTrue();
    assertThat(seen.path("accepted").asText()).startsWith("Accepted as task-");
    assertThat(seen.at("/ended/isError").asBoolean()).isFalse();
    assertThat(seen.at("/ended/exit").asInt(-1)).isZero();
    assertThat(seen.path("status").asText()).isEqualTo("completed");
    assertThat(seen.path("listed").asBoolean()).isTrue();
    assertThat(seen.path("cancelledEnd").asText()).isEqualTo("cancelled");
    assertThat(seen.path("wrong").path(0).asBoolean()).isTrue();
  }

  @Test
  void theOfficialClientWithAHandshakeDoesAllOfIt() throws Exception {
    assertSession(session("sdk.mjs"));
  }

  @Test
  void theOfficialClientWithoutAHandshakeDoesAllOfIt() throws Exception {
    JsonNode seen = session("client.mjs");

    assertThat(seen.path("revision").asText()).isEqualTo("2026-07-28");
    assertSession(seen);
  }

  @Test
  @SuppressWarnings("try") // a gateway is closed early, and may be closed twice
  void aTaskIsSettledThroughARestartOfItsGatewayAndByAnotherGateway() throws Exception {
    try (Gateway other = gateway(0);
        Gateway first = gateway(0)) {
      String second = url(other.start());
      GatewayAddress place = first.start();
      try (ProcessRun client = ProcessRun.start(node("tasks-http.mjs", url(place), second))) {
        client.awaitStdout("\n", DEADLINE);
        close(first);
        try (Gateway again = gateway(place.port())) {
          again.start();
          gate.countDown();

          ProcessResult run = client.awaitExit(DEADLINE);

          assertThat(run.exit()).as(run.toString()).isZero();
          List<String> lines = run.stdout().lines().toList();
          JsonNode reference = JSON.readTree(lines.get(0));
          JsonNode seen = JSON.readTree(lines.get(1));
          assertThat(seen.at("/outcome/status").asText()).isEqualTo("completed");
          assertThat(seen.at("/outcome/result/structuredContent/exit").asInt(-1)).isZero();
          assertThat(seen.at("/outcome/result/structuredContent/job"))
              .isEqualTo(reference.path("taskId"));
          assertThat(seen.path("again")).isEqualTo(seen.path("outcome"));
          assertThat(seen.path("cancelled").asText()).isEqualTo("cancelled");
        }
      }
    }
  }

  @Test
  void theConformanceSuiteFindsNothingButWhatIsExpected() {
    ProcessResult run =
        ProcessRun.run(
            node(
                "--import",
                "./node20.mjs",
                "node_modules/@modelcontextprotocol/conformance/dist/index.js",
                "server",
                "--url",
                url(address),
                "--expected-failures",
                "expected-failures.yaml"),
            DEADLINE);

    assertThat(run.exit()).as(run.toString()).isZero();
  }

  private List<String> command() {
    return HandoffProcess.at(commands.folder())
        .commandLine(
            "mcp",
            "--topic-prefix=" + commands.kafka().topics().prefix(),
            "--command-config=" + commands.folder().resolve("login.properties"));
  }

  /** As docs/for-agents.md describes a host's session. */
  private static void assertDoesAllOfIt(McpJavaClient client) {
    assertThat(client.tools()).hasSize(7).contains("delegate", "await_job");
    Object job = client.call("delegate", Map.of("brief", brief("greet"))).get("job");

    Map<?, ?> ended = client.call("await_job", Map.of("jobs", List.of(job), "wait_seconds", 45));

    assertThat(ended.get("state")).isEqualTo("completed");
    assertThat(ended.get("exit")).isEqualTo(0);
    Object endless = client.call("delegate", Map.of("brief", brief("sleep"))).get("job");
    client.call("cancel_job", Map.of("job", endless));
    assertThat(
            client
                .call("await_job", Map.of("jobs", List.of(endless), "wait_seconds", 45))
                .get("state"))
        .isEqualTo("cancelled");
  }

  private static Map<String, Object> brief(String handler) {
    return Map.of("goal", "Greet.", "changes", "optional", "run", Map.of("handler", handler));
  }

  @Test
  void theJavaClientsDoAllOfItOverHttp() {
    try (McpJavaClient classic = McpJavaClient.classic(uri(), SECRET, DEADLINE);
        McpJavaClient modern = McpJavaClient.modern(uri(), SECRET)) {
      assertDoesAllOfIt(classic);
      assertDoesAllOfIt(modern);
    }
  }

  @Test
  void theJavaClientsDoAllOfItOverPipes() {
    try (McpJavaClient classic = McpJavaClient.classic(command(), DEADLINE)) {
      assertDoesAllOfIt(classic);
    }
    try (McpJavaClient modern = McpJavaClient.modern(command())) {
      assertDoesAllOfIt(modern);
    }
  }

  private URI uri() {
    return URI.create(url(address));
  }

  @Test
  void aClientThatCutsItsWaitOffEndsTheRequestAndNoJob() {
    try (McpJavaClient patient = McpJavaClient.classic(uri(), SECRET, DEADLINE);
        McpJavaClient hasty = McpJavaClient.classic(uri(), SECRET, Duration.ofSeconds(5))) {
      Object job = patient.call("delegate", Map.of("brief", brief("second-gate"))).get("job");
      Map<String, Object> wait = Map.of("jobs", List.of(job), "wait_seconds", 45);

      assertThatThrownBy(() -> hasty.call("await_job", wait))
          .hasRootCauseInstanceOf(TimeoutException.class);

      assertThat((String) patient.call("job_status", Map.of("job", job)).get("state"))
          .isIn("queued", "running");
      secondGate.countDown();
      assertThat(patient.call("await_job", wait).get("state")).isEqualTo("completed");
    }
  }
}
