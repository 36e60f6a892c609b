package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.job.Reason;
import dev.handoff.json.Json;
import dev.handoff.log.presence.WorkerBeat.Held;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.TestBroker;
import dev.handoff.worker.Worker;
import dev.handoff.worker.WorkerSettings;
import dev.handoff.worker.lease.LeaseSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Worker, steward, waiters and commands of this build with submitters and workers of a later one.
 */
@ExtendWith(BrokerExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class LaterBuildBrokerTest {

  private static final Duration LAPSE = Duration.ofMillis(1500);
  private static final Brief BRIEF =
      new BriefReader()
          .read("goal: Give one.\nrun: {handler: one}\n".getBytes(StandardCharsets.UTF_8));

  private final Commands commands;
  private final LaterBuild later;
  private final Worker worker;

  LaterBuildBrokerTest(TestBroker broker, @TempDir Path folder) throws Exception {
    commands = Commands.on(broker, folder);
    later = new LaterBuild(commands.kafka());
    worker =
        new Worker(
            commands.kafka(),
            WorkerSettings.of("worker-1", folder.resolve("work"))
                .withTopics(Commands.TOPICS)
                .withLanes(Map.of("standard", 2))
                .withHandlers(Map.of("one", context -> IntNode.valueOf(1)))
                .withLease(new LeaseSettings(Duration.ofMillis(500), LAPSE, Duration.ofSeconds(20)))
                .withDrain(Duration.ZERO));
  }

  @BeforeAll
  void start() throws Exception {
    worker.start();
  }

  @AfterAll
  void close() {
    worker.close();
    later.close();
  }

  @Test
  void aJobOfALaterSubmitterRunsAndIsToldAndListed() throws Exception {
    JobId job = newJob();
    later.enqueue(job, BRIEF);
    later.say(job, "submitted", submitted(job));
    later.say(job, "paused", new Progressed(now(), 1, "nobody's", "pause", null, null));

    ProcessResult await = commands.run("await", "--timeout", "60s", "--json", job.text());

    assertThat(await.exit()).as(await.stderr()).isZero();
    assertThat(json(await).get("value").intValue()).isEqualTo(1);
    assertThat(listed(job).get("state").textValue()).isEqualTo("completed");
    assertThat(commands.run("events", job.text()).stdout())
        .contains("submitted", "started", "completed")
        .doesNotContain("pause");
  }

  @Test
  void aLaterWorkerIsLeftAloneWhileItBeatsAndRelievedWhenItIsSilent() throws Exception {
    JobId job = claimedByLaterWorker();
    Held held = Held.of(job, 1, "lease-" + job.suffix());
    Instant enough = Instant.now().plus(LAPSE.multipliedBy(3));
    Awaitility.await()
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              later.beat("later-1", held);
              return Instant.now().isAfter(enough);
            });
    JsonNode beating = commands.status(job);
    assertThat(beating.get("state").textValue()).isEqualTo("running");
    assertThat(beating.get("attempt").intValue()).isEqualTo(1);
    assertThat(commands.run("workers").stdout()).contains("later-1", "worker-1");

    ProcessResult await = commands.run("await", "--timeout", "60s", "--json", job.text());

    assertThat(await.exit()).as(await.stderr()).isZero();
    JsonNode attempts = json(await).get("attempts");
    assertThat(attempts.get(0).get("reason").textValue()).isEqualTo("worker_lost");
    assertThat(attempts.get(1).get("worker").textValue()).isEqualTo("worker-1");
  }

  @Test
  void whatALaterWorkerSaysOfAnEndIsTheEnd() throws Exception {
    JobId good = claimedByLaterWorker();
    JobId bad = claimedByLaterWorker();
    later.say(good, "completed", new Completed(now(), 1, lease(good), JobResult.NONE));
    later.fail(
        bad,
        new Failed(
            now(), 1, lease(bad), Reason.RUN_FAILED, "The team's quota is used up", JobResult.NONE),
        "quota_exceeded");

    ProcessResult ofGood = commands.run("await", "--timeout", "60s", good.text());
    ProcessResult ofBad = commands.run("await", "--timeout", "60s", "--json", bad.text());

    assertThat(ofGood.exit()).as(ofGood.stderr()).isZero();
    assertThat(ofBad.exit()).as(ofBad.stderr()).isEqualTo(1);
    assertThat(json(ofBad).get("message").textValue()).isEqualTo("The team's quota is used up");
    assertThat(json(ofBad).get("attempts")).hasSize(1);
    assertThat(listed(bad).get("state").textValue()).isEqualTo("failed");
  }

  @Test
  void aBriefOfALaterVersionIsRefusedAndKept() throws Exception {
    JobId job = newJob();
    ObjectNode brief = (ObjectNode) Json.strict().tree(BRIEF);
    brief.put("brief", 2).putObject("gates").put("x", 1);
    later.enqueue(job, "standard", brief);
    later.say(job, "submitted", submitted(job));

    ProcessResult await = commands.run("await", "--timeout", "60s", "--json", job.text());

    assertThat(await.exit()).as(await.stderr()).isEqualTo(ExitCode.REFUSED);
    assertThat(json(await).get("message").textValue())
        .contains("version of the brief must be 1 for this build of Handoff, got: 2");
    assertThat(commands.run("dead-letters", "list").stdout()).contains(job.text());
  }

  private JobId claimedByLaterWorker() throws Exception {
    JobId job = newJob();
    later.say(job, "submitted", submitted(job));
    later.say(job, "started", new Started(now(), 1, lease(job), "later-1", 0, "later"));
    return job;
  }

  private static JobId newJob() {
    return JobId.next(now(), 3);
  }

  private static String lease(JobId job) {
    return "lease-" + job.suffix();
  }

  private static Submitted submitted(JobId job) {
    return new Submitted(job.submittedAt(), BRIEF, "ann", "standard", 0L, null, null);
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  private JsonNode listed(JobId job) throws Exception {
    for (String line : commands.run("list", "--json").stdout().lines().toList()) {
      JsonNode summary = new ObjectMapper().readTree(line);
      if (summary.get("job").textValue().equals(job.text())) {
        return summary;
      }
    }
    throw new AssertionError(job + " is not listed");
  }

  private static JsonNode json(ProcessResult printed) throws Exception {
    return new ObjectMapper().readTree(printed.stdout());
  }
}
