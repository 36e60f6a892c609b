package dev.handoff.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.handoff.job.JobId;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.setup.TopicSettings;
import dev.handoff.log.setup.TopicSetup;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.worker.Worker;
import dev.handoff.worker.WorkerSettings;
import dev.handoff.worker.lease.LeaseSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three brokers, of which one after the other is killed under jobs, and then two at once. One test:
 * the cluster and its workers take longer to start than a broker takes to die.
 */
@Tag("faults")
class ClusterTest {

  /** A lane of which all three brokers must have what is written. */
  private static final String STRICT = "strict";

  private static final String HANDLERS = "handlers";
  private static final String HANDLER_JOB =
      """
      goal: Be done in passing.
      run: {handler: noop}
      lane: handlers
      """;

  /** Longer than two of three are away, with their restart on a loaded machine. */
  private static final Duration ABANDON = Duration.ofSeconds(60);

  /** Shorter than a broker's absence; a busy host alone can keep a worker silent for 2 s. */
  private static final Duration LAPSE = Duration.ofSeconds(5);

  @TempDir Path folder;

  private ClusterProcesses cluster;
  private Installation handoff;

  @BeforeEach
  void startAll() {
    cluster = ClusterProcesses.in(folder.resolve("cluster"));
    handoff = new Installation(cluster, "replicated", Installation.made(folder.resolve("handoff")));
    for (String id : List.of("one", "two")) {
      WorkerStart worker = WorkerStart.of(id, Map.of("standard", 2, STRICT, 1));
      handoff.start(
          worker.withLapse(LAPSE.toSeconds() + "s").withAbandon(ABANDON.toSeconds() + "s"));
    }
    handoff.awaitAllServing();
    cluster.requireInSync(handoff.kafka().topics().tasks(STRICT), 3);
  }

  @AfterEach
  void stopAll() {
    handoff.close();
    cluster.close();
  }

  @Test
  void noLossOfBrokersCostsAJobItsAttemptOrGivesItTwoEnds() throws Exception {
    try (Worker handlers = handlerWorker()) {
      handlers.start();
      List<JobId> inPassing = submitInPassing(this::loseEachInTurn);
      inPassing.forEach(this::assertCompleted);
    }
    assertReplicated(handoff.kafka());

    loseTwoAtOnce();

    handoff.jobs().forEach(this::assertCompleted);
    handoff.assertSound();
  }

  /** Whoever leads the controllers, a lane's share group or a partition is killed while it does. */
  private void loseEachInTurn() {
    List<Integer> brokers = cluster.leaderFirst();
    for (int broker : brokers) {
      handoff.awaitStart(handoff.submit("standard", 8), 1); // it runs on through the loss
      System.out.printf(
          "loses broker %d; leaders of share groups: %s, of events: %s%n",
          broker,
          cluster.leaders("__share_group_state"),
          cluster.leaders(handoff.kafka().topics().status()));
      cluster.kill(List.of(broker));
      assertCompleted(handoff.submit("standard", 0)); // with two that are left
      if (broker == brokers.get(0)) {
        assertThat(unanswered(STRICT))
            .contains("tasks.strict needs 3 replicas in sync (min.insync.replicas) and has 2");
      }
      CompletableFuture<JobId> waiting = handoff.submitAsync(STRICT, 0);
      makeLane("without-" + broker);
      assertThat(waiting).isNotDone();
      cluster.start(List.of(broker));
      cluster.awaitInSync();
      waiting.orTimeout(60, TimeUnit.SECONDS).join();
    }
  }

  /** As a worker does that is started now. */
  private void makeLane(String lane) {
    KafkaSettings kafka = handoff.kafka();
    try (Admin admin = kafka.admin()) {
      new TopicSetup(admin, kafka.topics(), TopicSettings.DEFAULT).ensure(Set.of(lane));
    }
  }

  private void loseTwoAtOnce() throws Exception {
    handoff.awaitStart(handoff.submit("standard", 15), 1);
    List<Integer> gone = cluster.leaderFirst().subList(0, 2);
    cluster.kill(gone);

    unanswered("standard");
    CompletableFuture<JobId> waiting = handoff.submitAsync("standard", 0);
    cluster.start(gone);
    waiting.get(60, TimeUnit.SECONDS); // its brokers have come back before it gave up
    awaitAllEnded();
  }

