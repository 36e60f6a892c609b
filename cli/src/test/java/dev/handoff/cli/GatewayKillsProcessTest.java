package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.awaiter.Awaiter;
import dev.handoff.awaiter.JobExit;
import dev.handoff.awaiter.UnknownJobException;
import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.gateway.access.Tokens;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.CancelRequested;
import dev.handoff.job.JobEvent.Cancelled;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.job.Reason;
import dev.handoff.log.RecordWriter;
import dev.handoff.log.status.StatusLog;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import dev.handoff.testkit.TestBroker;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Loops of curl, as docs/gateway.md shows them, wait for fifty jobs with all ends that there are
 * while the gateway's process is killed and started ten times. Each of them has the verdict of
 * {@code handoff await}.
 */
@ExtendWith(BrokerExtension.class)
@Tag("faults")
class GatewayKillsProcessTest {

  private static final Duration DEADLINE = HandoffProcess.DEADLINE;
  private static final Duration ALL = Duration.ofMinutes(5);
  private static final int KILLS = 10;
  private static final int JOBS_A_KILL = 5;

  private static final String LOOPS =
      """
      wait_for() {
        head=$(mktemp)
        while :; do
          code=$(curl -s -H "$T" -H 'Prefer: wait=60' -D "$head" -o /dev/null -w '%{http_code}' "$G$1") || code=cut
          case $code in
            202) ;;
            503|cut) sleep 1 ;;
            *) break ;;
          esac
        done
        echo "$1 $code $(grep -i '^handoff-exit' "$head" | tr -dc 0-9)"
        rm "$head"
      }
      export -f wait_for
      xargs -P 10 -I{} bash -c 'wait_for {}'
      """;

  @TempDir private Path folder;

  private Commands commands;
  private StatusLog log;

  @Test
  void aLoopOfCurlHasTheVerdictOfAwaitForAllEndsThroughTenKills(TestBroker broker)
      throws Exception {
    assumeTrue(isThere("curl") && isThere("bash"), "curl and bash are installed");
    commands = Commands.on(broker, folder);
    String secret = writeSettings();
    try (RecordWriter writer = new RecordWriter(commands.kafka());
        StatusLog events = new StatusLog(commands.kafka(), writer, "handoff/test");
        Awaiter awaiter = new Awaiter(commands.kafka())) {
      log = events;
      List<List<JobEvent>> ends = ends();
      List<JobId> jobs = submit(ends);

      String verdicts = verdictsThroughKills(secret, jobs, ends);

      Map<String, String> byCurl = new LinkedHashMap<>();
      verdicts.lines().map(line -> line.split(" ", 2)).forEach(row -> byCurl.put(row[0], row[1]));
      Map<String, String> byAwait = new LinkedHashMap<>();
      for (JobId job : jobs) {
        int exit = exit(awaiter, job);
        byAwait.put(job.text(), exit == JobExit.UNKNOWN ? "404 " : "200 " + exit);
      }
      assertThat(byCurl).containsExactlyInAnyOrderEntriesOf(byAwait).hasSize(KILLS * JOBS_A_KILL);
      assertThat(byAwait.values()).contains("200 0", "200 1", "200 3", "200 5", "404 ");
      assertSameByCommand(jobs, byAwait);
    }
  }

  /** The gateway's file; returns the secret of its one token. */
  private String writeSettings() throws IOException {
    String secret = Tokens.newSecret();
    Files.writeString(
        folder.resolve("gateway.yaml"),
        "tokens: {eve: {sha256: %s, role: watcher}}\n".formatted(Tokens.sha256(secret)));
    return secret;
  }

  private HandoffProcess handoff() {
    return HandoffProcess.at(folder);
  }

  /** What ends each job; nothing for one that was never submitted. */
  private static List<List<JobEvent>> ends() {
    List<List<JobEvent>> kinds = new ArrayList<>();
    Started started = new Started(Instant.now(), 1, "A", "worker-1", 0, null);
    CancelRequested cancel = new CancelRequested(Instant.now(), "ann", null);
    kinds.add(List.of(started, new Completed(Instant.now(), 1, "A", JobResult.NONE)));
    kinds.add(List.of(cancel)); // while it waits
    kinds.add(
        List.of(
            started, cancel, new Cancelled(Instant.now(), 1, "A", "ann", null, JobResult.NONE)));
    kinds.add(List.of());
    for (Reason reason : Reason.values()) {
      if (reason == Reason.EXPIRED || reason == Reason.UNDELIVERABLE) {
        kinds.add(List.of(new Failed(Instant.now(), 1, null, reason, "nobody ran it", null)));
      } else if (reason != Reason.WORKER_STOPPING) { // which ends no job
        kinds.add(
            List.of(
                started,
                new Failed(Instant.now(), 1, "A", reason, "it went wrong", JobResult.NONE)));
      }
    }
    List<List<JobEvent>> ends = new ArrayList<>();
    for (int i = 0; i < KILLS * JOBS_A_KILL; i++) {
      ends.add(kinds.get(i % kinds.size()));
    }
    return ends;
  }

