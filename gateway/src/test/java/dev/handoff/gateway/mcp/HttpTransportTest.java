package dev.handoff.gateway.mcp;

import static dev.handoff.gateway.mcp.TestClient.object;
import static dev.handoff.gateway.mcp.TestClient.stateless;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.gateway.mcp.tool.Jobs;
import dev.handoff.gateway.mcp.tool.Submitter;
import dev.handoff.gateway.mcp.tool.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which status and which body a POST gets. */
class HttpTransportTest {

  private static final String MODERN = "2026-07-28";

  private final HttpTransport transport =
      new HttpTransport(
          new McpServer(
              new Tools(
                  () -> {
                    throw new IOException("no broker is there");
                  },
                  new NoSubmitter(),
                  Throwable::getMessage,
                  Runnable::run),
              "1",
              "# The page"));
  private final List<String> seen = new ArrayList<>();
  private @Nullable String refusal;

  private static final class NoSubmitter implements Submitter {

    @Override
    public Accepted submit(Jobs jobs, Request request) {
      throw new AssertionError("nothing may be submitted");
    }

    @Override
    public Checked check(byte[] document) {
      return new Checked(List.of(), List.of(), List.of());
    }
  }

  private final HttpReply reply =
      new HttpReply() {
        @Override
        public void answer(int status, @Nullable String json) {
          seen.add(status + " " + json);
        }

        @Override
        public @Nullable String begin() {
          if (refusal == null) {
            seen.add("begin");
          }
          return refusal;
        }

        @Override
        public void event(String json) {
          seen.add("event " + json);
        }

        @Override
        public void end() {
          seen.add("end");
        }
      };

  private Runnable post(HttpHeaders headers, String body) {
    return transport.receive(headers, body.getBytes(StandardCharsets.UTF_8), reply);
  }

  private static String body(String method, ObjectNode params) {
    return object("{'jsonrpc': '2.0', 'id': 1, 'method': '" + method + "'}")
        .<ObjectNode>set("params", params)
        .toString();
  }

  private static HttpHeaders headers(String revision, String method, String name) {
    return new HttpHeaders(revision, method, name, true);
  }

  @Test
  void aNotificationIsAcceptedWithoutABody() {
    post(headers(null, null, null), "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}");

    assertThat(seen).containsExactly("202 null");
  }

  @Test
  void whatIsNoMessageIsABadRequest() {
    post(headers(null, null, null), "no json");

    assertThat(seen).hasSize(1);
    assertThat(seen.get(0)).startsWith("400 ").contains("-32700");
  }

  @Test
  void aHandshakeAndWhatFollowsItNeedNoSession() {
    post(
        headers(null, null, null), body("initialize", object("{'protocolVersion': '2025-11-25'}")));
    post(headers("2025-11-25", null, null), body("tools/list", object("{}")));

    assertThat(seen).hasSize(2).allMatch(one -> one.startsWith("200 "));
    assertThat(seen.get(1)).contains("\"tools\"").doesNotContain("resultType");
  }

  @Test
  void aRevisionOfAHandshakeThatIsNoneIsABadRequest() {
    post(headers("1999-01-01", null, null), body("tools/list", object("{}")));

    assertThat(seen.get(0)).startsWith("400 ");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-07-28, tools/call, check_brief, 200",
    "2026-07-28, tools/call, =?base64?Y2hlY2tfYnJpZWY=?=, 200",
    "2025-11-25, tools/call, check_brief, 400",
    ", tools/call, check_brief, 400",
    "2026-07-28, tools/list, check_brief, 400",
    "2026-07-28, , check_brief, 400",
    "2026-07-28, tools/call, delegate, 400",
    "2026-07-28, tools/call, , 400",
    "2026-07-28, tools/call, =?base64?%%%?=, 400",
    "2026-07-28, tools/call, =?base64?=, 400"
  })
  void headersMustSayWhatTheBodySays(String revision, String method, String name, int status) {
    String params = "{'name': 'check_brief', 'arguments': {'brief': {}}}";

    post(headers(revision, method, name), body("tools/call", stateless(object(params), false)));

    assertThat(seen.get(0)).startsWith(status + " ");
    assertThat(seen.get(0).contains("-32020")).isEqualTo(status == 400);
  }

  @Test
  void aMethodThatThereIsNotIsNotFound() {
    post(headers(MODERN, "no/such", null), body("no/such", stateless(object("{}"), false)));

    assertThat(seen.get(0)).startsWith("404 ").contains("-32601");
  }

  @Test
  void aSubscriptionIsAnsweredByEventsUntilTheClientIsGone() {
    Runnable gone =
        post(
            headers(MODERN, "subscriptions/listen", null),
            body("subscriptions/listen", stateless(object("{'notifications': {}}"), false)));

    assertThat(seen).hasSize(2);
    assertThat(seen.get(0)).isEqualTo("begin");
    assertThat(seen.get(1)).startsWith("event ").contains("acknowledged");
    gone.run();
    assertThat(seen).hasSize(2);
  }

  @Test
  void aSubscriptionThatMayHaveNoStreamIsRefusedInsteadOfWaitingForever() {
    refusal = "a token may have 64 streams at a time";

    post(
        headers(MODERN, "subscriptions/listen", null),
        body("subscriptions/listen", stateless(object("{'notifications': {}}"), false)));

    assertThat(seen).hasSize(1);
    assertThat(seen.get(0)).startsWith("429 ").contains("-32000", "64 streams");
  }
}
