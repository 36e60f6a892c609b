package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.log.RecordWriter;
import dev.handoff.log.artifact.ArtifactStore;
import dev.handoff.log.status.StatusLog;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.TestBroker;
import dev.handoff.worker.Worker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Waits for several jobs, and shows one and many. */
@ExtendWith(BrokerExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class WatchBrokerTest {

  private final Commands commands;

  /** A lane that never had a worker. */
  private final Commands unserved;

  private final RecordWriter writer;
  private final StatusLog log;

  private JobId good;
  private JobId bad;
  private JobId waiting;

  WatchBrokerTest(TestBroker broker, TestBroker other, @TempDir Path folder) throws Exception {
    commands = Commands.on(broker, folder);
    unserved = Commands.on(other, folder);
    writer = new RecordWriter(commands.kafka());
    log = new StatusLog(commands.kafka(), writer, "handoff/test");
  }

  /** A completed job, a failed one, and one that waits because the worker is gone. */
  @BeforeAll
  void submit() throws Exception {
    // Before the worker starts: it could run a job before its submit is on the log.
    good = commands.submit("goal: Give one.\nrun: {handler: good}\n");
    bad = commands.submit("goal: Give none.\nrun: {handler: bad}\n");
    try (Worker worker =
        commands.worker(
            Map.of(
                "good", context -> IntNode.valueOf(1),
                "bad",
                    context -> {
                      throw new IllegalStateException("no such luck");
                    }))) {
      ProcessResult await = commands.run("await", "--timeout", "60s", good.text(), bad.text());
      assertThat(await.exit()).as(await.stderr()).isEqualTo(1);
      assertThat(await.stdout()).contains("# Give one.", "# Give none.", "no such luck");
      assertThat(await.stderr())
          .containsPattern("completed +\\d+ s  " + good + "  Give one\\.")
          .containsPattern("failed: run_failed +\\d+ s  " + bad + "  Give none\\.");
      Commands.awaitIdle(worker);
    }
    waiting = commands.submit("goal: Wait.\nrun: {handler: good}\n");
  }

  @AfterAll
  void close() {
    log.close();
    writer.close();
  }

  @Test
  void anyEndsWithTheFirstAndTellsHowToComeBackForTheOthers() {
    ProcessResult await = commands.run("await", "--any", waiting.text(), good.text());

    assertThat(await.exit()).as(await.stderr()).isZero();
    assertThat(await.stdout()).contains("# Give one.").doesNotContain("# Wait.");
    assertThat(await.stderr()).contains("Not waited for any more: handoff await " + waiting);
  }

  @Test
  void ofSeveralThatTimeOutEachIsToldAndTheCodeIsTheWorst() throws Exception {
    JobId unknown = JobId.next(Instant.now().minus(Duration.ofHours(1)), 1);

    ProcessResult await =
        commands.run(
            "await", "--json", "--timeout", "1s", good.text(), waiting.text(), unknown.text());

    assertThat(await.exit()).as(await.stderr()).isEqualTo(124);
    assertThat(await.stderr()).contains(unknown + " is unknown on ");
    List<JsonNode> lines = json(await.stdout());
    assertThat(lines)
        .extracting(line -> line.get("job").asText() + " " + line.get("exit").asInt())
        .containsExactlyInAnyOrder(good + " 0", waiting + " 124", unknown + " 4");
    assertThat(lines)
        .filteredOn(line -> line.get("waitTimedOut").asBoolean())
        .extracting(line -> line.get("job").asText())
        .containsExactly(waiting.text());
  }

  @Test
  void aLookAtSeveralSaysOfWhatWaitsThatNobodyServesIt() {
    JobId first = unserved.submit("goal: Wait.\nrun: {handler: good}\n");
    JobId second = unserved.submit("goal: Wait.\nrun: {handler: good}\n");

    ProcessResult await = unserved.run("await", "--timeout", "0", first.text(), second.text());

    assertThat(await.exit()).isEqualTo(124);
    for (JobId job : List.of(first, second)) {
      assertThat(await.stderr())
          .contains(
              job + " has not ended: queued, no worker that serves lane standard is alive",
              "handoff await " + job);
    }
    assertThat(await.stdout()).isEmpty();
  }

  @Test
  void aWaitSaysAgainAndAgainThatNoWorkerIsAlive() throws Exception {
    JobId job = unserved.submit("goal: Wait.\nrun: {handler: good}\n");
    RunningCommand await =
        unserved.start(
            "await", job.text(), "--progress-every", "300ms", "--poll-interval-ms", "2000");

    Awaitility.await()
        .atMost(HandoffProcess.DEADLINE)
        .untilAsserted(
            () ->
                assertThat(await.stderr().lines())
                    .filteredOn(
                        line ->
                            line.matches(
                                "\\[\\d:\\d\\d] waiting for a worker: no worker that serves lane"
                                    + " standard is alive"))
                    .hasSizeGreaterThan(1));

    assertThat(unserved.run("cancel", job.text()).exit()).isZero();
    assertThat(await.awaitExit().exit()).isEqualTo(3);
    assertThat(await.stderr()).contains("nothing polls").doesNotContain("\u001b");
  }

  @Test
  void quietSaysNothingWhileItWaits() {
    ProcessResult await = commands.run("await", "--quiet", waiting.text(), "--timeout", "2s");

    assertThat(await.stderr().lines()).hasSize(2).noneMatch(line -> line.startsWith("["));
  }

  @Test
  void theLastJobIsTheOneSubmittedLast() {
    JobId job = commands.submit("goal: Be the last.\nrun: {handler: good}\n");
    // Other tests of this class may have submitted since.
    ProcessResult status = commands.run("status", "--last", "--json");

    assertThat(status.exit()).as(status.stderr()).isZero();
    assertThat(json(status.stdout()).get(0).get("job").asText()).isGreaterThanOrEqualTo(job.text());
    assertThat(commands.run("await", "--last", job.text(), "--timeout", "0").exit()).isEqualTo(124);
    assertThat(commands.run("result", "--last", job.text()).exit()).isEqualTo(2);
    assertThat(commands.run("await").exit()).isEqualTo(2);
  }

  @Test
  void statusOfSeveralIsATableInTheGivenOrder() {
    ProcessResult status = commands.run("status", bad.text(), waiting.text(), good.text());

    assertThat(status.exit()).as(status.stderr()).isZero();
    List<String> lines = status.stdout().lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).startsWith("JOB  ").contains("STATE", "SUBMITTED", "TITLE");
    assertThat(lines.get(1)).startsWith(bad + "  failed: run_failed  ").endsWith("  Give none.");
    assertThat(lines.get(2)).startsWith(waiting + "  queued  ").endsWith("  Wait.");
    assertThat(lines.get(3)).startsWith(good + "  completed  ").endsWith("  Give one.");
  }

  @Test
  void statusOfSeveralWithAnUnknownOneTellsTheOthersAndEndsWith4() {
    JobId unknown = JobId.next(Instant.now().minus(Duration.ofHours(1)), 1);

    ProcessResult status = commands.run("status", "--json", unknown.text(), good.text());

    assertThat(status.exit()).isEqualTo(4);
    assertThat(json(status.stdout()))
        .extracting(line -> line.get("state").asText())
        .containsExactly("unknown", "completed");
  }

  @Test
  void listTellsTheNewestFirstAndOnlyWhatIsWanted() {
    assertThat(listed("--mine", "--state", "failed")).containsExactly(bad.text());
    assertThat(listed("--mine", "--state", "completed,failed"))
        .containsExactly(bad.text(), good.text());
    assertThat(listed("--mine", "--state", "ended", "--limit", "1")).containsExactly(bad.text());
    assertThat(listed("--mine", "--lane", "quick")).isEmpty();
    assertThat(listed("--mine", "--lane", "standard", "--state", "live")).contains(waiting.text());
    assertThat(listed("--since", "0")).isEmpty();
  }

  @Test
  void listSaysWhatItLeavesOut() {
    ProcessResult list = commands.run("list", "--mine", "--limit", "1", "--state", "ended");

    assertThat(list.stdout().lines()).hasSize(2);
    assertThat(list.stderr()).contains("1 older ones are not shown; --limit 0 shows all.");
    assertThat(commands.run("list", "--lane", "quick").stderr()).contains("--since looks");
  }

  @Test
  void statusWithoutAnIdListsWhatHasNotEnded() {
    ProcessResult status = commands.run("status", "--json");

    assertThat(json(status.stdout()))
        .extracting(line -> line.get("job").asText())
        .contains(waiting.text())
        .doesNotContain(good.text(), bad.text());
  }

  @Test
  void eventsTellAllThatHappenedInOrder() {
    ProcessResult events = commands.run("events", bad.text(), "--json");

    assertThat(events.exit()).as(events.stderr()).isZero();
    List<JsonNode> lines = json(events.stdout());
    assertThat(lines)
        .extracting(line -> line.get("event").asText())
        .containsSubsequence("submitted", "started", "failed");
    assertThat(lines).allMatch(line -> line.get("job").asText().equals(bad.text()));
    assertThat(lines).allMatch(line -> line.get("counted").asBoolean());
    assertThat(commands.run("events", bad.text(), "-f").stdout().lines())
        .anyMatch(line -> line.contains("  submitted         by ") && line.endsWith("Give none."))
        .anyMatch(line -> line.contains("  failed            run_failed: "));
  }

  @Test
  void eventsPrintASubmitBeforeTheStartThatOvertookItOnTheLog() throws Exception {
    JobId job = JobId.next(Instant.now(), 1);
    append(job, started(1, "A"));
    append(job, submitted(job));
    append(job, new Completed(Instant.now(), 1, "A", JobResult.NONE));

    assertThat(names(commands.run("events", job.text()).stdout()))
        .containsExactly("submitted", "started", "completed");
    assertThat(names(commands.run("events", "-f", job.text()).stdout()))
        .containsExactly("submitted", "started", "completed");
    for (String[] words :
        List.of(
            new String[] {"events", "--json", job.text()},
            new String[] {"events", "--json", "-f", job.text()})) {
      List<JsonNode> lines = json(commands.run(words).stdout());
      assertThat(lines)
          .extracting(line -> line.get("event").asText())
          .containsExactly("started", "submitted", "completed");
      assertThat(lines).extracting(line -> line.get("offset").asLong()).isSorted();
    }
  }

  @Test
  void eventsThatAreFollowedPrintTheHistoryInOrderAndThenWhatComes() throws Exception {
    JobId job = JobId.next(Instant.now(), 1);
    append(job, started(1, "A"));
    append(job, submitted(job));

    RunningCommand events = commands.start("events", "-f", job.text());
    Awaitility.await()
        .atMost(HandoffProcess.DEADLINE)
        .until(() -> names(events.out().toString()).contains("started"));
    append(job, new Progressed(Instant.now(), 1, "A", "run", null, null));
    append(job, new Completed(Instant.now(), 1, "A", JobResult.NONE));

    ProcessResult end = events.awaitExit();
    assertThat(end.exit()).as(end.stderr()).isZero();
    assertThat(names(end.stdout()))
        .containsExactly("submitted", "started", "progressed", "completed");
  }

  @Test
  void eventsOfAJobThatIsNotThereYetAreFollowedFromTheFirst() throws Exception {
    JobId job = JobId.next(Instant.now(), 1);
    RunningCommand events = commands.start("events", "-f", job.text());

    append(job, started(1, "A"));
    append(job, new Completed(Instant.now(), 1, "A", JobResult.NONE));

    ProcessResult end = events.awaitExit();
    assertThat(end.exit()).as(end.stderr()).isZero();
    assertThat(names(end.stdout())).containsExactly("started", "completed");
  }

  private static Submitted submitted(JobId job) {
    Brief brief =
        new BriefReader()
            .read("goal: Give one.\nrun: {handler: good}\n".getBytes(StandardCharsets.UTF_8));
    return new Submitted(job.submittedAt(), brief, "ann", "standard", 0L, null, null);
  }

  /** Those of the events, as the rows name them. */
  private static List<String> names(String rows) {
    return rows.lines().map(row -> row.split(" +")[2]).toList();
  }

  @Test
  void eventsAndLogsOfAnUnknownJobAreExitCode4() {
    String unknown = JobId.next(Instant.now().minus(Duration.ofHours(1)), 1).text();

    assertThat(commands.run("events", unknown).exit()).isEqualTo(4);
    assertThat(commands.run("events", unknown, "-f").exit()).isEqualTo(4);
    assertThat(commands.run("logs", unknown).exit()).isEqualTo(4);
  }

  @Test
  void logsGoOnAcrossAttemptsAndEndWithTheJob() throws Exception {
    JobId job = JobId.next(Instant.now(), 1);
    append(job, started(1, "A"));
    print(job, 1, "A", "first try\u001b[31m, and no end");
    append(
        job,
        new JobEvent.AttemptEnded(
            Instant.now(), 1, "A", dev.handoff.job.Reason.WORKER_LOST, "gone", null));
    append(job, started(2, "B"));
    CompletableFuture<ProcessResult> follow =
        CompletableFuture.supplyAsync(() -> commands.run("logs", "-f", job.text()));
    print(job, 2, "B", "second try\n");
    append(job, new Completed(Instant.now(), 2, "B", JobResult.NONE));

    ProcessResult logs = follow.get(60, TimeUnit.SECONDS);
    assertThat(logs.exit()).as(logs.stderr()).isZero();
    assertThat(logs.stdout()).isEqualTo("first try, and no end\nsecond try\n");
    assertThat(logs.stderr()).contains("--- attempt 2 ---", job + " completed, attempt 2");
    assertThat(commands.run("logs", job.text()).stdout()).isEqualTo(logs.stdout());
    assertThat(commands.run("logs", job.text(), "--since", "0").stdout()).isEmpty();
  }

  @Test
  void aWaitTellsTheLastLineThatTheJobHasPrinted() throws Exception {
    JobId job = JobId.next(Instant.now(), 1);
    append(job, started(1, "A"));
    append(job, new Progressed(Instant.now(), 1, "A", "run", "compiling", 40));
    print(job, 1, "A", "[INFO] one\n[INFO] two\n");

    RunningCommand await = commands.start("await", job.text(), "--progress-every", "500ms");

    Awaitility.await()
        .atMost(HandoffProcess.DEADLINE)
        .untilAsserted(
            () ->
                assertThat(await.stderr())
                    .containsPattern(
                        "\\[\\d:\\d\\d] attempt 1 on worker-A, run 40 %: compiling, for \\d+ s,"
                            + " last output: \\[INFO] two"));
    append(job, new Completed(Instant.now(), 1, "A", JobResult.NONE));
    assertThat(await.awaitExit().exit()).isZero();
  }

  private void append(JobId job, JobEvent event) throws Exception {
    log.append(job, null, event).get(30, TimeUnit.SECONDS);
  }

  private static Started started(int attempt, String lease) {
    return new Started(Instant.now(), attempt, lease, "worker-" + lease, 0, null);
  }

  private void print(JobId job, int attempt, String lease, String text) throws IOException {
    var file = new ArtifactStore(commands.kafka(), writer).open(job, attempt, lease, "log");
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    file.write(bytes, 0, bytes.length);
    file.close();
  }

  private List<String> listed(String... options) {
    List<String> words = new ArrayList<>(List.of("list", "--json"));
    words.addAll(List.of(options));
    ProcessResult list = commands.run(words.toArray(String[]::new));
    assertThat(list.exit()).as(list.stderr()).isZero();
    return json(list.stdout()).stream().map(line -> line.get("job").asText()).toList();
  }

  private static List<JsonNode> json(String lines) {
    ObjectMapper mapper = new ObjectMapper();
    List<JsonNode> all = new ArrayList<>();
    for (String line : lines.lines().toList()) {
      try {
        all.add(mapper.readTree(line));
      } catch (IOException e) {
        throw new AssertionError("no JSON: " + line, e);
      }
    }
    return all;
  }
}
