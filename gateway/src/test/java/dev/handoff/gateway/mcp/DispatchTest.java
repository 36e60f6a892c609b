package dev.handoff.gateway.mcp;

import static dev.handoff.gateway.mcp.TestClient.object;
import static dev.handoff.gateway.mcp.TestClient.stateless;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.brief.BriefReader;
import dev.handoff.gateway.mcp.tool.Jobs;
import dev.handoff.gateway.mcp.tool.Submitter;
import dev.handoff.gateway.mcp.tool.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server answers to messages, the odd ones first. No broker is needed for any of them. */
class DispatchTest {

  /** About four bytes a token. */
  private static final int MOST_BYTES_OF_TOOLS = 16_000;

  private static final Submitter REFUSES =
      new Submitter() {
        @Override
        public Accepted submit(Jobs jobs, Request request) {
          throw new AssertionError("nothing may be submitted");
        }

        @Override
        public Checked check(byte[] document) {
          new BriefReader().read(document);
          return new Checked(List.of(), List.of(), List.of());
        }
      };

  private final McpServer server =
      new McpServer(
          new Tools(
              () -> {
                throw new IOException("no broker is there");
              },
              REFUSES,
              failure -> "failed: " + failure.getMessage(),
              Runnable::run),
          "1",
          "# The page");
  private final List<ObjectNode> sent = new ArrayList<>();
  private final Connection connection = new Connection(sent::add);

  private void receive(String json) {
    byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    server.receive(JsonRpc.parse(bytes), connection);
  }

  private ObjectNode answer(String json) {
    sent.clear();
    receive(json);
    assertThat(sent).hasSize(1);
    return sent.get(0);
  }

  private static String request(String method, ObjectNode params) {
    return "{'jsonrpc': '2.0', 'id': 7, 'method': '" + method + "', 'params': " + params + "}";
  }

  private ObjectNode handshake(String revision) {
    return answer(request("initialize", object("{'protocolVersion': '" + revision + "'}")));
  }

  private JsonNode call(String tool, String arguments) {
    ObjectNode params = object("{'name': '" + tool + "'}");
    params.set("arguments", object(arguments));
    return answer(request("tools/call", params)).path("result");
  }

  private static int code(JsonNode answer) {
    return answer.path("error").path("code").asInt();
  }

  @ParameterizedTest
  @CsvSource({
    "2025-06-18, 2025-06-18",
    "2025-11-25, 2025-11-25",
    "2024-11-05, 2025-11-25",
    "2026-07-28, 2025-11-25",
    "x, 2025-11-25"
  })
  void aHandshakeAgreesOnTheRevisionAskedForOrTheLastThatHasOne(String asked, String agreed) {
    JsonNode result = handshake(asked).path("result");

    assertThat(result.path("protocolVersion").asText()).isEqualTo(agreed);
    assertThat(result.path("capabilities").has("tools")).isTrue();
    assertThat(result.path("capabilities").has("extensions")).isFalse();
    assertThat(result.has("resultType")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no json",
        "{",
        "{'jsonrpc': '2.0', 'id': 1, 'id': 2, 'method': 'ping'}",
        "{'jsonrpc': '2.0', 'id': 1, 'method': 'ping'} {}",
        "\u0000",
        "NaN"
      })
  void whatIsNoJsonIsAParseErrorWithoutAnId(String text) {
    ObjectNode answer = answer(text);

    assertThat(code(answer)).isEqualTo(-32700);
    assertThat(answer.has("id")).isFalse();
  }

  @Test
  void jsonThatIsNestedTooDeeplyIsAParseError() {
    assertThat(code(answer("[".repeat(10_000)))).isEqualTo(-32700);
  }

