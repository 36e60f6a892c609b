package dev.handoff.cli;

import static dev.handoff.cli.SecuredCluster.PASSWORD;
import static dev.handoff.cli.SecuredCluster.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.handoff.cli.console.ExitCode;
import dev.handoff.job.JobId;
import dev.handoff.testkit.ProcessRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The rights or the login of a user are revoked while they are in use. */
@Tag("faults")
@ExtendWith(HandoffExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RevocationBrokerTest {

  private static final Duration LOGIN = Duration.ofSeconds(3);

  private SecuredCluster cluster;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    cluster = new SecuredCluster(folder, LOGIN);
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  @Test
  void anAwaitSaysThatItsRightsWereTakenAway() throws Exception {
    cluster.addUser("watcher-2", "watcher");
    RunningCommand await = cluster.as("watcher-2").start("await", cluster.waiting().text());
    await().atMost(SOON).until(() -> await.stderr().contains("due"));

    cluster.setRights("watcher-2", "watcher", false);

    assertThat(await.awaitExit().exit()).as(await.stderr()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(await.stderr()).contains("may not do that", "team.status");
  }

  @Test
  void anAwaitSaysThatItsLoginWasTakenAway() throws Exception {
    cluster.addUser("watcher-3", "watcher");
    RunningCommand await = cluster.as("watcher-3").start("await", cluster.waiting().text());
    await().atMost(SOON).until(() -> await.stderr().contains("due"));

    cluster.broker().removeUser("watcher-3");

    assertThat(await.awaitExit().exit()).as(await.stderr()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(await.stderr()).contains("does not accept this user");
  }

  @Test
  void aWorkerWaitsForRightsThatWereTakenAwayAndEndsWithoutALogin(HandoffProcess handoff)
      throws Exception {
    cluster.addUser("worker-2", "worker");
    Commands files =
        cluster.with("from-variable", cluster.broker().login("worker-2", "${env:KAFKA_SECRET}"));
    List<String> words =
        new ArrayList<>(
            handoff.commandLine(
                "worker",
                "--lane",
                "other=1",
                "--topic-prefix",
                "team",
                "--id",
                "second",
                "--beat",
                "300ms",
                "--lapse",
                "1s",
                "--abandon",
                "3s",
                "--drain",
                "1s",
                "--command-config",
                files.folder().resolve("login.properties").toString()));
    words.add(1, "-Dorg.slf4j.simpleLogger.log.dev.handoff=info");
    ProcessBuilder builder = handoff.inItsEnvironment(words);
    builder.environment().put("KAFKA_SECRET", PASSWORD + "worker-2");
    try (ProcessRun second = ProcessRun.start(builder)) {
      second.awaitStderr("Worker second serves", SOON);
      second.awaitStderr("KAFKA_SECRET", SOON);

      cluster.setRights("worker-2", "worker", false);

      second.awaitStderr("The broker refuses this worker: it may not", SOON);
      second.awaitStderr("takes no more jobs", SOON);
      cluster.setRights("worker-2", "worker", true);
      second.awaitStderr("lets this worker do its work again", SOON);
      JobId again =
          cluster.as("submitter").submit("goal: Again.\nlane: other\nrun: {handler: greet}\n");
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(cluster.as("watcher").status(again).at("/attempts/0/worker").asText())
                      .isEqualTo("second"));
      cluster.broker().removeUser("worker-2");
      second.awaitStderr("its login is not accepted", SOON);
      assertThat(second.awaitExit(HandoffProcess.DEADLINE).exit()).isEqualTo(ExitCode.UNAVAILABLE);
      assertThat(second.stderr())
          .contains("the worker has stopped", "start it again")
          .doesNotContain("Exception in thread");
    }
  }
}
