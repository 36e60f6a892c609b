package dev.handoff.cli;

import dev.handoff.brief.policy.Policy;
import dev.handoff.gateway.Gateway;
import dev.handoff.gateway.GatewaySettings;
import dev.handoff.gateway.access.GatewayAddress;
import dev.handoff.gateway.access.Token;
import dev.handoff.gateway.access.TokenRole;
import dev.handoff.gateway.access.Tokens;
import dev.handoff.gateway.http.About;
import dev.handoff.gateway.http.Figures;
import dev.handoff.log.KafkaSettings;
import dev.handoff.worker.metrics.ClusterFigures;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * A gateway in this process with the login of its caller, and one token that permits everything.
 */
final class SecuredGateway implements AutoCloseable {

  private static final Duration LONG = Duration.ofSeconds(60);

  private final String secret = Tokens.newSecret();
  private final HttpClient client = HttpClient.newHttpClient();
  private final ClusterFigures figures;
  private final Gateway gateway;
  private final String url;

  /** Starts one and waits until it is ready. */
  SecuredGateway(KafkaSettings kafka) throws IOException {
    figures = new ClusterFigures(kafka, "0", "0");
    Token token = new Token("ann", Tokens.sha256(secret), TokenRole.OPERATOR, List.of());
    GatewaySettings settings =
        GatewaySettings.of(new Tokens(List.of(token)))
            .withAddress(new GatewayAddress("127.0.0.1", 0));
    Figures served =
        new Figures() {
          @Override
          public String text() {
            return figures.text();
          }

          @Override
          public List<String> problems() {
            return figures.problems();
          }
        };
    gateway =
        new Gateway(
            kafka,
            settings,
            Policy.OF_SUBMITTER,
            served,
            new About("0", "the skill"),
            List.of(figures.begin()));
    url = "http://" + gateway.start();
    figures.start();
    Awaitility.await().atMost(LONG).until(() -> get("/readyz").statusCode() == 200);
  }

  HttpResponse<String> get(String path) throws IOException {
    return send(request(path));
  }

  HttpResponse<String> post(String path, String body, String... headers) throws IOException {
    HttpRequest.Builder request = request(path).POST(HttpRequest.BodyPublishers.ofString(body));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .header("Authorization", "Bearer " + secret)
        .timeout(LONG);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    gateway.close();
    figures.close();
  }
}
