package dev.handoff.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.DurationText;
import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import dev.handoff.testkit.ProcessResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that is restarted, killed, frozen or away while jobs run. */
@Tag("faults")
@Order(2)
class BrokerFaultsTest {

  private static final String LAPSE = "5s";

  /** How long the broker is away: longer than the lapse, shorter than abandon. */
  private static final Duration OUTAGE =
      DurationText.parse("faults.outage", System.getProperty("faults.outage", "8s"));

  private static final String ABANDON = OUTAGE.toSeconds() * 2 + 10 + "s";

  @TempDir Path folder;

  private BrokerProcess broker;
  private Installation handoff;

  @BeforeEach
  void startAll() {
    broker = BrokerProcess.in(folder.resolve("broker"));
    handoff = new Installation(broker, "outage", Installation.made(folder.resolve("outage")));
    for (String id : List.of("one", "two")) {
      handoff.start(
          WorkerStart.of(id, Map.of("standard", 2)).withLapse(LAPSE).withAbandon(ABANDON));
    }
    handoff.awaitAllServing();
  }

  @AfterEach
  void stopAll() {
    handoff.close();
    broker.close();
  }

  /** One after the other, while the same jobs run. */
  @Test
  void aBrokerThatIsRestartedKilledOrFrozenEndsNoAttempt() {
    List<JobId> jobs = runningJobs(OUTAGE.toSeconds() * 2 + 10);

    broker.kill();
    away(OUTAGE);
    handoff.awaitConfirmed(broker::start);
    broker.freeze();
    away(OUTAGE);
    handoff.awaitConfirmed(broker::wake);
    broker.stop();
    broker.start();
    handoff.awaitBeats();

    assertUninterrupted(jobs);
  }

  @Test
  void commandsKeepTheirDeadlinesAndTellNoLiesWithoutABroker() throws IOException {
    List<JobId> jobs = runningJobs(OUTAGE.toSeconds() + 20);
    broker.freeze(); // it takes what it is sent, and answers nobody
    assertSubmitIsNoFalseSuccess();
    handoff.awaitConfirmed(broker::wake);
    long begun = System.nanoTime();
    try (JavaProcess await =
        handoff.command("await", jobs.get(0).text(), "--timeout", "12s", "--json")) {
      await.run().awaitStderr("attempt 1", JavaProcess.DEADLINE);
      long waiting = System.nanoTime();
      broker.kill();
      assertSubmitIsNoFalseSuccess();

      ProcessResult waited = await.run().awaitExit(JavaProcess.DEADLINE);

      assertThat(waited.exit()).as(waited.stderr()).isEqualTo(124);
      // Its time began somewhere between the start of its JVM and its first word.
      assertThat(secondsSince(begun)).isGreaterThanOrEqualTo(12.0);
      assertThat(secondsSince(waiting)).isLessThanOrEqualTo(13.0);
    }
    broker.start();
    assertUninterrupted(jobs);
  }

  private static double secondsSince(long nanoTime) {
    return (System.nanoTime() - nanoTime) / 1e9;
  }

  private void assertSubmitIsNoFalseSuccess() throws IOException {
    Path brief = folder.resolve("brief.yaml");
    Files.writeString(brief, handoff.witness().brief("standard", 0));
    try (JavaProcess task =
        handoff.command("task", "--background", "--timeout", "5s", brief.toString())) {
      ProcessResult told = task.run().awaitExit(JavaProcess.DEADLINE);
      assertThat(told.exit()).as(told.stderr()).isEqualTo(125);
      assertThat(told.stdout()).isEmpty();
      assertThat(told.stderr()).containsPattern("nothing was sent|unknown whether task-");
    }
  }

  private List<JobId> runningJobs(double seconds) {
    List<JobId> jobs = new ArrayList<>();
    for (int job = 0; job < 3; job++) {
      jobs.add(handoff.submit("standard", seconds));
    }
    jobs.forEach(job -> handoff.awaitStart(job, 1));
    return jobs;
  }

  private void assertUninterrupted(List<JobId> jobs) {
    for (JobId job : jobs) {
      JobState state = handoff.awaitEnd(job);
      assertThat(state.status()).isEqualTo(JobStatus.COMPLETED);
      assertThat(state.attempts()).as(job + " is neither ended nor rescued").hasSize(1);
    }
    handoff.assertSound();
  }

  /** An outage has no end that could be awaited. */
  private static void away(Duration time) {
    Awaitility.await().pollDelay(time).atMost(time.plusSeconds(10)).until(() -> true);
  }
}
