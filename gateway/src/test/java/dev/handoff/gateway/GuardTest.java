package dev.handoff.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.policy.Policy;
import dev.handoff.gateway.access.GatewayAddress;
import dev.handoff.gateway.access.Token;
import dev.handoff.gateway.access.TokenRole;
import dev.handoff.gateway.access.Tokens;
import dev.handoff.gateway.http.Figures;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands before all routes, byte by byte as a stranger sends it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuardTest {

  private static final String SECRET = Tokens.newSecret();
  private static final String BEARER = "Authorization: Bearer " + SECRET + "\r\n";

  private static final Figures NO_FIGURES =
      new Figures() {
        @Override
        public String text() {
          return "handoff_jobs 0\n";
        }

        @Override
        public List<String> problems() {
          return List.of();
        }
      };

  private Gateway gateway;
  private GatewayAddress address;

  @BeforeAll
  void start() throws IOException {
    Token token = new Token("ann", Tokens.sha256(SECRET), TokenRole.WATCHER, List.of());
    GatewaySettings settings =
        new GatewaySettings(
            new GatewayAddress("127.0.0.1", 0),
            Set.of("board.example.org"),
            Set.of("https://pages.example.org"),
            null,
            false,
            false,
            new Tokens(List.of(token)),
            false,
            Duration.ofSeconds(3),
            null);
    KafkaSettings kafka =
        new KafkaSettings(Map.of("bootstrap.servers", "127.0.0.1:1"), Topics.DEFAULT);
    gateway =
        new Gateway(
            kafka, settings, Policy.OF_SUBMITTER, NO_FIGURES, TestGateways.ABOUT, List.of());
    address = gateway.start();
  }

  @AfterAll
  void close() throws IOException {
    gateway.close();
  }

  /** The whole answer to what is sent; the server must close the connection. */
  private String answer(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", address.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String get(String path, String host, String headers) throws IOException {
    return answer(
        "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%s\r\n"
            .formatted(path, host, headers));
  }

  private static int status(String answer) {
    return Integer.parseInt(answer.substring(9, 12));
  }

  @Test
  void whoeverHasATokenIsAnswered() throws Exception {
    String answer = get("/metrics", "127.0.0.1:" + address.port(), BEARER);

    assertThat(status(answer)).isEqualTo(200);
    assertThat(answer).endsWith("handoff_jobs 0\n");
  }

  @Test
  void everyAnswerKeepsABrowserFromReadingMoreIntoIt() throws Exception {
    assertThat(get("/metrics", "localhost", BEARER))
        .containsIgnoringCase("Content-Security-Policy: default-src 'none';")
        .containsIgnoringCase("frame-ancestors 'none'")
        .containsIgnoringCase("X-Content-Type-Options: nosniff")
        .containsIgnoringCase("Referrer-Policy: no-referrer")
        .containsIgnoringCase("Cache-Control: no-store")
        .doesNotContainIgnoringCase("Set-Cookie")
        .doesNotContainIgnoringCase("Access-Control")
        .doesNotContainIgnoringCase("\nServer:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"evil.example.org", "127.0.0.1.evil.example.org", "localhost.evil.example.org"})
  void aNameOfSomebodyElseThatLeadsHereIsRefused(String host) throws Exception {
    assertThat(status(get("/metrics", host, BEARER))).isEqualTo(421);
  }

  @Test
  void aWholeUrlInTheRequestLineIsHeldToItToo() throws Exception {
    assertThat(status(get("http://evil.example.org/metrics", "127.0.0.1", BEARER))).isIn(400, 421);
  }

  @Test
  void aRequestWithoutAHostIsRefused() throws Exception {
    assertThat(status(answer("GET /metrics HTTP/1.1\r\nConnection: close\r\n" + BEARER + "\r\n")))
        .isEqualTo(400);
    assertThat(status(answer("GET /metrics HTTP/1.0\r\n" + BEARER + "\r\n"))).isEqualTo(421);
  }

  @Test
  void aConfiguredNameIsAnswered() throws Exception {
    assertThat(status(get("/metrics", "board.example.org", BEARER))).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://evil.example.org", "null", "http://127.0.0.1:1"})
  void aPageOfSomebodyElseIsRefusedEvenWithAToken(String origin) throws Exception {
    String answer = get("/metrics", "127.0.0.1", BEARER + "Origin: " + origin + "\r\n");

    assertThat(status(answer)).isEqualTo(403);
    assertThat(answer).doesNotContainIgnoringCase("Access-Control");
  }

  @Test
  void aNamedOriginIsToldThatItMayRead() throws Exception {
    String origin = "Origin: https://pages.example.org\r\n";

    assertThat(get("/metrics", "127.0.0.1", BEARER + origin))
        .startsWith("HTTP/1.1 200")
        .containsIgnoringCase("Access-Control-Allow-Origin: https://pages.example.org");
    assertThat(
            answer(
                "OPTIONS /v1/jobs HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                    + origin
                    + "\r\n"))
        .startsWith("HTTP/1.1 204")
        .containsIgnoringCase("Access-Control-Allow-Methods: GET, POST");
  }

  @Test
  void nobodyIsAnsweredWithoutAToken() throws Exception {
    for (String headers :
        List.of(
            "",
            "Authorization: Bearer handoff_wrong\r\n",
            "Authorization: Basic " + SECRET + "\r\n",
            "Authorization: Bearer\r\n",
            "Cookie: token=" + SECRET + "\r\n")) {
      String answer = get("/metrics", "127.0.0.1", headers);
      assertThat(status(answer)).isEqualTo(401);
      assertThat(answer)
          .containsIgnoringCase("WWW-Authenticate: Bearer")
          .contains("\"status\":401")
          .doesNotContain(SECRET);
    }
  }

  @Test
  void aTokenInTheAddressCountsForNothing() throws Exception {
    assertThat(status(get("/metrics?token=" + SECRET, "127.0.0.1", ""))).isEqualTo(401);
  }

  @Test
  void whetherItLivesIsToldWithoutAToken() throws Exception {
    assertThat(get("/healthz", "127.0.0.1", "")).startsWith("HTTP/1.1 200").endsWith("alive\n");
    assertThat(get("/readyz", "127.0.0.1", ""))
        .startsWith("HTTP/1.1 503")
        .contains("not ready\nthe log has not been read");
  }

  @Test
  void pathsThatAreNotThereAreNotFoundByThoseWhoHaveAToken() throws Exception {
    assertThat(status(get("/nothing", "127.0.0.1", BEARER))).isEqualTo(404);
    assertThat(status(get("/nothing", "127.0.0.1", ""))).isEqualTo(401);
    assertThat(status(get("/healthz/../metrics", "127.0.0.1", ""))).isIn(400, 401);
    assertThat(status(get("/%2e%2e/metrics", "127.0.0.1", ""))).isIn(400, 401);
    assertThat(status(get("/healthz%2f..%2fmetrics", "127.0.0.1", ""))).isIn(400, 401);
    assertThat(status(get("/board/../metrics", "127.0.0.1", ""))).isIn(400, 401);
    assertThat(status(get("/board/%2e%2e/metrics", "127.0.0.1", ""))).isIn(400, 401);
    assertThat(status(get("/board/..%2fmetrics", "127.0.0.1", ""))).isIn(400, 404);
    assertThat(status(get("/board/x/metrics", "127.0.0.1", ""))).isEqualTo(404);
  }

  @Test
  void aQueryThatIsNoneIsRefused() throws Exception {
    assertThat(status(get("/v1/jobs?text=%zz", "127.0.0.1", BEARER))).isEqualTo(400);
    assertThat(status(get("/v1/jobs?text=%ff%fe", "127.0.0.1", BEARER))).isIn(400, 503);
  }

  @Test
  void whoIsRefusedBeforeTheBodyWasReadIsToldThatTheConnectionEnds() throws Exception {
    String answer =
        answer(
            "POST /v1/jobs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\ngoal: x\n");

    assertThat(status(answer)).isEqualTo(401);
    assertThat(answer).containsIgnoringCase("Connection: close");
  }

  @Test
  void anotherMethodIsNotAllowed() throws Exception {
    String answer =
        answer(
            "POST /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

    assertThat(status(answer)).isEqualTo(405);
    assertThat(answer).containsIgnoringCase("Allow: GET");
  }

  @Test
  void aHugeBodyIsRefusedBeforeItIsRead() throws Exception {
    assertThat(
            status(
                answer(
                    "POST /v1/jobs HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                        + BEARER
                        + "Content-Length: 10485760\r\nConnection: close\r\n\r\n")))
        .isEqualTo(413);
  }

  @Test
  void aHugeHeaderIsRefused() throws Exception {
    assertThat(status(get("/healthz", "127.0.0.1", "X-Much: " + "x".repeat(20_000) + "\r\n")))
        .isEqualTo(431);
  }

  @Test
  void headersThatDoNotComeToAnEndEndTheConnection() throws Exception {
    String answer = answer("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow");

    assertThat(answer.isEmpty() || status(answer) == 408).isTrue();
  }

  /** Sends a byte now and then, until the other side has had enough; what it said then. */
  static String drip(Socket socket) throws IOException {
    socket.setSoTimeout(200);
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (System.nanoTime() - until < 0) {
      try {
        int next = socket.getInputStream().read();
        if (next < 0) {
          return answer.toString(StandardCharsets.UTF_8);
        }
        answer.write(next);
      } catch (SocketTimeoutException quiet) {
        try {
          socket.getOutputStream().write('x');
        } catch (IOException closed) {
          return answer.toString(StandardCharsets.UTF_8);
        }
      } catch (SocketException closed) {
        return answer.toString(StandardCharsets.UTF_8);
      }
    }
    throw new AssertionError("after 60 s it still waits for more");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"})
  void headersThatComeByteByByteAreCutOffAlsoAfterARequestThatWasAnswered(String before)
      throws Exception {
    try (Socket socket = new Socket("127.0.0.1", address.port())) {
      String begun = before + "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ";
      socket.getOutputStream().write(begun.getBytes(StandardCharsets.US_ASCII));

      String answer = drip(socket);

      assertThat(answer.contains("alive")).as(answer).isEqualTo(!before.isEmpty());
      assertThat(answer.split("HTTP/1.1 200", -1)).hasSize(before.isEmpty() ? 1 : 2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GARBAGE\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example.org\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost : 127.0.0.1\r\n\r\n"
      })
  void whatIsNoHttpIsRefusedWithoutAWordOfIt(String request) throws Exception {
    String answer = answer(request);

    assertThat(status(answer)).isBetween(400, 499);
    assertThat(answer).doesNotContain("GARBAGE").doesNotContain("evil");
  }
}