  private List<JobId> submit(List<List<JobEvent>> ends) throws Exception {
    Brief brief =
        new BriefReader()
            .read("goal: show it\nrun: {handler: show}\n".getBytes(StandardCharsets.UTF_8));
    List<JobId> jobs = new ArrayList<>();
    for (List<JobEvent> end : ends) {
      // Of a young id nobody can say yet that it is unknown.
      JobId job = JobId.next(Instant.now().minus(Duration.ofMinutes(end.isEmpty() ? 10 : 0)), 2);
      if (!end.isEmpty()) {
        append(job, new Submitted(Instant.now(), brief, "ann", "standard", 0L, null, null));
      }
      jobs.add(job);
    }
    return jobs;
  }

  private void append(JobId job, JobEvent event) throws Exception {
    log.append(job, null, event).get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
  }

  private String verdictsThroughKills(String secret, List<JobId> jobs, List<List<JobEvent>> ends)
      throws Exception {
    ProcessRun gateway = startGateway(0);
    try {
      String url = gateway.stdout().strip();
      ProcessBuilder bash = new ProcessBuilder("bash", "-c", LOOPS);
      bash.environment().put("T", "Authorization: Bearer " + secret);
      bash.environment().put("G", url + "v1/jobs/");
      bash.environment().put("TMPDIR", folder.toString());
      bash.environment().put("no_proxy", "127.0.0.1");
      String ids = String.join("\n", jobs.stream().map(JobId::text).toList()) + "\n";
      try (ProcessRun loops = ProcessRun.start(bash, ids)) {
        for (int kill = 0; kill < KILLS; kill++) {
          boolean isWhileItIsDown = kill % 2 == 0;
          if (isWhileItIsDown) {
            kill(gateway);
          }
          for (int i = kill * JOBS_A_KILL; i < (kill + 1) * JOBS_A_KILL; i++) {
            for (JobEvent event : ends.get(i)) {
              append(jobs.get(i), event);
            }
          }
          if (!isWhileItIsDown) {
            kill(gateway);
          }
          gateway = startGateway(URI.create(url).getPort());
        }
        ProcessResult result = loops.awaitExit(ALL);
        assertThat(result.exit()).as(result.toString()).isZero();
        return result.stdout();
      }
    } finally {
      gateway.close();
    }
  }

  private ProcessRun startGateway(int port) {
    ProcessRun gateway =
        handoff()
            .start(
                words(
                    "gateway",
                    "--config=" + folder.resolve("gateway.yaml"),
                    "--address=127.0.0.1:" + port));
    gateway.awaitStdout("/\n", DEADLINE);
    return gateway;
  }

  private static void kill(ProcessRun gateway) {
    gateway.signal("KILL");
    assertThat(gateway.awaitExit(DEADLINE).exit()).isEqualTo(137);
  }

  private String[] words(String... words) {
    return Stream.concat(
            Stream.of(words),
            Stream.of(
                "--topic-prefix=" + commands.kafka().topics().prefix(),
                "--command-config=" + folder.resolve("login.properties")))
        .toArray(String[]::new);
  }

  private static int exit(Awaiter awaiter, JobId job) {
    try {
      return JobExit.of(awaiter.await(job).orTimeout(90, TimeUnit.SECONDS).join().state());
    } catch (CompletionException e) {
      assertThat(e).hasCauseInstanceOf(UnknownJobException.class);
      return JobExit.UNKNOWN;
    }
  }

  /** The command itself, for the first of each exit code. */
  private void assertSameByCommand(List<JobId> jobs, Map<String, String> byAwait) {
    Map<String, JobId> firsts = new LinkedHashMap<>();
    jobs.forEach(job -> firsts.putIfAbsent(byAwait.get(job.text()), job));
    List<ProcessResult> runs =
        handoff()
            .runAtOnce(firsts.values().stream().map(job -> words("await", job.text())).toList());
    List<String> verdicts =
        runs.stream()
            .map(run -> run.exit() == JobExit.UNKNOWN ? "404 " : "200 " + run.exit())
            .toList();
    assertThat(verdicts).as(runs.toString()).isEqualTo(List.copyOf(firsts.keySet()));
  }

  private static boolean isThere(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(each -> Files.isExecutable(Path.of(each, program)));
  }
}