  /** Also the job of which nobody was told whether it was accepted. */
  private void awaitAllEnded() {
    TopicReader topics = new TopicReader(handoff.kafka());
    Installation.eventually()
        .pollInterval(Duration.ofMillis(500)) // each reads all topics by a client of its own
        .until(
            () ->
                Folded.byJob(topics.events()).values().stream()
                    .allMatch(job -> job.state().status().isTerminal()));
  }

  /** What a submit says that has waited in vain. */
  private String unanswered(String lane) {
    Path brief = folder.resolve("brief.yaml");
    try {
      Files.writeString(brief, handoff.witness().brief(lane, 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (JavaProcess task =
        handoff.command("task", "--background", "--timeout", "5s", brief.toString())) {
      ProcessResult told = task.run().awaitExit(JavaProcess.DEADLINE);
      assertThat(told.exit()).as(told.stderr()).isEqualTo(125);
      assertThat(told.stdout()).isEmpty();
      assertThat(told.stderr()).containsPattern("unknown whether task-\\w{26} was accepted");
      return told.stderr();
    }
  }

  /** Up to ten handler jobs a second while something happens; all of them must be accepted. */
  private List<JobId> submitInPassing(Runnable what) throws Exception {
    CompletableFuture<Void> happening = CompletableFuture.runAsync(what);
    List<CompletableFuture<JobId>> submits = new ArrayList<>();
    do {
      submits.add(handoff.submitAsync(HANDLER_JOB));
    } while (!isOver(happening, Duration.ofMillis(100)));
    happening.get();
    List<JobId> accepted = new ArrayList<>();
    for (CompletableFuture<JobId> submit : submits) {
      accepted.add(submit.get(60, TimeUnit.SECONDS));
    }
    System.out.println(accepted.size() + " jobs of handlers in passing");
    return accepted;
  }

  private static boolean isOver(CompletableFuture<Void> happening, Duration within)
      throws InterruptedException {
    try {
      happening.get(within.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return true; // told by whoever asks for its result
    }
  }

  /** At the first attempt: the loss of a broker is nobody's fault and costs nothing. */
  private void assertCompleted(JobId job) {
    JobState state = handoff.awaitEnd(job);
    assertThat(state.status()).as(job.text()).isEqualTo(JobStatus.COMPLETED);
    assertThat(state.attempts()).as(job.text()).hasSize(1);
  }

  private Worker handlerWorker() {
    LeaseSettings lease = new LeaseSettings(Duration.ofMillis(500), LAPSE, ABANDON);
    return new Worker(
        handoff.kafka(),
        WorkerSettings.of(HANDLERS, handoff.folder().resolve("work-handlers"))
            .withLanes(Map.of(HANDLERS, 8))
            .withHandlers(Map.of("noop", context -> NullNode.getInstance()))
            .withLease(lease));
  }

  /** Also those that were made while a broker was away. */
  private static void assertReplicated(KafkaSettings kafka) throws Exception {
    try (Admin admin = kafka.admin()) {
      List<String> names =
          admin.listTopics().names().get().stream()
              .filter(name -> name.startsWith(kafka.topics().prefix() + "."))
              .toList();
      assertThat(names).hasSize(7 + 3 + ClusterProcesses.NODES.size());
      Map<String, TopicDescription> topics = admin.describeTopics(names).allTopicNames().get();
      assertThat(topics.values())
          .flatExtracting(TopicDescription::partitions)
          .hasSizeGreaterThan(3 * TopicSettings.DEFAULT.partitions())
          .allSatisfy(partition -> assertThat(partition.replicas()).hasSize(3));
      List<ConfigResource> resources =
          names.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
      Map<ConfigResource, Config> configs =
          new HashMap<>(admin.describeConfigs(resources).all().get());
      configs.remove(new ConfigResource(ConfigResource.Type.TOPIC, kafka.topics().tasks(STRICT)));
      assertThat(configs.values())
          .allSatisfy(
              config -> assertThat(config.get("min.insync.replicas").value()).isEqualTo("2"));
    }
  }
}
