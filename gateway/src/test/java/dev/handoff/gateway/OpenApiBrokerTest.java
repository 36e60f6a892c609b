package dev.handoff.gateway;

import static dev.handoff.gateway.TestGateways.completed;
import static dev.handoff.gateway.TestGateways.started;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.gateway.access.TokenLimits;
import dev.handoff.gateway.http.Api;
import dev.handoff.gateway.http.Backend;
import dev.handoff.gateway.http.Write;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobResult.Outputs;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import dev.handoff.log.artifact.ArtifactWriter;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.TestBroker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What docs/openapi.yaml says is so, and all that a gateway answers stands there. */
@ExtendWith(BrokerExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiBrokerTest {

  private static final String BRIEF = "goal: show it\nlane: quick\nrun: {handler: show}\n";

  private final TestGateways gateways;
  private final OpenApi document = new OpenApi();
  private TestGateways.Running gateway;

  OpenApiBrokerTest(TestBroker broker) throws IOException {
    gateways = new TestGateways(broker);
  }

  @AfterAll
  void close() throws IOException {
    gateways.close();
  }

  @Test
  void everyRouteStandsInTheDocumentAndNoOther() {
    Backend nothing = new Backend(null, null, null, null, null, null, null, null, null);
    Api api =
        new Api(
            nothing, new Write(null, null), List::of, TestGateways.NO_FIGURES, TestGateways.ABOUT);

    assertThat(api.names().stream().map(name -> name.replace("*}", "}")))
        .containsExactlyInAnyOrderElementsOf(document.operations());
  }

  @Test
  void everyAnswerIsAsTheDocumentSaysAndEachOfThemIsSeen() throws Exception {
    before();
    gateway = gateways.start();
    lists();
    job();
    streams();
    submits();
    cancels();
    mcp();
    health();
    everyRouteWantsAToken();

    TreeSet<String> unseen = new TreeSet<>(document.answers());
    unseen.removeAll(document.seen());
    assertThat(unseen).isEmpty();
  }

  private void get(String operation, String path, String... headers) throws IOException {
    document.check("GET " + operation, gateway.get(path, headers));
  }

  private void post(String operation, String path, String secret, String body, String... headers)
      throws IOException {
    document.check("POST " + operation, gateway.post(path, secret, body, headers));
  }

  /** A gateway that has not read the log. */
  private void before() throws IOException {
    KafkaSettings nowhere =
        new KafkaSettings(Map.of("bootstrap.servers", "127.0.0.1:1"), Topics.DEFAULT);
    try (Gateway early =
        new Gateway(
            nowhere,
            TestGateways.settings(),
            dev.handoff.brief.policy.Policy.OF_SUBMITTER,
            TestGateways.NO_FIGURES,
            TestGateways.ABOUT,
            List.of())) {
      gateway = gateways.of(early);
      for (String path : List.of("/v1/jobs", "/v1/watch", "/v1/lanes", "/v1/workers", "/readyz")) {
        get(path, path);
      }
      get("/v1/jobs/{job}/collisions", "/v1/jobs/" + unknown() + "/collisions");
    }
  }

  private void lists() throws Exception {
    gateways.submitted("is listed");
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> gateway.get("/v1/jobs").body().contains("is listed"));
    get("/v1/jobs", "/v1/jobs?state=live&limit=1");
    get("/v1/jobs", "/v1/jobs?state=none");
    get("/v1/lanes", "/v1/lanes");
    get("/v1/lanes", "/v1/lanes?x=1");
    get("/v1/workers", "/v1/workers");
    get("/v1/token", "/v1/token");
    get("/", "/");
    for (String file : List.of("main.js", "board.css", "index.html", "icon.svg", "none.js")) {
      get("/board/{file}", "/board/" + file);
    }
    get("/v1/workers", "/v1/workers?x=1");
  }

  private void job() throws Exception {
    JobId job = gateways.submitted("has all");
    get("/v1/jobs/{job}", "/v1/jobs/" + job);
    byte[] text = "text\n".getBytes(StandardCharsets.UTF_8);
    ArtifactWriter file = gateways.store.open(job, 1, "A", "log");
    file.write(text, 0, text.length);
    Artifact log = file.close();
    Outputs outputs = new Outputs(null, null, null, log, List.of(), null, null);
    gateways.append(
        job, started(), completed(new JobResult(null, null, List.of(), outputs, null, null)));
    get("/v1/jobs/{job}", "/v1/jobs/" + job, "Prefer", "wait=5");
    get("/v1/jobs/{job}", "/v1/jobs/" + unknown());
    JobId posts = gateways.submittedIn("https://git.example.org/site.git", "content/**");
    gateways.submittedIn("https://git.example.org/site.git", "content/posts/a.md");
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                gateway
                    .get("/v1/jobs/" + posts + "/collisions")
                    .body()
                    .contains("content/posts/a.md"));
    get("/v1/jobs/{job}/collisions", "/v1/jobs/" + posts + "/collisions");
    get("/v1/jobs/{job}/collisions", "/v1/jobs/" + unknown() + "/collisions");
    get("/v1/jobs/{job}/events", "/v1/jobs/" + job + "/events");
    get("/v1/jobs/{job}/events", "/v1/jobs/" + job + "/events", "Accept", "text/event-stream");
    get("/v1/jobs/{job}/events", "/v1/jobs/" + unknown() + "/events");
    get("/v1/jobs/{job}/log", "/v1/jobs/" + job + "/log");
    get("/v1/jobs/{job}/log", "/v1/jobs/" + job + "/log", "Accept", "text/event-stream");
    get("/v1/jobs/{job}/log", "/v1/jobs/" + unknown() + "/log");
    get("/v1/jobs/{job}/files/{name}", "/v1/jobs/" + job + "/files/log");
    get("/v1/jobs/{job}/files/{name}", "/v1/jobs/" + job + "/files/patch");
  }

  private static JobId unknown() {
    return JobId.next(Instant.now().minusSeconds(60), 1);
  }

  private void streams() throws Exception {
    JobId job = gateways.submitted("is streamed");
    String[] wrong = {"Accept", "text/event-stream", "Last-Event-ID", "x"};
    get("/v1/jobs/{job}/events", "/v1/jobs/" + job + "/events", wrong);
    get("/v1/jobs/{job}/log", "/v1/jobs/" + job + "/log", wrong);
    get("/v1/watch", "/v1/watch?state=none");
    try (EventReader watch = gateway.stream("/v1/watch?text=streamed")) {
      watch.awaitEvents(1);
      assertThat(watch.response.statusCode()).isEqualTo(200);
      document.seen().add("GET /v1/watch 200");
    }
  }

  private void submits() throws Exception {
    String secret = TestGateways.SUBMITTER;
    post("/v1/jobs", "/v1/jobs", secret, BRIEF, "Idempotency-Key", "one");
    post("/v1/jobs", "/v1/jobs", secret, BRIEF + "title: x\n", "Idempotency-Key", "one");
    post("/v1/jobs", "/v1/jobs", secret, "goal: 7");
    post("/v1/jobs", "/v1/jobs", secret, "goal: x\nrun: {command: [make]}");
    post("/v1/jobs", "/v1/jobs", secret, "x".repeat(3 << 20));
    post("/v1/jobs", "/v1/jobs", TestGateways.WATCHER, BRIEF);
    HttpResponse<String> answer = gateway.post("/v1/jobs", TestGateways.OPERATOR, "{");
    for (int i = 0; i < 200 && answer.statusCode() != 429; i++) {
      answer = gateway.post("/v1/jobs", TestGateways.OPERATOR, "{");
    }
    document.check("POST /v1/jobs", answer);
    JobId ended = gateways.submitted("is done again");
    gateways.append(ended, started(), completed());
    JobId live = gateways.submitted("is not done");
    String retry = "/v1/jobs/{job}/retry";
    post(retry, "/v1/jobs/" + ended + "/retry", secret, "");
    post(retry, "/v1/jobs/" + live + "/retry", secret, "");
    post(retry, "/v1/jobs/" + unknown() + "/retry", secret, "");
    post(retry, "/v1/jobs/" + ended + "/retry", TestGateways.QUICK_ONLY, "");
  }

  private void cancels() throws Exception {
    String secret = TestGateways.SUBMITTER;
    JobId waits = gateways.submitted("is cancelled");
    JobId runs = gateways.submitted("is stopped");
    gateways.append(runs, started());
    String cancel = "/v1/jobs/{job}/cancel";
    post(cancel, "/v1/jobs/" + waits + "/cancel?x=1", secret, "");
    post(cancel, "/v1/jobs/" + waits + "/cancel", TestGateways.QUICK_ONLY, "");
    post(cancel, "/v1/jobs/" + waits + "/cancel", secret, "");
    post(cancel, "/v1/jobs/" + runs + "/cancel", secret, "");
    post(cancel, "/v1/jobs/" + unknown() + "/cancel", secret, "");
    String all = "/v1/jobs:cancel";
    post(all, all + "?text=nothing&expect=0", secret, "");
    post(all, all + "?text=nothing&expect=1", secret, "");
    post(all, all + "?expect=1", secret, "");
    post(all, all + "?text=nothing&expect=0", TestGateways.WATCHER, "");
  }

  private void mcp() throws IOException {
    String list = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";
    post("/mcp", "/mcp", TestGateways.WATCHER, list);
    post("/mcp", "/mcp", TestGateways.WATCHER, "{\"jsonrpc\":\"2.0\",\"method\":\"x\"}");
    post("/mcp", "/mcp", TestGateways.WATCHER, "no JSON");
    post("/mcp", "/mcp", TestGateways.WATCHER, list.replace("tools/list", "none"));
    post("/mcp", "/mcp", TestGateways.WATCHER, "x".repeat(3 << 20));
    gateway = gateways.start(); // which has no stream yet
    List<EventReader> watches = new ArrayList<>();
    for (int i = 0; i < TokenLimits.MAX_STREAMS; i++) {
      watches.add(gateway.stream("/v1/watch?text=none"));
    }
    String listen = TestGateways.LISTEN;
    post("/mcp", "/mcp", TestGateways.WATCHER, listen, TestGateways.LISTEN_HEADERS);
    for (EventReader watch : watches) {
      watch.close();
    }
  }

  private void health() throws IOException {
    get("/healthz", "/healthz");
    get("/readyz", "/readyz");
    get("/metrics", "/metrics");
  }

  private void everyRouteWantsAToken() throws Exception {
    for (String operation : document.operations()) {
      String[] words = operation.split(" ");
      String path =
          words[1]
              .replace("{job}", unknown().text())
              .replace("{name}", "patch")
              .replace("{file}", "main.js");
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(gateway.url + path))
              .method(words[0], HttpRequest.BodyPublishers.noBody())
              .build();
      HttpResponse<String> answer =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      boolean isOpen = Set.of("/healthz", "/readyz", "/", "/board/main.js").contains(path);
      assertThat(answer.statusCode()).as(operation).isEqualTo(isOpen ? 200 : 401);
      document.check(operation, answer);
    }
  }
}
