package dev.handoff.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.job.JobId;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.TestBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** MCP over HTTP, with the rights of each token. */
@ExtendWith(BrokerExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class McpHttpBrokerTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BRIEF = "goal: show it\nlane: %s\nrun: {handler: show}\n";

  private final TestGateways gateways;
  private TestGateways.Running gateway;

  McpHttpBrokerTest(TestBroker broker) {
    gateways = new TestGateways(broker);
  }

  @BeforeAll
  void start() throws IOException {
    gateway = gateways.start();
  }

  @AfterAll
  void close() throws IOException {
    gateways.close();
  }

  private static ObjectNode message(String method, ObjectNode params) {
    ObjectNode message = JSON.createObjectNode().put("jsonrpc", "2.0").put("id", 7);
    message.put("method", method).set("params", params);
    return message;
  }

  private HttpResponse<String> post(String secret, String body, String... headers)
      throws IOException {
    return gateway.post("/mcp", secret, body, headers);
  }

  private JsonNode call(String secret, String tool, ObjectNode arguments) throws IOException {
    ObjectNode params = JSON.createObjectNode().put("name", tool);
    params.set("arguments", arguments);
    HttpResponse<String> answer = post(secret, message("tools/call", params).toString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body()).path("result");
  }

  private static ObjectNode ofJob(JobId job) {
    return JSON.createObjectNode().put("job", job.text());
  }

  private static ObjectNode brief(String lane) {
    return JSON.createObjectNode().put("brief", BRIEF.formatted(lane));
  }

  private String stateOf(JobId job) throws IOException {
    return JSON.readTree(gateway.get("/v1/jobs/" + job).body()).path("state").asText();
  }

  @Test
  void aHandshakeIsAnsweredAndNoSessionIsKept() throws Exception {
    ObjectNode params = JSON.createObjectNode().put("protocolVersion", "2025-11-25");
    params.putObject("capabilities");
    HttpResponse<String> answer =
        post(TestGateways.WATCHER, message("initialize", params).toString());

    assertThat(JSON.readTree(answer.body()).at("/result/protocolVersion").asText())
        .isEqualTo("2025-11-25");
    assertThat(answer.headers().firstValue("Mcp-Session-Id")).isEmpty();
    assertThat(
            post(
                    TestGateways.WATCHER,
                    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}")
                .statusCode())
        .isEqualTo(202);
    assertThat(gateway.get("/mcp").statusCode()).isEqualTo(405);
  }

  @Test
  void aSubmitterDelegatesInItsName() throws Exception {
    JsonNode result = call(TestGateways.SUBMITTER, "delegate", brief("quick"));

    assertThat(result.path("isError").asBoolean()).as(result.toString()).isFalse();
    JobId job = new JobId(result.at("/structuredContent/job").asText());
    assertThat(JSON.readTree(gateway.get("/v1/jobs/" + job).body()).path("submitter").asText())
        .isEqualTo("ann");
  }

  @Test
  void aWatcherReadsAndDoesNothingElse() throws Exception {
    JobId job = gateways.submitted("is watched");

    assertThat(call(TestGateways.WATCHER, "job_status", ofJob(job)).path("isError").asBoolean())
        .isFalse();
    for (JsonNode refused :
        List.of(
            call(TestGateways.WATCHER, "delegate", brief("quick")),
            call(TestGateways.WATCHER, "cancel_job", ofJob(job)))) {
      assertThat(refused.path("isError").asBoolean()).isTrue();
      assertThat(refused.at("/content/0/text").asText()).contains("role submitter");
    }
    assertThat(cancelTask(TestGateways.WATCHER, job)).contains("role submitter");
    assertThat(stateOf(job)).isEqualTo("queued");
  }

  /** By the revision that has tasks. */
  private String cancelTask(String secret, JobId job) throws IOException {
    ObjectNode params = JSON.createObjectNode().put("taskId", job.text());
    ObjectNode meta = params.putObject("_meta");
    meta.put("io.modelcontextprotocol/protocolVersion", "2026-07-28");
    meta.putObject("io.modelcontextprotocol/clientInfo").put("name", "t").put("version", "0");
    meta.putObject("io.modelcontextprotocol/clientCapabilities")
        .putObject("extensions")
        .putObject("io.modelcontextprotocol/tasks");
    return post(
            secret,
            message("tasks/cancel", params).toString(),
            "MCP-Protocol-Version",
            "2026-07-28",
            "Mcp-Method",
            "tasks/cancel",
            "Mcp-Name",
            job.text())
        .body();
  }

  @Test
  void aTokenOfOtherLanesNeitherSubmitsNorCancelsThere() throws Exception {
    JobId job = gateways.submitted("is in standard");

    assertThat(call(TestGateways.QUICK_ONLY, "delegate", brief("standard")).toString())
        .contains("\"isError\":true", "not for standard");
    assertThat(call(TestGateways.QUICK_ONLY, "cancel_job", ofJob(job)).toString())
        .contains("\"isError\":true", "not for standard");
    assertThat(cancelTask(TestGateways.QUICK_ONLY, job)).contains("not for standard");
    assertThat(stateOf(job)).isEqualTo("queued");
    assertThat(cancelTask(TestGateways.SUBMITTER, job)).contains("result");
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(stateOf(job)).isEqualTo("cancelled"));
  }

  @Test
  void aBriefOfAWorkingTreeIsRefused() throws Exception {
    ObjectNode path =
        JSON.createObjectNode()
            .put("brief", "goal: x\nscope: {repo: /srv/blog}\nrun: {command: [\"true\"]}\n");

    assertThat(call(TestGateways.SUBMITTER, "delegate", path).toString())
        .contains("\"isError\":true", "scope.repo: must be a URL");
    assertThat(
            call(TestGateways.SUBMITTER, "delegate", brief("quick").put("dirty", true)).toString())
        .contains("\"isError\":true", "no working tree");
  }

  @Test
  void anAwaitedEndIsPushedWithTheProgressBeforeIt() throws Exception {
    JobId job = gateways.submitted("is awaited");
    ObjectNode params = JSON.createObjectNode().put("name", "await_job");
    params.putObject("arguments").put("wait_seconds", 45).putArray("jobs").add(job.text());
    params.putObject("_meta").put("progressToken", "p");
    CompletableFuture<HttpResponse<String>> answer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return post(
                    TestGateways.WATCHER,
                    message("tools/call", params).toString(),
                    "Accept",
                    "application/json, text/event-stream");
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });

    gateways.append(job, TestGateways.started(), TestGateways.completed());

    HttpResponse<String> events = answer.get(60, TimeUnit.SECONDS);
    assertThat(events.body()).contains("completed");
    String last =
        events.body().lines().filter(line -> line.startsWith("data: ")).reduce("", (a, b) -> b);
    String json = last.isEmpty() ? events.body() : last.substring("data: ".length());
    assertThat(JSON.readTree(json).at("/result/isError").isMissingNode()).isFalse();
    assertThat(JSON.readTree(json).path("id").asInt()).isEqualTo(7);
  }
}
