package dev.handoff.gateway;

import static dev.handoff.gateway.TestGateways.completed;
import static dev.handoff.gateway.TestGateways.progressed;
import static dev.handoff.gateway.TestGateways.started;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handoff.job.JobEvent.CancelRequested;
import dev.handoff.job.JobId;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import dev.handoff.testkit.TestBroker;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Clients that know nothing of this project: curl, and Python with what it brings. */
@ExtendWith(BrokerExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignClientsBrokerTest {

  private static final Duration DEADLINE = Duration.ofSeconds(90);
  private static final String BRIEF = "goal: show it\nlane: quick\nrun: {handler: show}\n";

  /** Follows the events of a job until it has ended, however often it is cut off. */
  private static final String FOLLOWER =
      """
      import json, sys, urllib.request
      url, token = sys.argv[1], sys.argv[2]
      last, ended = None, False
      while not ended:
          headers = {"Authorization": "Bearer " + token, "Accept": "text/event-stream"}
          if last is not None:
              headers["Last-Event-ID"] = last
          place = data = None
          try:
              for line in urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=60):
                  line = line.decode().rstrip("\\n")
                  if line.startswith("id: "):
                      place = line[4:]
                  elif line.startswith("data: "):
                      data = line[6:]
                  elif line == "" and data is not None:
                      print(data, flush=True)
                      last = place
                      ended = json.loads(data)["event"] in ("completed", "failed", "cancelled")
                      data = None
          except (OSError, ValueError) as cut:
              pass
      """;

  private final TestGateways gateways;
  private final TestGateways.Running gateway;

  @TempDir private Path folder;

  ForeignClientsBrokerTest(TestBroker broker) throws IOException {
    gateways = new TestGateways(broker);
    gateway = gateways.start();
  }

  @AfterAll
  void close() throws IOException {
    gateways.close();
  }

  private static void requireProgram(String name) {
    boolean isThere =
        List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).stream()
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    assumeTrue(isThere, name + " is not installed");
  }

  private ProcessResult curl(String... arguments) {
    List<String> words = new ArrayList<>(List.of("curl", "-s", "-w", "\n%{http_code}"));
    words.addAll(List.of(arguments));
    return ProcessRun.run(new ProcessBuilder(words), DEADLINE);
  }

  private static String bearer(String secret) {
    return "Authorization: Bearer " + secret;
  }

  @Test
  void curlSubmitsAJobAndAwaitsIt() throws Exception {
    requireProgram("curl");
    Path brief = Files.writeString(folder.resolve("brief.yaml"), BRIEF);

    String[] accepted =
        curl(
                "-H",
                bearer(TestGateways.SUBMITTER),
                "--data-binary",
                "@" + brief,
                gateway.url + "/v1/jobs")
            .stdout()
            .split("\n");
    assertThat(accepted[1]).isEqualTo("202");
    JobId job = new JobId(new ObjectMapper().readTree(accepted[0]).path("job").asText());
    CompletableFuture<ProcessResult> wait =
        CompletableFuture.supplyAsync(
            () ->
                curl(
                    "-D",
                    folder.resolve("head").toString(),
                    "-H",
                    bearer(TestGateways.WATCHER),
                    "-H",
                    "Prefer: wait=60",
                    gateway.url + "/v1/jobs/" + job));
    gateways.append(job, started(), completed());

    assertThat(wait.get(90, TimeUnit.SECONDS).stdout()).endsWith("\n200");
    assertThat(Files.readString(folder.resolve("head"))).containsIgnoringCase("handoff-exit: 0");
  }

  @Test
  void curlWithoutATokenIsRefused() {
    requireProgram("curl");

    assertThat(curl(gateway.url + "/v1/jobs").stdout()).endsWith("\n401");
    assertThat(curl("-u", "ann:" + TestGateways.WATCHER, gateway.url + "/v1/jobs").stdout())
        .endsWith("\n401");
  }

  @Test
  void pythonFollowsAJobThroughAProxyThatCutsAndGetsEachEventOnce() throws Exception {
    requireProgram("python3");
    JobId job = gateways.submitted("is followed");
    gateways.append(job, started());
    Path script = Files.writeString(folder.resolve("follow.py"), FOLLOWER);
    try (CuttingProxy proxy = new CuttingProxy(URI.create(gateway.url).getPort(), 2000)) {
      ProcessBuilder python =
          new ProcessBuilder(
              "python3",
              script.toString(),
              "http://127.0.0.1:" + proxy.port() + "/v1/jobs/" + job + "/events",
              TestGateways.WATCHER);
      python.environment().put("no_proxy", "127.0.0.1");
      try (ProcessRun run = ProcessRun.start(python)) {
        for (int i = 0; i < 28; i++) {
          gateways.append(job, progressed(i));
        }
        gateways.append(job, completed());
        ProcessResult result = run.awaitExit(DEADLINE);

        assertThat(result.exit()).as(result.stderr()).isZero();
        assertThat(result.stdout().lines().toList())
            .hasSize(31)
            .isEqualTo(gateway.get("/v1/jobs/" + job + "/events").body().lines().toList());
        assertThat(proxy.cuts()).isGreaterThan(3);
      }
    }
  }

  @Test
  void aLoopOfCurlHasTheVerdictOfEveryJobWhileTheGatewayIsRestarted() throws Exception {
    requireProgram("curl");
    List<JobId> jobs = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      jobs.add(gateways.submitted("verdict " + i));
    }
    TestGateways.Running first = gateways.start();
    GatewaySettings settings =
        TestGateways.settings()
            .withAddress(
                new dev.handoff.gateway.access.GatewayAddress(
                    "127.0.0.1", URI.create(first.url).getPort()));
    List<CompletableFuture<String>> loops =
        jobs.stream()
            .map(job -> CompletableFuture.supplyAsync(() -> loop(first.url, job)))
            .toList();
    Gateway running = first.gateway;
    for (int i = 0; i < jobs.size(); i++) {
      end(jobs.get(i), i % 3);
      if (i % 3 == 2) {
        running.close();
        running = gateways.start(settings).gateway;
      }
    }

    for (int i = 0; i < jobs.size(); i++) {
      assertThat(loops.get(i).get(120, TimeUnit.SECONDS))
          .as(jobs.get(i).text())
          .isEqualTo(List.of("0", "1", "3").get(i % 3));
    }
  }

  private void end(JobId job, int how) throws Exception {
    if (how == 2) {
      gateways.append(job, new CancelRequested(Instant.now(), "ann", null));
    } else {
      gateways.append(job, started());
      gateways.append(
          job, how == 0 ? completed() : TestGateways.failed(dev.handoff.job.Reason.RUN_FAILED));
    }
  }

  /** As docs/gateway.md shows it. */
  private static String loop(String url, JobId job) {
    String script =
        """
        while :; do
          code=$(curl -s -H "$T" -H 'Prefer: wait=60' -D "$H" -o /dev/null -w '%{http_code}' "$G")
          [ "$code" = 200 ] && break
          [ "$code" = 202 ] || sleep 0.2
        done
        grep -i '^handoff-exit' "$H" | tr -dc 0-9
        """;
    try {
      ProcessBuilder bash = new ProcessBuilder("bash", "-c", script);
      Path head = Files.createTempFile("head", null);
      bash.environment().put("T", bearer(TestGateways.WATCHER));
      bash.environment().put("G", url + "/v1/jobs/" + job);
      bash.environment().put("H", head.toString());
      String verdict = ProcessRun.run(bash, DEADLINE).stdout().strip();
      Files.delete(head);
      return verdict;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
