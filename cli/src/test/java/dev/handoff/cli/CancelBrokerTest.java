package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import dev.handoff.log.status.StatusLog;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.TestBroker;
import dev.handoff.worker.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** handoff cancel, for jobs in every state but running. */
@ExtendWith(BrokerExtension.class)
class CancelBrokerTest {

  private static final String BRIEF = "goal: Give one.\nrun: {handler: one}\n";

  private final Commands commands;

  CancelBrokerTest(TestBroker broker, @TempDir Path folder) throws Exception {
    commands = Commands.on(broker, folder);
  }

  @Test
  void aJobThatWaitsIsCancelledAtOnceAndNeverStarts() throws Exception {
    JobId job = commands.submit(BRIEF);

    ProcessResult cancel = commands.run("cancel", job.text(), "--why", "not needed");

    assertThat(cancel.exit()).as(cancel.stderr()).isZero();
    assertThat(cancel.stdout()).isEqualTo(job + " cancelled\n");
    AtomicInteger runs = new AtomicInteger();
    try (Worker worker =
        commands.worker(Map.of("one", context -> IntNode.valueOf(runs.incrementAndGet())))) {
      // Lanes are in order: once the next job has ended, the cancelled one was taken before it.
      JobId next = commands.submit(BRIEF);
      assertThat(commands.run("await", next.text(), "--timeout", "60s").exit()).isZero();
      assertThat(runs).hasValue(1);
      Commands.awaitIdle(worker);
    }
    ProcessResult await = commands.run("await", job.text());
    assertThat(await.exit()).isEqualTo(3);
    assertThat(await.stdout()).contains("Cancelled by", "not needed");
  }

  @Test
  void aJobThatIsDueLaterIsCancelledToo() throws Exception {
    JobId job = commands.submit(BRIEF, "--in", "2h");

    assertThat(commands.run("cancel", job.text()).exit()).isZero();
    assertThat(commands.status(job).get("state").asText()).isEqualTo("cancelled");
  }

  @Test
  void cancellingTwiceIsFine() {
    JobId job = commands.submit(BRIEF);

    assertThat(commands.run("cancel", job.text()).exit()).isZero();
    assertThat(commands.run("cancel", job.text()).exit()).isZero();
  }

  @Test
  void cancellingAtOnceFromManySidesIsFine() throws Exception {
    JobId job = commands.submit(BRIEF);
    List<CompletableFuture<ProcessResult>> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(CompletableFuture.supplyAsync(() -> commands.run("cancel", job.text())));
    }

    for (CompletableFuture<ProcessResult> one : all) {
      ProcessResult cancel = one.get(90, TimeUnit.SECONDS);
      assertThat(cancel.exit()).as(cancel.stderr()).isZero();
      assertThat(cancel.stdout()).isEqualTo(job + " cancelled\n");
    }
  }

  @Test
  void aJobThatHasEndedOtherwiseIsToldHow() throws Exception {
    try (Worker worker = commands.worker(Map.of("one", context -> IntNode.valueOf(1)))) {
      JobId job = commands.submit(BRIEF);
      assertThat(commands.run("await", job.text(), "--timeout", "60s").exit()).isZero();

      ProcessResult cancel = commands.run("cancel", job.text());

      assertThat(cancel.exit()).isEqualTo(1);
      assertThat(cancel.stdout()).isEqualTo(job + " completed, attempt 1 on worker-1\n");
      Commands.awaitIdle(worker);
    }
  }

  @Test
  void aJobThatDoesNotExistIsUnknownAndLeavesNothingOnTheLog() throws Exception {
    JobId old = JobId.next(Instant.now().minus(Duration.ofHours(1)), 3);

    ProcessResult cancel = commands.run("cancel", old.text());

    assertThat(cancel.exit()).as(cancel.stderr()).isEqualTo(4);
    assertThat(cancel.stdout()).isEmpty();
    assertThat(cancel.stderr()).contains(old + " is unknown");
    assertThat(read(old)).isEqualTo(JobState.UNKNOWN);
  }

  @Test
  void aYoungIdIsWaitedForUntilTheTimeIsUp() throws Exception {
    JobId young = JobId.next(Instant.now().plusSeconds(20), 3);

    ProcessResult cancel = commands.run("cancel", young.text(), "--timeout", "2s");

    assertThat(cancel.exit()).as(cancel.stderr()).isEqualTo(4);
    assertThat(cancel.stderr()).contains("it was not asked to end");
    assertThat(read(young)).isEqualTo(JobState.UNKNOWN);
  }

  @Test
  void ofSeveralJobsTheWorstCodeCounts() throws Exception {
    JobId first = commands.submit(BRIEF);
    JobId second = commands.submit(BRIEF);
    JobId old = JobId.next(Instant.now().minus(Duration.ofHours(1)), 3);

    ProcessResult cancel =
        commands.run("cancel", first.text(), old.text(), second.text(), first.text(), "--json");

    assertThat(cancel.exit()).as(cancel.stderr()).isEqualTo(4);
    assertThat(cancel.stdout().lines()).hasSize(2);
    for (String line : cancel.stdout().lines().toList()) {
      JsonNode json = new ObjectMapper().readTree(line);
      assertThat(json.get("state").asText()).isEqualTo("cancelled");
    }
    assertThat(read(second).status()).isEqualTo(JobStatus.CANCELLED);
  }

  @Test
  void noIdIsAUsageError() {
    assertThat(commands.run("cancel").exit()).isEqualTo(2);
  }

  private JobState read(JobId job) throws Exception {
    try (StatusLog log = new StatusLog(commands.kafka(), null, null)) {
      return log.read(job, null).get(30, TimeUnit.SECONDS);
    }
  }
}
