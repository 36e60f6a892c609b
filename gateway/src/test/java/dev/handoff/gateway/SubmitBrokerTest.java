package dev.handoff.gateway;

import static dev.handoff.gateway.TestGateways.completed;
import static dev.handoff.gateway.TestGateways.newJob;
import static dev.handoff.gateway.TestGateways.started;
import static dev.handoff.gateway.TestGateways.submission;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handoff.awaiter.Awaiter;
import dev.handoff.brief.Brief.Scope;
import dev.handoff.brief.Sources;
import dev.handoff.job.JobId;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.TestBroker;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is submitted, cancelled and retried over HTTP, and what is refused. */
@ExtendWith(BrokerExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SubmitBrokerTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BRIEF = "goal: show it\nlane: quick\nrun: {handler: show}\n";
  private static final String CANCEL_BY_MCP =
      """
      {"jsonrpc": "2.0", "id": 7, "method": "tools/call",
       "params": {"name": "cancel_job", "arguments": {"job": "%s"}}}
      """;

  private final TestGateways gateways;
  private final TestGateways.Running gateway;

  SubmitBrokerTest(TestBroker broker) throws IOException {
    gateways = new TestGateways(broker);
    gateway = gateways.start();
  }

  @AfterAll
  void close() throws IOException {
    gateways.close();
  }

  /** Waits while the token has submitted too often. */
  private HttpResponse<String> submit(String secret, String brief, String... headers) {
    List<HttpResponse<String>> answers = new ArrayList<>();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              answers.add(gateway.post("/v1/jobs", secret, brief, headers));
              return answers.get(answers.size() - 1).statusCode() != 429;
            });
    return answers.get(answers.size() - 1);
  }

  private static JsonNode json(HttpResponse<String> answer) throws IOException {
    return JSON.readTree(answer.body());
  }

  @Test
  void aBriefBecomesAJobOfTheTokensOwner() throws Exception {
    HttpResponse<String> answer = submit(TestGateways.SUBMITTER, BRIEF);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    String job = json(answer).path("job").asText();
    assertThat(answer.headers().firstValue("Location")).contains("/v1/jobs/" + job);
    JsonNode read = json(gateway.get("/v1/jobs/" + job));
    assertThat(read.path("state").asText()).isEqualTo("queued");
    assertThat(read.path("submitter").asText()).isEqualTo("ann");
    assertThat(read.path("lane").asText()).isEqualTo("quick");
  }

  @Test
  void jsonIsABriefToo() throws Exception {
    HttpResponse<String> answer =
        submit(
            TestGateways.SUBMITTER,
            "{\"goal\": \"show it\", \"lane\": \"quick\", \"run\": {\"handler\": \"show\"}}",
            "Content-Type",
            "application/json");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
  }

  @Test
  void everyErrorOfABriefIsNamed() throws Exception {
    HttpResponse<String> answer =
        submit(TestGateways.SUBMITTER, "goal: 7\nrun: {commands: [make]}\nlane: UPPER\n");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    List<String> paths = new ArrayList<>();
    json(answer).path("errors").forEach(error -> paths.add(error.path("path").asText()));
    assertThat(paths).contains("goal", "lane").hasSizeGreaterThan(2);
  }

  @Test
  void whatIsNoBriefIsRefused() throws Exception {
    for (String body : List.of("", "{", "- a", "\u0000", "goal: &a [*a]", "x".repeat(300_000))) {
      assertThat(submit(TestGateways.SUBMITTER, body).statusCode()).isEqualTo(400);
    }
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() throws Exception {
    assertThat(submit(TestGateways.SUBMITTER, "x".repeat(3 << 20)).statusCode()).isEqualTo(413);
  }

  @Test
  void aRefThatMovesIsLeftToTheWorker() throws Exception {
    HttpResponse<String> answer =
        submit(
            TestGateways.SUBMITTER,
            """
            goal: x
            lane: quick
            run: {command: [make]}
            scope: {repo: "https://git.example.org/a", ref: main}
            """);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    JobId job = new JobId(json(answer).path("job").asText());
    try (Awaiter awaiter = new Awaiter(gateways.kafka)) {
      Scope scope =
          awaiter.status(job).get(30, TimeUnit.SECONDS).state().submitted().brief().scope();
      assertThat(scope.ref()).isEqualTo("main");
      assertThat(scope.sources()).isEqualTo(Sources.FLOATING);
    }
  }

  @Test
  void aRepositoryOfADiskOrARefOfNoBranchIsRefused() throws Exception {
    HttpResponse<String> answer =
        submit(
            TestGateways.SUBMITTER,
            "goal: x\nrun: {command: [make]}\nscope: {repo: /srv/a, ref: refs/pull/1/head}\n");

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("scope.repo").contains("scope.ref");
  }

  @Test
  void whatThePolicyRefusesIsRefusedWithItsReasons() throws Exception {
    HttpResponse<String> answer =
        submit(
            TestGateways.SUBMITTER,
            """
            goal: x
            run: {command: "terraform apply -auto-approve"}
            scope: {repo: "https://git.example.org/a", ref: "%s"}
            """
                .formatted("a".repeat(40)));

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("refused by policy").contains("run.command");
  }

  @Test
  void aLaneThatNobodyServesIsRefused() throws Exception {
    HttpResponse<String> answer =
        submit(TestGateways.SUBMITTER, "goal: x\nlane: nowhere\nrun: {handler: show}\n");

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("lane must be one of");
  }

  @Test
  void aTokenSubmitsToItsOwnLanesOnly() throws Exception {
    assertThat(submit(TestGateways.QUICK_ONLY, BRIEF).statusCode()).isEqualTo(202);
    assertThat(submit(TestGateways.QUICK_ONLY, "goal: x\nrun: {handler: show}\n").statusCode())
        .isEqualTo(403);
  }

  @Test
  void aWatcherChangesNothing() throws Exception {
    JobId job = gateways.submitted("is watched");
    for (String path :
        List.of(
            "/v1/jobs",
            "/v1/jobs/" + job + "/cancel",
            "/v1/jobs/" + job + "/retry",
            "/v1/jobs:cancel?text=watched&expect=1")) {
      assertThat(gateway.post(path, TestGateways.WATCHER, BRIEF).statusCode())
          .as(path)
          .isEqualTo(403);
    }
    assertThat(json(gateway.get("/v1/jobs/" + job)).path("state").asText()).isEqualTo("queued");
  }

  @Test
  void theSameKeyIsTheSameJobAndAnotherBriefIsAConflict() throws Exception {
    HttpResponse<String> first =
        submit(TestGateways.SUBMITTER, BRIEF, "Idempotency-Key", "build-7");
    HttpResponse<String> again =
        submit(TestGateways.SUBMITTER, BRIEF, "Idempotency-Key", "build-7");
    HttpResponse<String> other =
        submit(
            TestGateways.SUBMITTER,
            BRIEF.replace("show it", "hide it"),
            "Idempotency-Key",
            "build-7");
    HttpResponse<String> others =
        submit(TestGateways.QUICK_ONLY, BRIEF, "Idempotency-Key", "build-7");

    assertThat(first.statusCode()).isEqualTo(202);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(other.statusCode()).isEqualTo(409);
    assertThat(others.body()).isNotEqualTo(first.body());
    assertThat(
            submit(TestGateways.SUBMITTER, BRIEF, "Idempotency-Key", "x".repeat(300)).statusCode())
        .isEqualTo(400);
  }

  @Test
  void aTokenThatSubmitsTooFastIsAskedToWait() throws Exception {
    List<Integer> statuses = new ArrayList<>();
    HttpResponse<String> last = null;
    for (int i = 0; i < 200 && !statuses.contains(429); i++) {
      last = gateway.post("/v1/jobs", TestGateways.OPERATOR, "{");
      statuses.add(last.statusCode());
    }

    assertThat(statuses).contains(429);
    assertThat(last.headers().firstValue("Retry-After")).contains("1");
  }

  @Test
  void aJobThatWaitsIsCancelledAtOnce() throws Exception {
    JobId job = gateways.submitted("is cancelled");

    HttpResponse<String> answer =
        gateway.post("/v1/jobs/" + job + "/cancel?why=not+needed", TestGateways.SUBMITTER, "");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(json(answer).path("state").asText()).isEqualTo("cancelled");
    assertThat(json(answer).path("message").asText()).isEqualTo("not needed");
    assertThat(answer.headers().firstValue("Handoff-Exit")).contains("3");
  }

  @Test
  void aJobThatRunsIsAskedToStop() throws Exception {
    JobId job = gateways.submitted("runs");
    gateways.append(job, started());

    HttpResponse<String> answer =
        gateway.post("/v1/jobs/" + job + "/cancel", TestGateways.SUBMITTER, "");

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(json(answer).path("state").asText()).isEqualTo("running");
  }

  @Test
  void aJobThatHasEndedStaysAsItIs() throws Exception {
    JobId job = gateways.submitted("has ended");
    gateways.append(job, started(), completed());

    HttpResponse<String> answer =
        gateway.post("/v1/jobs/" + job + "/cancel", TestGateways.SUBMITTER, "");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(json(answer).path("state").asText()).isEqualTo("completed");
  }

  @Test
  void whatIsNotThereOrNotInTheTokensLanesIsNotCancelled() throws Exception {
    JobId unknown = JobId.next(Instant.now().minusSeconds(60), 1);
    JobId job = gateways.submitted("of another lane");

    assertThat(
            gateway
                .post("/v1/jobs/" + unknown + "/cancel", TestGateways.SUBMITTER, "")
                .statusCode())
        .isEqualTo(404);
    assertThat(
            gateway.post("/v1/jobs/" + job + "/cancel", TestGateways.QUICK_ONLY, "").statusCode())
        .isEqualTo(403);
    assertThat(
            gateway
                .post("/v1/jobs/" + job + "/cancel?colour=red", TestGateways.SUBMITTER, "")
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void anEndedJobIsRetriedAsANewOne() throws Exception {
    JobId job = gateways.submitted("is retried");
    gateways.append(job, started(), completed());

    HttpResponse<String> answer =
        gateway.post("/v1/jobs/" + job + "/retry", TestGateways.SUBMITTER, "");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    JsonNode fresh = json(gateway.get("/v1/jobs/" + json(answer).path("job").asText()));
    assertThat(fresh.path("retryOf").asText()).isEqualTo(job.text());
    assertThat(fresh.path("title").asText()).isEqualTo("is retried");
  }

  @Test
  void aJobThatGoesOnIsNotRetried() throws Exception {
    JobId job = gateways.submitted("goes on");

    assertThat(gateway.post("/v1/jobs/" + job + "/retry", TestGateways.SUBMITTER, "").statusCode())
        .isEqualTo(409);
  }

  @Test
  void allThatAFilterMeansAreCancelledIfTheyAreAsManyAsExpected() throws Exception {
    List<JobId> jobs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      JobId job = newJob();
      gateways.append(job, submission("bulk " + i, "quick"));
      jobs.add(job);
    }
    JobId ended = gateways.submitted("bulk done");
    gateways.append(ended, started(), completed());
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                json(gateway.get("/v1/jobs?text=bulk&state=live")).path("jobs").size() == 3
                    && json(gateway.get("/v1/jobs?text=bulk&state=ended")).path("jobs").size()
                        == 1);

    HttpResponse<String> wrong =
        gateway.post("/v1/jobs:cancel?text=bulk&expect=2", TestGateways.SUBMITTER, "");
    HttpResponse<String> right =
        gateway.post("/v1/jobs:cancel?text=bulk&expect=3&why=all", TestGateways.SUBMITTER, "");

    assertThat(wrong.statusCode()).isEqualTo(409);
    assertThat(wrong.body()).contains("means 3 live jobs now, not 2");
    assertThat(right.statusCode()).as(right.body()).isEqualTo(202);
    assertThat(json(right).path("requested").size()).isEqualTo(3);
    for (JobId job : jobs) {
      assertThat(json(gateway.get("/v1/jobs/" + job)).path("state").asText())
          .isEqualTo("cancelled");
    }
    assertThat(json(gateway.get("/v1/jobs/" + ended)).path("state").asText())
        .isEqualTo("completed");
  }

  @Test
  void allJobsAtOnceAreNotCancelled() throws Exception {
    for (String query : List.of("expect=3", "text=x", "text=x&expect=many", "text=x&expect=1001")) {
      assertThat(gateway.post("/v1/jobs:cancel?" + query, TestGateways.SUBMITTER, "").statusCode())
          .as(query)
          .isEqualTo(400);
    }
  }

  @Test
  void aGatewayThatIsReadOnlyChangesNothing() throws Exception {
    TestGateways.Running readOnly = gateways.start(TestGateways.settings().readOnly());
    JobId job = gateways.submitted("is read");

    HttpResponse<String> answer = readOnly.post("/v1/jobs", TestGateways.OPERATOR, BRIEF);

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("read-only");
    for (String write :
        List.of("/" + job + "/cancel", "/" + job + "/retry", ":cancel?lane=standard&expect=1")) {
      assertThat(readOnly.post("/v1/jobs" + write, TestGateways.OPERATOR, "").statusCode())
          .as(write)
          .isEqualTo(403);
    }
    assertThat(readOnly.post("/mcp", TestGateways.OPERATOR, CANCEL_BY_MCP.formatted(job)).body())
        .contains("read-only");
    assertThat(readOnly.get("/v1/token").body()).contains("\"writes\":false");
    assertThat(readOnly.get("/v1/jobs/" + job).statusCode()).isEqualTo(202);
  }
}
