package dev.handoff.cli;

import static dev.handoff.cli.SecuredCluster.GREET;
import static dev.handoff.cli.SecuredCluster.PASSWORD;
import static dev.handoff.cli.SecuredCluster.SOON;
import static dev.handoff.cli.SecuredCluster.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.handoff.cli.console.ExitCode;
import dev.handoff.job.JobId;
import dev.handoff.log.setup.TopicSettings;
import dev.handoff.log.setup.TopicSetup;
import dev.handoff.log.setup.TopicSetup.TopicSetupException;
import dev.handoff.log.setup.WorkerRights;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.TestCertificates;
import dev.handoff.testkit.TestRepository;
import dev.handoff.worker.Worker;
import dev.handoff.worker.WorkerSettings;
import dev.handoff.worker.handler.JobHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The four roles with the rules of {@code ops/acls.sh}, on a broker with authentication and ACLs:
 * each can do its work and nothing else, and refusals are reported at once.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(1)
class RolesBrokerTest {

  private static final String STAY = "goal: Stay.\nrun: {handler: stay}\n";

  private SecuredCluster cluster;
  private Worker worker;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    cluster = new SecuredCluster(folder, Duration.ZERO);
    worker = worker("worker", "standard");
    writeADeadLetter();
  }

  /** Reading an empty topic needs no right, so the topic must have a record. */
  private void writeADeadLetter() throws Exception {
    cluster.write(TOPICS.tasks("standard"), "none", "no brief");
    await()
        .atMost(SOON)
        .pollInterval(Commands.LOOK)
        .until(() -> cluster.as("ops").run("dead-letters", "list").stdout().contains("standard"));
  }

  @AfterAll
  void stop() {
    worker.close();
    cluster.close();
  }

  @Test
  void aSubmitterGivesJobsAndAWorkerDoesThemAndAWatcherSeesThem() throws Exception {
    String job = workOf("source");

    for (String look :
        List.of(
            "await %s",
            "status %s",
            "logs %s",
            "events %s",
            "result %s",
            "result %s --output summary",
            "list",
            "workers")) {
      ProcessResult seen = cluster.as("watcher").run(look.formatted(job).split(" "));
      assertThat(seen.exit()).as("%s: %s", look, seen.stderr()).isZero();
      assertThat(seen.stdout()).as(look).isNotBlank();
    }
  }

  /** A job with a log and changes, submitted by the submitter and done. */
  private String workOf(String folder) throws Exception {
    TestRepository repository =
        TestRepository.in(Files.createDirectory(cluster.folder().resolve(folder)));
    repository.with("work.sh", "echo working; echo done > done.txt\n");
    String brief = "goal: Work.\nrun: {command: [sh, work.sh]}\n";
    repository.with("brief.yaml", brief).commit();

    ProcessResult task =
        cluster.as("submitter").run("task", repository.path().resolve("brief.yaml").toString());

    assertThat(task.exit()).as(task.stderr()).isZero();
    assertThat(task.stderr()).contains("working");
    return HandoffProcess.acceptedJob(task);
  }

  @Test
  void aSubmitterUsesKeysCancelsAndRetries() {
    JobId job = cluster.as("submitter").submit(STAY, "--key", "once");
    assertThat(cluster.as("submitter").submit(STAY, "--key", "once")).isEqualTo(job);
    await()
        .atMost(SOON)
        .pollInterval(Commands.LOOK)
        .until(() -> cluster.as("watcher").status(job).get("state").asText().equals("running"));

    ProcessResult cancel = cluster.as("submitter").run("cancel", job.text());

    assertThat(cancel.exit()).as(cancel.stderr()).isZero();
    JobId later = cluster.as("submitter").submit(GREET, "--in", "1h");
    assertThat(cluster.as("submitter").run("cancel", later.text()).exit()).isZero();
    ProcessResult retry = cluster.as("submitter").run("retry", later.text());
    assertThat(retry.exit()).as(retry.stderr()).isZero();
  }

  @Test
  void aGatewayReadsEverythingAndWritesNothing() throws Exception {
    String done = workOf("source-of-the-gateway");
    cluster.as("submitter").submit(GREET + "title: Not cancelled\n", "--in", "1h");
    cluster.addUser("gateway", "gateway");
    try (SecuredGateway gateway = new SecuredGateway(cluster.settings("gateway"))) {
      Map.of(
              "",
              "Work.",
              "/" + done,
              "\"completed\"",
              "/" + done + "/events",
              "work.sh",
              "/" + done + "/log",
              "working",
              "/" + done + "/files/log",
              "working",
              "/" + done + "/files/patch",
              "done.txt")
          .forEach((path, text) -> assertThat(bodyOf(gateway, "/v1/jobs" + path)).contains(text));
      assertThat(gateway.get("/v1/lanes").body()).contains("\"standard\"");
      assertThat(gateway.get("/v1/workers").body()).contains("\"worker");
      assertThat(gateway.get("/metrics").body()).contains("handoff_workers");
      for (String write :
          List.of("", "/" + cluster.waiting() + "/cancel", ":cancel?text=Not+cancelled&expect=1")) {
        HttpResponse<String> refused = gateway.post("/v1/jobs" + write, GREET);
        assertThat(refused.statusCode()).as("%s: %s", write, refused.body()).isEqualTo(403);
        assertThat(refused.headers().firstValue("Retry-After")).isEmpty();
        assertThat(refused.body())
            .contains("the broker does not permit it to the user of this gateway")
            .doesNotContain(PASSWORD);
      }
      assertThat(gateway.post("/v1/jobs", GREET, "Idempotency-Key", "k").statusCode())
          .isEqualTo(403);
    }
    assertThat(cluster.as("watcher").status(cluster.waiting()).get("state").asText())
        .isEqualTo("queued");
  }

  private static String bodyOf(SecuredGateway gateway, String path) {
    try {
      return gateway.get(path).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aGatewaySubmitsAndCancelsWhereThatIsSwitchedOn() throws Exception {
    cluster.addUser(
        "gateway-2", "gateway", "--gateway-submits", "--lane", "standard", "--lane", "gpu");
    try (SecuredGateway gateway = new SecuredGateway(cluster.settings("gateway-2"))) {
      HttpResponse<String> submitted =
          gateway.post("/v1/jobs", STAY, "Idempotency-Key", "by-a-gateway");
      assertThat(submitted.statusCode()).as(submitted.body()).isEqualTo(202);
      String job = "/v1/jobs/" + submitted.body().replaceAll(".*(task-\\w+).*", "$1");

      assertThat(gateway.post(job + "/cancel", "").statusCode()).isIn(200, 202);
      HttpResponse<String> elsewhere = gateway.post("/v1/jobs", GREET + "lane: other\n");

      assertThat(elsewhere.statusCode()).as(elsewhere.body()).isEqualTo(403);
      assertThat(elsewhere.body()).contains("nothing was submitted", "team.tasks.other");
    }
  }

  @Test
  void aStewardMayPutAJobBackIntoItsLane() {
    ProcessResult task =
        cluster
            .as("submitter")
            .run(
                "task",
                cluster
                    .as("submitter")
                    .write(
                        "goal: Try.\nrun: {handler: second-time}\nretries: {attempts: 2, backoff: 0s}\n"));

    assertThat(task.exit()).as(task.stderr()).isZero();
  }

  @Test
  void opsSeeDeadLettersAndWorkersAndPutABriefBack() {
    assertThat(cluster.as("ops").run("dead-letters", "list").stdout()).contains("standard");
    assertThat(cluster.as("ops").run("workers").stdout()).contains("worker");
    ProcessResult requeue = cluster.as("ops").run("dead-letters", "requeue", "0");
    assertThat(requeue.exit()).as(requeue.stderr()).isEqualTo(ExitCode.REFUSED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "watcher   | task BRIEF                  | may not do that",
        "watcher   | task --background BRIEF     | nothing was submitted",
        "watcher   | task --key k BRIEF          | team.keys",
        "watcher   | cancel WAITING              | may not do that",
        "watcher   | dead-letters list           | team.dead",
        "watcher   | worker --work-folder WORK   | team.seats",
        "submitter | dead-letters list           | team.dead",
        "submitter | dead-letters show 0         | team.dead",
        "submitter | worker --work-folder WORK   | team.seats",
        "worker    | dead-letters list           | team.dead",
        "worker    | task --key k BRIEF          | team.keys",
        "worker    | worker --lane gpu=1 --work-folder WORK | team.tasks.gpu is missing",
        "ops       | task --key k BRIEF          | team.keys",
        "ops       | worker --lane standard=1 --work-folder WORK | topic team.control: Read, Write",
      })
  void whatIsNoneOfItsBusinessARoleIsRefusedAtOnce(String role, String words, String reason) {
    Commands commands = cluster.as(role);
    ProcessResult refused = commands.run(filledIn(words, commands));

    assertThat(refused.exit()).as(refused.stderr()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(refused.stderr())
        .contains(reason)
        .doesNotContain("no answer", "defect", "\tat ", PASSWORD);
    assertThat(refused.stdout()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"submitter", "watcher", "worker", "ops"})
  void noRoleMayChangeWhatTheClusterLivesBy(String role) {
    Map<String, Object> login = Map.copyOf(cluster.settings(role).properties());

    ForbiddenActs.of(role)
        .forEach(
            (name, act) ->
                assertThatThrownBy(() -> act.go(login))
                    .as("%s: %s", role, name)
                    .satisfiesAnyOf(
                        failure -> assertThat(failure).isInstanceOf(AuthorizationException.class),
                        failure ->
                            assertThat(failure).hasCauseInstanceOf(AuthorizationException.class)));
  }

  @Test
  void aCertificateIsALoginToo() throws IOException {
    Map<String, String> login =
        cluster.broker().certificate(cluster.broker().certificates().valid("watcher"));

    ProcessResult status =
        cluster.with("certificate", login).run("status", cluster.waiting().text());
    ProcessResult cancel =
        cluster.with("certificate", login).run("cancel", cluster.waiting().text());

    assertThat(status.exit()).as(status.stderr()).isZero();
    assertThat(cancel.exit()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(cancel.stderr()).contains("may not do that");
  }

  @Test
  void aLoginByScramIsALoginToo() throws IOException {
    cluster.broker().addScramUser("watcher", "scram");
    Map<String, String> login = cluster.broker().scramLogin("watcher", "scram");

    ProcessResult status = cluster.with("scram", login).run("status", cluster.waiting().text());

    assertThat(status.exit()).as(status.stderr()).isZero();
  }

  @Test
  void aLoginThatIsNotAcceptedIsSaidAtOnce() throws IOException {
    Map<String, String> stranger =
        new HashMap<>(cluster.broker().login("watcher", PASSWORD + "watcher"));
    stranger.put(
        "ssl.truststore.certificates",
        ownPartOf(cluster.broker().certificates().valid("stranger")));
    Map<String, Map<String, String>> logins =
        Map.of(
            "wrong password", cluster.broker().login("watcher", "wrong"),
            "unknown user", cluster.broker().login("nobody", PASSWORD + "watcher"),
            "wrong SCRAM password", cluster.broker().scramLogin("ops", "wrong"),
            "broker that is not trusted", stranger,
            "expired certificate",
                cluster.broker().certificate(cluster.broker().certificates().expired("late")));
    logins.forEach(
        (name, login) -> {
          Commands commands = cluster.with(name.replace(' ', '-'), login);
          for (String words : List.of("status WAITING", "task BRIEF")) {
            assertNotAccepted(name, commands, words);
          }
        });
    for (String words :
        List.of(
            "await WAITING", "cancel WAITING", "list", "workers", "worker --work-folder WORK")) {
      assertNotAccepted(
          "any command", cluster.with("wrong-password", logins.get("wrong password")), words);
    }
  }

  private void assertNotAccepted(String name, Commands commands, String words) {
    ProcessResult refused = commands.run(filledIn(words, commands));

    assertThat(refused.exit())
        .as("%s, %s: %s", name, words, refused.stderr())
        .isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(refused.stderr())
        .as("%s, %s", name, words)
        .contains("does not accept this user")
        .doesNotContain("no answer", "defect", "\tat ");
  }

  private String[] filledIn(String words, Commands commands) {
    return words
        .replace("BRIEF", commands.write(GREET))
        .replace("WAITING", cluster.waiting().text())
        .replace("WORK", cluster.folder().resolve("work-of-none").toString())
        .split(" ");
  }

  @Test
  void eachRightThatAWorkerLacksIsNamed() throws Exception {
    cluster.broker().addUser("worker-3", PASSWORD + "worker-3");
    List<AclBinding> rules = new ArrayList<>(AclScript.rules("worker", "worker-3", "team"));
    rules.removeIf(
        rule ->
            rule.pattern().name().equals("team.status")
                && rule.entry().operation() == AclOperation.WRITE);
    cluster.broker().admin().createAcls(rules).all().get(30, TimeUnit.SECONDS);

    try (Admin admin = cluster.settings("worker-3").admin()) {
      WorkerRights rights = new WorkerRights(admin, TOPICS, Set.of("standard"));

      assertThat(rights.missing()).containsExactly("topic team.status: Write");
      assertThatThrownBy(rights::require).hasMessageContaining("ops/acls.sh --worker");
    }
  }

  @Test
  void whatAWorkerMayNeitherSeeNorMakeIsNamedInOneGo() throws Exception {
    try (Admin admin = cluster.settings("worker").admin()) {
      TopicSetup setup = new TopicSetup(admin, TOPICS, TopicSettings.DEFAULT);

      assertThatThrownBy(() -> setup.ensure(Set.of("gpu", "tpu")))
          .isInstanceOf(TopicSetupException.class)
          .hasMessageContaining("team.tasks.gpu is missing")
          .hasMessageContaining("group team.gpu: share.auto.offset.reset")
          .hasMessageContaining("team.tasks.tpu is missing");
    }
  }

  @Test
  void propertiesThatAreOfNoUseOrSeenByAllAreNamed() {
    ProcessResult status =
        cluster
            .as("watcher")
            .run(
                "status", cluster.waiting().text(),
                "--command-property", "group.id=mine",
                "--command-property", "ssl.key.password=abc");

    assertThat(status.exit()).as(status.stderr()).isZero();
    assertThat(status.stderr())
        .contains("group.id", "no effect", "ssl.key.password", "${env:NAME}");
  }

  private Worker worker(String user, String lane) throws InterruptedException {
    Map<String, Integer> failures = new java.util.concurrent.ConcurrentHashMap<>();
    Map<String, JobHandler> handlers =
        Map.of(
            "greet", context -> context.input(),
            "stay",
                context -> {
                  new java.util.concurrent.CountDownLatch(1).await();
                  return null;
                },
            "second-time",
                context -> {
                  if (failures.merge("tries", 1, Integer::sum) == 1) {
                    throw new IllegalStateException("not yet");
                  }
                  return context.input();
                });
    WorkerSettings settings =
        WorkerSettings.of(user, cluster.folder().resolve("work"))
            .withLanes(Map.of(lane, 2))
            .withHandlers(handlers)
            .withDrain(Duration.ZERO);
    Worker started = new Worker(cluster.settings(user), settings);
    started.start();
    return started;
  }

  /** Without the CA certificate, which also verifies the broker. */
  private static String ownPartOf(TestCertificates.Identity identity) {
    String end = "-----END CERTIFICATE-----";
    String chain = identity.certificates();
    return chain.substring(0, chain.indexOf(end) + end.length()) + "\n";
  }
}
