package dev.handoff.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class MetricsServerTest {

  private static final MetricsAddress ANY = MetricsAddress.parse("127.0.0.1:0");
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static MetricsServer serve(Map<String, Supplier<Page>> pages) throws IOException {
    MetricsServer server = MetricsServer.bind(ANY);
    server.serve(pages);
    return server;
  }

  private static HttpResponse<String> send(MetricsServer server, String method, String path)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + server.address() + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aPageIsServedAtItsPathAndNowhereElse() throws Exception {
    try (MetricsServer server = serve(Map.of("/metrics", () -> Page.figures("a 1\n")))) {
      HttpResponse<String> page = send(server, "GET", "/metrics");

      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body()).isEqualTo("a 1\n");
      assertThat(page.headers().firstValue("Content-Type"))
          .hasValue("text/plain; version=0.0.4; charset=utf-8");
      assertThat(send(server, "GET", "/metrics/more").statusCode()).isEqualTo(404);
      assertThat(send(server, "GET", "/").body()).contains("/metrics");
    }
  }

  @Test
  void aPageIsServedWhileOthersHoldSlowConnections() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try (MetricsServer server = serve(Map.of("/healthz", () -> Page.text(200, "well")))) {
      InetSocketAddress address =
          new InetSocketAddress("127.0.0.1", URI.create("http://" + server.address()).getPort());
      for (int i = 0; i < 50; i++) {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        slow.add(socket);
        socket.getOutputStream().write("GET /healthz HT".getBytes(StandardCharsets.US_ASCII));
      }

      CompletableFuture<HttpResponse<String>> answer =
          CLIENT.sendAsync(
              HttpRequest.newBuilder(URI.create("http://" + server.address() + "/healthz")).build(),
              HttpResponse.BodyHandlers.ofString());

      assertThat(answer).succeedsWithin(Duration.ofSeconds(30));
      assertThat(answer.join().body()).isEqualTo("well\n");
    } finally {
      for (Socket each : slow) {
        each.close();
      }
    }
  }

  @Test
  void onlyReadersAreAnswered() throws Exception {
    try (MetricsServer server = serve(Map.of("/metrics", () -> Page.figures("a 1\n")))) {
      assertThat(send(server, "HEAD", "/metrics").statusCode()).isEqualTo(200);
      assertThat(send(server, "POST", "/metrics").statusCode()).isEqualTo(405);
    }
  }

  @Test
  void whatIsNotReadyIsNamed() throws Exception {
    List<String> problems = List.of("the disk is full", "the broker is away");
    try (MetricsServer server = serve(Map.of("/readyz", () -> Page.readiness(problems)))) {
      HttpResponse<String> page = send(server, "GET", "/readyz");

      assertThat(page.statusCode()).isEqualTo(503);
      assertThat(page.body()).isEqualTo("not ready\nthe disk is full\nthe broker is away\n");
    }
  }

  @Test
  void aDefectOfAPageIsAnAnswerToo() throws Exception {
    Supplier<Page> broken =
        () -> {
          throw new IllegalStateException("broken");
        };
    try (MetricsServer server = serve(Map.of("/metrics", broken))) {
      assertThat(send(server, "GET", "/metrics").statusCode()).isEqualTo(500);
    }
  }

  @Test
  void aTakenAddressThatSomebodyNamedIsRefused() throws Exception {
    try (MetricsServer first = MetricsServer.bind(ANY)) {
      MetricsAddress taken = MetricsAddress.parse(first.address().toString());

      assertThatThrownBy(() -> MetricsServer.bind(taken))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("metrics.address must be one that this host can serve at, got: ")
          .hasMessageContaining(taken.toString());
    }
  }

  @Test
  void aTakenAddressThatNobodyNamedIsMovedFrom() throws Exception {
    try (MetricsServer first = MetricsServer.bind(ANY);
        MetricsServer second =
            MetricsServer.bind(new MetricsAddress("127.0.0.1", first.address().port(), true))) {
      assertThat(second.address().port()).isNotEqualTo(first.address().port()).isPositive();
    }
  }
}