  @Test
  void whatIsNotUtf8IsAParseError() {
    server.receive(JsonRpc.parse(new byte[] {'"', (byte) 0xff, '"'}), connection);

    assertThat(code(sent.get(0))).isEqualTo(-32700);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "[{'jsonrpc': '2.0', 'id': 1, 'method': 'ping'}]",
        "1",
        "null",
        "{}",
        "{'jsonrpc': '1.0', 'id': 1, 'method': 'ping'}",
        "{'jsonrpc': '2.0', 'id': 1}",
        "{'jsonrpc': '2.0', 'id': 1, 'method': 5}",
        "{'jsonrpc': '2.0', 'id': null, 'method': 'ping'}",
        "{'jsonrpc': '2.0', 'id': 1.5, 'method': 'ping'}",
        "{'jsonrpc': '2.0', 'id': true, 'method': 'ping'}",
        "{'jsonrpc': '2.0', 'id': {}, 'method': 'ping'}",
        "{'jsonrpc': '2.0', 'id': [], 'method': 'ping'}"
      })
  void whatIsNoRequestIsRefused(String text) {
    assertThat(code(answer(text))).isEqualTo(-32600);
  }

  @Test
  void anIdThatIsVeryLongIsRefused() {
    String id = "x".repeat(10_000);

    assertThat(code(answer("{'jsonrpc': '2.0', 'id': '" + id + "', 'method': 'ping'}")))
        .isEqualTo(-32600);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "-3", "'x'", "''", "12345678901234567890123"})
  void anAnswerHasTheIdAsItWasSent(String id) {
    ObjectNode answer = answer("{'jsonrpc': '2.0', 'id': " + id + ", 'method': 'ping'}");

    assertThat(answer.path("id").toString()).isEqualTo(id.replace('\'', '"'));
    assertThat(answer.path("result").isObject()).isTrue();
  }

  @Test
  void paramsThatAreNoObjectAreRefused() {
    assertThat(code(answer("{'jsonrpc': '2.0', 'id': 1, 'method': 'ping', 'params': [1]}")))
        .isEqualTo(-32602);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'jsonrpc': '2.0', 'method': 'notifications/initialized'}",
        "{'jsonrpc': '2.0', 'method': 'notifications/cancelled', 'params': {'requestId': 99}}",
        "{'jsonrpc': '2.0', 'method': 'notifications/cancelled', 'params': {'requestId': {}}}",
        "{'jsonrpc': '2.0', 'method': 'notifications/cancelled'}",
        "{'jsonrpc': '2.0', 'method': 'tools/call', 'params': {'name': 'delegate'}}",
        "{'jsonrpc': '2.0', 'id': 1, 'result': {}}",
        "{'jsonrpc': '2.0', 'id': 1, 'error': {}}"
      })
  void whatNeedsNoAnswerGetsNone(String text) {
    receive(text);

    assertThat(sent).isEmpty();
  }

  @Test
  void aRequestBeforeTheHandshakeIsRefused() {
    assertThat(code(answer(request("tools/list", object("{}"))))).isEqualTo(-32602);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "server/discover",
        "tasks/get",
        "tasks/list",
        "tasks/result",
        "subscriptions/listen",
        "logging/setLevel",
        "resources/subscribe",
        "no/such",
        ""
      })
  void aMethodThatTheRevisionDoesNotHaveIsUnknown(String method) {
    handshake("2025-11-25");

    assertThat(code(answer(request(method, object("{}"))))).isEqualTo(-32601);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ping", "tasks/list", "tasks/result", "resources/subscribe", "no/such"})
  void theRevisionWithoutAHandshakeHasItsOwnMethods(String method) {
    assertThat(code(answer(request(method, stateless(object("{}"), true))))).isEqualTo(-32601);
  }

  @Test
  void discoveryNamesTheRevisionAndTheExtension() {
    JsonNode result =
        answer(request("server/discover", stateless(object("{}"), false))).path("result");

    assertThat(result.path("resultType").asText()).isEqualTo("complete");
    assertThat(result.path("supportedVersions").path(0).asText()).isEqualTo("2026-07-28");
    assertThat(result.path("capabilities").path("extensions").has("io.modelcontextprotocol/tasks"))
        .isTrue();
    assertThat(
            result.path("_meta").path("io.modelcontextprotocol/serverInfo").path("name").asText())
        .isEqualTo("handoff");
    assertThat(result.path("ttlMs").asLong()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1900-01-01", "2025-11-25", "2025-06-18", "2027-01-01", ""})
  void aRevisionThatNoRequestMayNameIsRefusedWithThoseThatItMay(String revision) {
    ObjectNode params = stateless(object("{}"), false);
    params.withObject("/_meta").put("io.modelcontextprotocol/protocolVersion", revision);

    JsonNode error = answer(request("tools/list", params)).path("error");

    assertThat(error.path("code").asInt()).isEqualTo(-32022);
    assertThat(error.path("data").path("supported").path(0).asText()).isEqualTo("2026-07-28");
    assertThat(error.path("data").path("requested").asText()).isEqualTo(revision);
  }

  @Test
  void aRequestWithoutCapabilitiesIsNotComplete() {
    ObjectNode params = stateless(object("{}"), false);
    params.withObject("/_meta").remove("io.modelcontextprotocol/clientCapabilities");

    assertThat(code(answer(request("tools/list", params)))).isEqualTo(-32602);
  }

  @Test
  void aRevisionThatIsNoTextIsRefused() {
    ObjectNode params = stateless(object("{}"), false);
    params.withObject("/_meta").put("io.modelcontextprotocol/protocolVersion", 5);

    assertThat(code(answer(request("tools/list", params)))).isEqualTo(-32602);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tasks/get", "tasks/update", "tasks/cancel"})
  void aClientThatDoesNotDeclareTasksGetsNone(String method) {
    ObjectNode params = stateless(object("{'taskId': 'x'}"), false);

    JsonNode error = answer(request(method, params)).path("error");

    assertThat(error.path("code").asInt()).isEqualTo(-32021);
    assertThat(
            error
                .path("data")
                .path("requiredCapabilities")
                .path("extensions")
                .has("io.modelcontextprotocol/tasks"))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{'taskId': 5}", "{'taskId': 'task-1'}", "{'taskId': '../x'}"})
  void aTaskIdThatIsNoneIsNotFound(String params) {
    assertThat(code(answer(request("tasks/get", stateless(object(params), true)))))
        .isEqualTo(-32602);
  }

  @Test
  void theListOfToolsIsShortAndTheSameEachTime() {
    handshake("2025-11-25");
    ObjectNode first = answer(request("tools/list", object("{}")));
    ObjectNode second = answer(request("tools/list", object("{}")));

    assertThat(first).isEqualTo(second);
    assertThat(JsonRpc.text(first).length()).isLessThan(MOST_BYTES_OF_TOOLS);
    JsonNode tools = first.path("result").path("tools");
    assertThat(tools).hasSize(7);
    assertThat(tools)
        .allSatisfy(
            tool -> {
              assertThat(tool.path("description").asText()).isNotBlank();
              assertThat(tool.path("inputSchema").path("type").asText()).isEqualTo("object");
              assertThat(tool.path("annotations").has("readOnlyHint")).isTrue();
            });
    assertThat(first.toString()).doesNotContain("$ref", "pattern");
  }

  @Test
  void aListHasOnePage() {
    handshake("2025-11-25");

    assertThat(code(answer(request("tools/list", object("{'cursor': 'next'}"))))).isEqualTo(-32602);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'name': 5}",
        "{'name': 'rm'}",
        "{'name': 'job_status', 'arguments': []}",
        "{'name': 'job_status', 'arguments': 'x'}"
      })
  void aCallThatIsNoneIsAnErrorOfTheProtocol(String params) {
    handshake("2025-11-25");

    assertThat(code(answer(request("tools/call", object(params))))).isEqualTo(-32602);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "job_status | {} | job is missing",
        "job_status | {'job': 5} | job must be the id of a job",
        "job_status | {'job': 'task-1'} | got: \"task-1\"",
        "job_status | {'job': 'x', 'jab': 1} | job_status has no argument jab; it has: job",
        "await_job | {'jobs': []} | jobs must be a list of 1 to 20 ids of jobs",
        "await_job | {'jobs': {}} | jobs must be a list of 1 to 20 ids of jobs",
        "await_job | {'jobs': [1]} | job must be the id of a job",
        "await_job | {'jobs': ['task-01k0000000000000000000000w'], 'wait_seconds': -1} | wait_seconds must be",
        "await_job | {'jobs': ['task-01k0000000000000000000000w'], 'wait_seconds': 'x'} | wait_seconds must be",
        "delegate | {} | brief is missing",
        "delegate | {'brief': 5} | brief must be an object",
        "list_jobs | {'state': 'any'} | state must be one of queued, running",
        "check_brief | {'brief': {'goal': 'x'}} | The brief is refused",
        "check_brief | {'brief': 'goal: x'} | The brief is refused",
        "list_jobs | {} | failed: no broker is there"
      })
  void aToolSaysToTheModelWhatIsWrong(String tool, String arguments, String words) {
    handshake("2025-11-25");

    JsonNode result = call(tool, arguments);

    assertThat(result.path("isError").asBoolean()).isTrue();
    assertThat(TestClient.text(result)).contains(words);
  }

  @Test
  void aBriefMayBeTextToo() {
    handshake("2025-11-25");

    JsonNode result = call("check_brief", "{'brief': 'goal: x\\nrun: {command: [sh, run.sh]}'}");

    assertThat(TestClient.text(result)).startsWith("A submit takes this brief.");
    assertThat(result.path("structuredContent").path("valid").asBoolean()).isTrue();
  }

  @Test
  void theIdOfAnOpenRequestIsNotGivenTwice() {
    String listen =
        request("subscriptions/listen", stateless(object("{'notifications': {}}"), false));
    receive(listen); // stays open
    receive(listen);

    assertThat(sent).hasSize(2);
    assertThat(sent.get(0).path("method").asText())
        .isEqualTo("notifications/subscriptions/acknowledged");
    assertThat(code(sent.get(1))).isEqualTo(-32600);
  }

  @Test
  void aCancelledRequestGetsNoAnswerAndItsIdIsFree() {
    String listen =
        request("subscriptions/listen", stateless(object("{'notifications': {}}"), false));
    receive(listen);
    receive("{'jsonrpc': '2.0', 'method': 'notifications/cancelled', 'params': {'requestId': 7}}");
    sent.clear();

    receive(listen);

    assertThat(sent).hasSize(1);
    assertThat(sent.get(0).has("error")).isFalse();
  }

  @Test
  void moreRequestsAtOnceThanAnAgentHasAreRefused() {
    for (int id = 0; id < 300; id++) {
      ObjectNode params = stateless(object("{'notifications': {}}"), false);
      receive(
          "{'jsonrpc': '2.0', 'id': %d, 'method': 'subscriptions/listen', 'params': %s}"
              .formatted(id, params));
    }

    assertThat(sent.stream().filter(one -> one.has("error"))).hasSize(300 - 256);
  }

  @Test
  void thePromptIsThePageThatTeachesAgents() {
    handshake("2025-06-18");

    JsonNode prompt = answer(request("prompts/get", object("{'name': 'delegate'}")));

    assertThat(prompt.at("/result/messages/0/content/text").asText()).isEqualTo("# The page");
    assertThat(code(answer(request("prompts/get", object("{'name': 'x'}"))))).isEqualTo(-32602);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "file:///etc/passwd", "handoff://job/x/report", "handoff://job/../report"})
  void aResourceThatIsNoneIsNotFoundUnderTheCodeOfTheRevision(String uri) {
    assertThat(
            code(
                answer(
                    request("resources/read", stateless(object("{'uri': '" + uri + "'}"), false)))))
        .isEqualTo(-32602);
    handshake("2025-11-25");

    assertThat(code(answer(request("resources/read", object("{'uri': '" + uri + "'}")))))
        .isEqualTo(-32002);
  }
}
