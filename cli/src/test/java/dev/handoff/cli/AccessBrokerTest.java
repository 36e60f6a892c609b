package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.TopicSettings;
import dev.handoff.log.TopicSetup;
import dev.handoff.log.TopicSetup.TopicSetupException;
import dev.handoff.log.Topics;
import dev.handoff.log.WorkerRights;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import dev.handoff.testkit.SecuredBroker;
import dev.handoff.testkit.TestCertificates;
import dev.handoff.worker.JobHandler;
import dev.handoff.worker.Worker;
import dev.handoff.worker.WorkerSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/**
 * The four roles, with the rules that {@code ops/acls.sh} gives them, on a broker that asks who
 * somebody is and what he may do: each can do its work and nothing else, and what is refused is
 * said at once.
 */
@ExtendWith(HandoffExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessBrokerTest {

  private static final Topics TOPICS = new Topics("team");
  private static final String PASSWORD = "s3cret-of-";
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String GREET = "goal: Greet.\nrun: {handler: greet}\n";
  private static final String STAY = "goal: Stay.\nrun: {handler: stay}\n";

  private Path folder;
  private SecuredBroker broker;
  private Worker worker;
  private JobId waiting;

  @BeforeAll
  void start(@TempDir Path tempFolder) throws Exception {
    folder = tempFolder;
    broker = new SecuredBroker(folder);
    for (String role : List.of("submitter", "watcher", "worker", "ops")) {
      addUser(role, role);
    }
    try (Admin ops = settings("ops").admin()) {
      new TopicSetup(ops, TOPICS, TopicSettings.DEFAULT).ensure(Set.of("standard", "other"));
    }
    worker = worker("worker", "standard");
    waiting = as("submitter").submit(GREET, "--in", "1h");
    writeADeadLetter();
  }

  /** To read a topic that holds nothing takes no right to read it. */
  private void writeADeadLetter() throws Exception {
    try (var producer = producer(broker.superuser())) {
      producer
          .send(new ProducerRecord<>(TOPICS.tasks("standard"), "none", bytes("no brief")))
          .get();
    }
    await()
        .atMost(SOON)
        .until(() -> as("ops").run("dead-letters", "list").stdout().contains("standard"));
  }

  @AfterAll
  void stop() {
    worker.close();
    broker.close();
  }

  @Test
  void aSubmitterGivesJobsAndAWorkerDoesThemAndAWatcherSeesThem() throws Exception {
    TestRepository repository = TestRepository.in(Files.createDirectory(folder.resolve("source")));
    repository.with("work.sh", "echo working; echo done > done.txt\n");
    String brief = "goal: Work.\nrun: {command: [sh, work.sh]}\n";
    repository.with("brief.yaml", brief).commit();

    ProcessResult task =
        as("submitter").run("task", repository.path().resolve("brief.yaml").toString());

    assertThat(task.exit()).as(task.stderr()).isZero();
    assertThat(task.stderr()).contains("working");
    String job = HandoffProcess.acceptedJob(task);
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
      ProcessResult seen = as("watcher").run(look.formatted(job).split(" "));
      assertThat(seen.exit()).as("%s: %s", look, seen.stderr()).isZero();
      assertThat(seen.stdout()).as(look).isNotBlank();
    }
  }

  @Test
  void aSubmitterUsesKeysCancelsAndRetries() {
    JobId job = as("submitter").submit(STAY, "--key", "once");
    assertThat(as("submitter").submit(STAY, "--key", "once")).isEqualTo(job);
    await()
        .atMost(SOON)
        .until(() -> as("watcher").status(job).get("state").asText().equals("running"));

    ProcessResult cancel = as("submitter").run("cancel", job.text());

    assertThat(cancel.exit()).as(cancel.stderr()).isZero();
    JobId later = as("submitter").submit(GREET, "--in", "1h");
    assertThat(as("submitter").run("cancel", later.text()).exit()).isZero();
    ProcessResult retry = as("submitter").run("retry", later.text());
    assertThat(retry.exit()).as(retry.stderr()).isZero();
  }

  @Test
  void aStewardMayPutAJobBackIntoItsLane() {
    ProcessResult task =
        as("submitter")
            .run(
                "task",
                as("submitter")
                    .write(
                        "goal: Try.\nrun: {handler: second-time}\nretries: {attempts: 2, backoff: 0s}\n"));

    assertThat(task.exit()).as(task.stderr()).isZero();
  }

  @Test
  void opsSeeDeadLettersAndWorkersAndPutABriefBack() {
    assertThat(as("ops").run("dead-letters", "list").stdout()).contains("standard");
    assertThat(as("ops").run("workers").stdout()).contains("worker");
    ProcessResult requeue = as("ops").run("dead-letters", "requeue", "0");
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
    Commands commands = as(role);
    ProcessResult refused = commands.run(filledIn(words, commands));

    assertThat(refused.exit()).as(refused.stderr()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(refused.stderr())
        .contains(reason)
        .doesNotContain("no answer", "defect", "\tat ", PASSWORD);
    assertThat(refused.stdout()).isEmpty();
  }

  /** What an act does, beyond what the commands offer. */
  private interface Act {
    void go(Map<String, Object> login) throws Exception;
  }

  @ParameterizedTest
  @ValueSource(strings = {"submitter", "watcher", "worker", "ops"})
  void noRoleMayChangeWhatTheClusterLivesBy(String role) {
    Map<String, Act> acts = new HashMap<>();
    acts.put(
        "delete a topic",
        login -> with(login, admin -> admin.deleteTopics(List.of(TOPICS.status())).all().get()));
    acts.put(
        "delete records",
        login ->
            with(
                login,
                admin ->
                    admin
                        .deleteRecords(
                            Map.of(
                                new org.apache.kafka.common.TopicPartition(TOPICS.status(), 0),
                                org.apache.kafka.clients.admin.RecordsToDelete.beforeOffset(0)))
                        .all()
                        .get()));
    acts.put(
        "give rights",
        login ->
            with(
                login,
                admin -> admin.createAcls(AclScript.rules("ops", "eve", "team")).all().get()));
    acts.put(
        "make a topic of another",
        login ->
            with(
                login,
                admin ->
                    admin.createTopics(List.of(new NewTopic("other", 1, (short) 1))).all().get()));
    if (!role.equals("ops")) {
      acts.put(
          "make a lane",
          login ->
              with(
                  login,
                  admin ->
                      admin
                          .createTopics(List.of(new NewTopic(TOPICS.tasks("mine"), 1, (short) 1)))
                          .all()
                          .get()));
      acts.put(
          "change a topic",
          login -> with(login, admin -> admin.incrementalAlterConfigs(retention()).all().get()));
    }
    if (!role.equals("worker")) {
      acts.put("take a job", login -> take(login));
      acts.put("beat", login -> append(login, TOPICS.workers()));
      acts.put("order a stop", login -> append(login, TOPICS.control()));
      acts.put("take a seat", login -> sit(login));
    }
    if (role.equals("watcher")) {
      acts.put("say how a job ended", login -> append(login, TOPICS.status()));
      acts.put("write a log", login -> append(login, TOPICS.artifacts()));
    }

    acts.forEach(
        (name, act) ->
            assertThatThrownBy(() -> act.go(Map.copyOf(settings(role).properties())))
                .as("%s: %s", role, name)
                .satisfiesAnyOf(
                    failure -> assertThat(failure).isInstanceOf(AuthorizationException.class),
                    failure ->
                        assertThat(failure).hasCauseInstanceOf(AuthorizationException.class)));
  }

  @Test
  void aCertificateIsALoginToo() throws IOException {
    Map<String, String> login = broker.certificate(broker.certificates().valid("watcher"));

    ProcessResult status = with("certificate", login).run("status", waiting.text());
    ProcessResult cancel = with("certificate", login).run("cancel", waiting.text());

    assertThat(status.exit()).as(status.stderr()).isZero();
    assertThat(cancel.exit()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(cancel.stderr()).contains("may not do that");
  }

  @Test
  void aLoginThatIsNotAcceptedIsSaidAtOnce() throws IOException {
    Map<String, String> stranger = new HashMap<>(broker.login("watcher", PASSWORD + "watcher"));
    stranger.put("ssl.truststore.certificates", ownPartOf(broker.certificates().valid("stranger")));
    Map<String, Map<String, String>> logins =
        Map.of(
            "wrong password", broker.login("watcher", "wrong"),
            "unknown user", broker.login("nobody", PASSWORD + "watcher"),
            "broker that is not trusted", stranger,
            "expired certificate", broker.certificate(broker.certificates().expired("late")));
    logins.forEach(
        (name, login) -> {
          Commands commands = with(name.replace(' ', '-'), login);
          for (String words : List.of("status WAITING", "task BRIEF")) {
            assertNotAccepted(name, commands, words);
          }
        });
    for (String words :
        List.of(
            "await WAITING", "cancel WAITING", "list", "workers", "worker --work-folder WORK")) {
      assertNotAccepted("any command", with("wrong-password", logins.get("wrong password")), words);
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
        .replace("WAITING", waiting.text())
        .replace("WORK", folder.resolve("work-of-none").toString())
        .split(" ");
  }

  @Test
  void anAwaitSaysThatItsRightsWereTakenAway() throws Exception {
    addUser("watcher-2", "watcher");
    Running await = Running.start(as("watcher-2"), "await", waiting.text());
    await().atMost(SOON).until(() -> await.stderr().contains("due"));

    setRights("watcher-2", "watcher", false);

    assertThat(await.exit()).as(await.stderr()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(await.stderr()).contains("may not do that", "team.status");
  }

  @Test
  void anAwaitSaysThatItsLoginWasTakenAway() throws Exception {
    addUser("watcher-3", "watcher");
    Running await = Running.start(as("watcher-3"), "await", waiting.text());
    await().atMost(SOON).until(() -> await.stderr().contains("due"));

    broker.removeUser("watcher-3");

    assertThat(await.exit()).as(await.stderr()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(await.stderr()).contains("does not accept this user");
  }

  @Test
  void aWorkerWaitsForRightsThatWereTakenAwayAndEndsWithoutALogin(HandoffProcess handoff)
      throws Exception {
    addUser("worker-2", "worker");
    Commands files = with("from-variable", broker.login("worker-2", "${env:KAFKA_SECRET}"));
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

      setRights("worker-2", "worker", false);

      second.awaitStderr("The broker refuses this worker: it may not", SOON);
      second.awaitStderr("takes no more jobs", SOON);
      setRights("worker-2", "worker", true);
      second.awaitStderr("lets this worker do its work again", SOON);
      JobId again = as("submitter").submit("goal: Again.\nlane: other\nrun: {handler: greet}\n");
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(as("watcher").status(again).at("/attempts/0/worker").asText())
                      .isEqualTo("second"));
      broker.removeUser("worker-2");
      second.awaitStderr("its login is not accepted", SOON);
      assertThat(second.awaitExit(HandoffProcess.DEADLINE).exit()).isEqualTo(ExitCode.UNAVAILABLE);
      assertThat(second.stderr()).contains("the worker has stopped", "start it again");
    }
  }

  @Test
  void eachRightThatAWorkerLacksIsNamed() throws Exception {
    broker.addUser("worker-3", PASSWORD + "worker-3");
    List<AclBinding> rules = new ArrayList<>(AclScript.rules("worker", "worker-3", "team"));
    rules.removeIf(
        rule ->
            rule.pattern().name().equals("team.status")
                && rule.entry().operation() == AclOperation.WRITE);
    broker.admin().createAcls(rules).all().get(30, TimeUnit.SECONDS);

    try (Admin admin = settings("worker-3").admin()) {
      WorkerRights rights = new WorkerRights(admin, TOPICS, Set.of("standard"));

      assertThat(rights.missing()).containsExactly("topic team.status: Write");
      assertThatThrownBy(rights::require).hasMessageContaining("ops/acls.sh --worker");
    }
  }

  @Test
  void whatAWorkerMayNeitherSeeNorMakeIsNamedInOneGo() throws Exception {
    try (Admin admin = settings("worker").admin()) {
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
        as("watcher")
            .run(
                "status", waiting.text(),
                "--command-property", "group.id=mine",
                "--command-property", "ssl.key.password=abc");

    assertThat(status.exit()).as(status.stderr()).isZero();
    assertThat(status.stderr())
        .contains("group.id", "no effect", "ssl.key.password", "${env:NAME}");
  }

  private void addUser(String user, String role) throws Exception {
    broker.addUser(user, PASSWORD + user);
    setRights(user, role, true);
  }

  private void setRights(String user, String role, boolean isGranted) throws Exception {
    List<AclBinding> rules = AclScript.rules(role, user, TOPICS.prefix());
    if (isGranted) {
      broker.admin().createAcls(rules).all().get(30, TimeUnit.SECONDS);
    } else {
      List<AclBindingFilter> filters = rules.stream().map(AclBinding::toFilter).toList();
      broker.admin().deleteAcls(filters).all().get(30, TimeUnit.SECONDS);
    }
  }

  private KafkaSettings settings(String user) {
    return new KafkaSettings(broker.login(user, PASSWORD + user), TOPICS);
  }

  private Commands as(String user) {
    return with(user, broker.login(user, PASSWORD + user));
  }

  private Commands with(String name, Map<String, String> login) {
    try {
      Path own = Files.createDirectories(folder.resolve("login-of-" + name));
      Properties properties = new Properties();
      properties.putAll(login);
      try (OutputStream out = Files.newOutputStream(own.resolve("login.properties"))) {
        properties.store(out, null);
      }
      return new Commands(new KafkaSettings(login, TOPICS), own);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
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
        WorkerSettings.of(user, folder.resolve("work"))
            .withLanes(Map.of(lane, 2))
            .withHandlers(handlers)
            .withDrain(Duration.ZERO);
    Worker started = new Worker(settings(user), settings);
    started.start();
    return started;
  }

  /** Without the authority, which vouches for the broker too. */
  private static String ownPartOf(TestCertificates.Identity identity) {
    String end = "-----END CERTIFICATE-----";
    String chain = identity.certificates();
    return chain.substring(0, chain.indexOf(end) + end.length()) + "\n";
  }

  /** A command that goes on while the test does. */
  private record Running(StringWriter err, CompletableFuture<Integer> end) {

    static Running start(Commands commands, String... words) {
      StringWriter err = new StringWriter();
      List<String> all = new ArrayList<>(Arrays.asList(words));
      all.add("--topic-prefix=" + TOPICS.prefix());
      all.add("--command-config=" + commands.folder().resolve("login.properties"));
      CommandLine command =
          Handoff.commandLine()
              .setOut(new PrintWriter(new StringWriter()))
              .setErr(new PrintWriter(err));
      return new Running(
          err, CompletableFuture.supplyAsync(() -> command.execute(all.toArray(String[]::new))));
    }

    String stderr() {
      return err.toString();
    }

    int exit() throws Exception {
      return end.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private interface AdminAct {
    void go(Admin admin) throws ExecutionException, InterruptedException;
  }

  private static void with(Map<String, Object> login, AdminAct act) throws Exception {
    try (Admin admin = Admin.create(login)) {
      act.go(admin);
    }
  }

  private static Map<ConfigResource, java.util.Collection<AlterConfigOp>> retention() {
    return Map.of(
        new ConfigResource(ConfigResource.Type.TOPIC, TOPICS.status()),
        List.of(new AlterConfigOp(new ConfigEntry("retention.ms", "1"), AlterConfigOp.OpType.SET)));
  }

  private static void append(Map<String, Object> login, String topic) throws Exception {
    try (var producer = producer(login)) {
      producer.send(new ProducerRecord<>(topic, 0, "key", bytes("{}"))).get();
    }
  }

  private static KafkaProducer<String, byte[]> producer(Map<String, ?> login) {
    return new KafkaProducer<>(
        new HashMap<>(login), new StringSerializer(), new ByteArraySerializer());
  }

  private static void take(Map<String, Object> login) {
    Map<String, Object> settings = new HashMap<>(login);
    settings.put("group.id", TOPICS.laneGroup("standard"));
    var consumer =
        new KafkaShareConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    try {
      consumer.subscribe(List.of(TOPICS.tasks("standard")));
      // It throws at the begin of a poll, not in one.
      for (int i = 0; i < 100; i++) {
        consumer.poll(Duration.ofMillis(100));
      }
    } finally {
      consumer.close(Duration.ZERO);
    }
  }

  private static void sit(Map<String, Object> login) {
    Map<String, Object> settings = new HashMap<>(login);
    settings.put("group.id", TOPICS.seats());
    var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    try {
      consumer.subscribe(List.of(TOPICS.seats()));
      consumer.poll(SOON);
    } finally {
      consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
