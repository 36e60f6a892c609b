package dev.handoff.gateway;

import static dev.handoff.gateway.TestGateways.completed;
import static dev.handoff.gateway.TestGateways.failed;
import static dev.handoff.gateway.TestGateways.newJob;
import static dev.handoff.gateway.TestGateways.started;
import static dev.handoff.gateway.TestGateways.submission;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handoff.awaiter.Awaiter;
import dev.handoff.awaiter.json.JobJson;
import dev.handoff.job.JobEvent.CancelRequested;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobResult.Outputs;
import dev.handoff.job.Reason;
import dev.handoff.log.artifact.ArtifactWriter;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.TestBroker;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is read of jobs, by plain requests. */
@ExtendWith(BrokerExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobsBrokerTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final TestGateways gateways;
  private final TestGateways.Running gateway;

  JobsBrokerTest(TestBroker broker) throws IOException {
    gateways = new TestGateways(broker);
    gateway = gateways.start();
  }

  @AfterAll
  void close() throws IOException {
    gateways.close();
  }

  private static JsonNode json(HttpResponse<String> answer) throws IOException {
    return JSON.readTree(answer.body());
  }

  private List<String> ids(String query) throws IOException {
    HttpResponse<String> answer = gateway.get("/v1/jobs" + query);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    List<String> ids = new ArrayList<>();
    json(answer).path("jobs").forEach(job -> ids.add(job.path("job").asText()));
    return ids;
  }

  private void awaitListed(JobId job, String state) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> ids("?state=" + state).contains(job.text()));
  }

  @Test
  void aJobThatHasEndedIsAnsweredWithItsExitCode() throws Exception {
    JobId job = gateways.submitted("ends");
    gateways.append(job, started(), completed());

    HttpResponse<String> answer = gateway.get("/v1/jobs/" + job);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Handoff-Exit")).contains("0");
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    try (Awaiter awaiter = new Awaiter(gateways.kafka)) {
      assertThat(answer.body())
          .isEqualTo(JobJson.text(awaiter.status(job).get(30, TimeUnit.SECONDS), false));
    }
  }

  @Test
  void eachWayToEndHasItsExitCode() throws Exception {
    JobId failed = gateways.submitted("fails");
    gateways.append(failed, started(), failed(Reason.RUN_FAILED));
    JobId refused = gateways.submitted("refused");
    gateways.append(refused, started(), failed(Reason.POLICY_REFUSED));
    JobId cancelled = gateways.submitted("cancelled");
    gateways.append(cancelled, new CancelRequested(Instant.now(), "ann", "enough"));

    assertThat(gateway.get("/v1/jobs/" + failed).headers().firstValue("Handoff-Exit"))
        .contains("1");
    assertThat(gateway.get("/v1/jobs/" + refused).headers().firstValue("Handoff-Exit"))
        .contains("5");
    assertThat(gateway.get("/v1/jobs/" + cancelled).headers().firstValue("Handoff-Exit"))
        .contains("3");
  }

  @Test
  void aJobThatGoesOnIsAcceptedAndHasNoExitCode() throws Exception {
    JobId job = gateways.submitted("goes on");
    awaitListed(job, "queued");

    HttpResponse<String> answer = gateway.get("/v1/jobs/" + job);

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.headers().firstValue("Handoff-Exit")).isEmpty();
    assertThat(json(answer).path("state").asText()).isEqualTo("queued");
    assertThat(json(answer).path("exit").asInt()).isEqualTo(124);
    assertThat(json(answer).path("waitTimedOut").asBoolean()).isFalse();
    assertThat(json(answer).path("workers").asInt(-1)).isZero();
  }

  @Test
  void anUnknownJobIsNotFound() throws Exception {
    HttpResponse<String> answer =
        gateway.get("/v1/jobs/" + JobId.next(Instant.now().minusSeconds(60), 1));

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(json(answer).path("detail").asText()).contains("is unknown on");
  }

  @Test
  void whatIsNoIdIsNotFound() throws Exception {
    assertThat(gateway.get("/v1/jobs/task-1").statusCode()).isEqualTo(404);
    assertThat(gateway.get("/v1/jobs/%3Cscript%3E").statusCode()).isEqualTo(404);
  }

  @Test
  void aWaitIsAnsweredByTheEnd() throws Exception {
    JobId job = gateways.submitted("is awaited");
    CompletableFuture<HttpResponse<String>> wait =
        CompletableFuture.supplyAsync(() -> await(job, "wait=60"));
    CompletableFuture<HttpResponse<String>> other =
        CompletableFuture.supplyAsync(() -> await(job, "wait=60"));
    gateways.append(job, started(), completed());

    assertThat(wait.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    assertThat(wait.get().headers().firstValue("Handoff-Exit")).contains("0");
    assertThat(wait.get().headers().firstValue("Preference-Applied")).contains("wait=60");
    assertThat(other.get(60, TimeUnit.SECONDS).body()).isEqualTo(wait.get().body());
  }

  private HttpResponse<String> await(JobId job, String preference) {
    try {
      return gateway.get("/v1/jobs/" + job, "Prefer", preference);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aWaitThatTimesOutSaysWhereTheJobStands() throws Exception {
    JobId job = gateways.submitted("takes long");
    gateways.append(job, started());

    HttpResponse<String> answer = await(job, "wait=1");

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(json(answer).path("state").asText()).isEqualTo("running");
    assertThat(json(answer).path("waitTimedOut").asBoolean()).isTrue();
  }

  @Test
  void aWaitForAJobThatIsSubmittedMeanwhileIsAnsweredByItsEnd() throws Exception {
    JobId job = newJob();
    CompletableFuture<HttpResponse<String>> wait =
        CompletableFuture.supplyAsync(() -> await(job, "wait=60"));

    gateways.append(job, submission("later", "standard"), started(), completed());

    assertThat(wait.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
  }

  @Test
  void aWaitForNoJobIsNotFound() throws Exception {
    JobId old = JobId.next(Instant.now().minusSeconds(60), 1);

    assertThat(await(old, "wait=60").statusCode()).isEqualTo(404);
    assertThat(await(newJob(), "wait=0").statusCode()).isEqualTo(404);
  }

  @Test
  void jobsAreListedByWhatIsAskedFor() throws Exception {
    JobId quick = newJob();
    gateways.append(quick, submission("Find a Needle", "quick"));
    JobId done = newJob();
    gateways.append(done, submission("a needle more", "standard"), started(), completed());
    awaitListed(quick, "live");
    awaitListed(done, "completed");

    assertThat(ids("?text=needle")).containsExactly(done.text(), quick.text());
    assertThat(ids("?text=needle&lane=quick")).containsExactly(quick.text());
    assertThat(ids("?text=needle&state=ended")).containsExactly(done.text());
    assertThat(ids("?text=needle&state=queued,completed")).hasSize(2);
    assertThat(ids("?text=needle&submitter=ann&template=demo")).hasSize(2);
    assertThat(ids("?text=needle&submitter=bob")).isEmpty();
    assertThat(ids("?text=needle&since=1h")).hasSize(2);
    assertThat(ids("?text=needle&since=2999-01-01T00:00:00Z")).isEmpty();
  }

  @Test
  void pagesFollowOneAnother() throws Exception {
    List<String> jobs = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      JobId job = gateways.submitted("page " + i);
      jobs.add(0, job.text());
      awaitListed(job, "live");
    }

    JsonNode first = json(gateway.get("/v1/jobs?text=page&limit=2"));
    JsonNode second =
        json(gateway.get("/v1/jobs?text=page&limit=2&before=" + first.path("next").asText()));
    JsonNode last =
        json(gateway.get("/v1/jobs?text=page&limit=2&before=" + second.path("next").asText()));

    List<String> paged = new ArrayList<>();
    List.of(first, second, last)
        .forEach(page -> page.path("jobs").forEach(job -> paged.add(job.path("job").asText())));
    assertThat(paged).isEqualTo(jobs);
    assertThat(last.path("next").isNull()).isTrue();
  }

  @Test
  void aWrongQueryIsRefusedWithTheRule() throws Exception {
    for (String query :
        List.of(
            "state=broken",
            "limit=0",
            "limit=1001",
            "limit=x",
            "before=1",
            "since=yesterday",
            "colour=red",
            "text=",
            "limit=1&limit=2",
            "since=99999999999999999999d")) {
      HttpResponse<String> answer = gateway.get("/v1/jobs?" + query);
      assertThat(answer.statusCode()).as(query).isEqualTo(400);
      assertThat(json(answer).path("detail").asText()).isNotEmpty();
    }
  }

  @Test
  void lanesAndWorkersAreListed() throws Exception {
    JobId job = newJob();
    gateways.append(job, submission("in a lane", "gpu"));
    awaitListed(job, "live");

    JsonNode lanes = json(gateway.get("/v1/lanes")).path("lanes");
    JsonNode gpu = null;
    for (JsonNode lane : lanes) {
      gpu = lane.path("lane").asText().equals("gpu") ? lane : gpu;
    }
    assertThat(gpu).isNotNull();
    assertThat(gpu.path("waiting").asInt()).isEqualTo(1);
    assertThat(gpu.path("slots").asInt()).isZero();
    assertThat(gpu.path("oldest").asText()).isEqualTo(job.submittedAt().toString());
    assertThat(json(gateway.get("/v1/workers")).path("workers").isArray()).isTrue();
    assertThat(gateway.get("/v1/lanes?x=1").statusCode()).isEqualTo(400);
  }

  private Artifact stored(JobId job, String name, byte[] content) throws IOException {
    ArtifactWriter file = gateways.store.open(job, 1, "A", name);
    file.write(content, 0, content.length);
    return file.close();
  }

  private JobId withOutputs(Outputs outputs) throws Exception {
    JobId job = gateways.submitted("has files");
    JobResult result = new JobResult(null, null, List.of(), outputs, null, null);
    gateways.append(job, started(), completed(result));
    return job;
  }

  @Test
  void aFileIsSentAsItIsAndNeverShown() throws Exception {
    JobId job = newJob();
    byte[] page = "<script>alert(1)</script>".getBytes(StandardCharsets.UTF_8);
    Artifact report = stored(job, "report", page);
    Artifact shot = stored(job, "artifacts/shots/a \"b\".html", page);
    gateways.append(
        job,
        submission("has files", "standard"),
        started(),
        completed(
            new JobResult(
                null,
                null,
                List.of(),
                new Outputs(null, null, report, null, List.of(shot), null, null),
                null,
                null)));

    HttpResponse<String> answer = gateway.get("/v1/jobs/" + job + "/files/report");
    HttpResponse<String> other =
        gateway.get("/v1/jobs/" + job + "/files/artifacts/shots/a%20%22b%22.html");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("<script>alert(1)</script>");
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/octet-stream");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(answer.headers().firstValue("Content-Disposition"))
        .contains("attachment; filename*=UTF-8''report");
    assertThat(other.statusCode()).isEqualTo(200);
    assertThat(other.headers().firstValue("Content-Disposition"))
        .contains("attachment; filename*=UTF-8''a%20%22b%22.html");
  }

  @Test
  void aDamagedFileIsNotSent() throws Exception {
    JobId job = newJob();
    Artifact report = stored(job, "report", "true".getBytes(StandardCharsets.UTF_8));
    Artifact forged = new Artifact("report", 4, "00".repeat(32), report.offset());
    gateways.append(
        job,
        submission("is damaged", "standard"),
        started(),
        completed(
            new JobResult(
                null,
                null,
                List.of(),
                new Outputs(null, null, forged, null, List.of(), null, null),
                null,
                null)));

    HttpResponse<String> answer = gateway.get("/v1/jobs/" + job + "/files/report");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("is damaged").contains("\"status\":503");
  }

  @Test
  void aPathThatLeadsOutOfAJobsFilesLeadsNowhere() throws Exception {
    JobId job = withOutputs(Outputs.NONE);

    for (String name :
        List.of(
            "../../../../etc/passwd",
            "..%2f..%2fetc%2fpasswd",
            "%2e%2e/%2e%2e/healthz",
            "/etc/passwd",
            "artifacts/../../../report",
            "report%00",
            "none")) {
      int status = gateway.get("/v1/jobs/" + job + "/files/" + name).statusCode();
      assertThat(status).as(name).isIn(400, 404);
    }
  }

  @Test
  void aJobThatRunsHasNoFilesYet() throws Exception {
    JobId job = gateways.submitted("runs");

    HttpResponse<String> answer = gateway.get("/v1/jobs/" + job + "/files/report");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("has not ended");
  }

  @Test
  void aLogIsReadAsJsonLines() throws Exception {
    JobId job = newJob();
    byte[] text = "caf\u00e9 \u001b[31mred\n".getBytes(StandardCharsets.UTF_8);
    ArtifactWriter file = gateways.store.open(job, 1, "A", "log");
    file.write(text, 0, 4); // in the middle of a character
    file.write(text, 4, text.length - 4);
    file.close();
    gateways.append(job, submission("writes", "standard"), started());

    HttpResponse<String> answer = gateway.get("/v1/jobs/" + job + "/log");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/jsonl");
    List<String> lines = answer.body().lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(JSON.readTree(lines.get(0)).path("text").asText()).isEqualTo("caf");
    assertThat(JSON.readTree(lines.get(1)).path("text").asText())
        .isEqualTo("\u00e9 \u001b[31mred\n");
    assertThat(answer.body()).doesNotContain("\u001b");
  }

  @Test
  void whoeverMayWaitMayNotSubmit() throws Exception {
    assertThat(gateway.post("/v1/jobs", TestGateways.WATCHER, "goal: x").statusCode())
        .isIn(403, 405);
  }
}
