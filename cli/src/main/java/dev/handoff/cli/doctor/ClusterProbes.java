package dev.handoff.cli.doctor;

import dev.handoff.cli.doctor.check.Check;
import dev.handoff.cli.doctor.check.ClockCheck;
import dev.handoff.cli.doctor.check.FeaturesCheck;
import dev.handoff.cli.doctor.check.RightsCheck;
import dev.handoff.cli.doctor.check.TopicsCheck;
import dev.handoff.cli.doctor.check.WorkersCheck;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import dev.handoff.log.presence.LivingWorkers;
import dev.handoff.log.setup.BrokerClock;
import dev.handoff.log.setup.ClusterFacts;
import dev.handoff.log.setup.ClusterSurvey;
import dev.handoff.log.setup.SetupPlan;
import dev.handoff.log.setup.SetupStep;
import dev.handoff.log.setup.TopicSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.acl.AclOperation;
import org.jspecify.annotations.Nullable;

/** The probes of a cluster that answers. */
final class ClusterProbes {

  private final KafkaSettings kafka;
  private final TopicSettings wanted;
  private final Duration patience;

  // Results that one probe shares with others.
  private final CompletableFuture<Set<String>> lanes = new CompletableFuture<>();
  private final CompletableFuture<ClusterFacts> facts = new CompletableFuture<>();
  private final CompletableFuture<List<SetupStep>> steps = new CompletableFuture<>();
  private final CompletableFuture<RightsCheck> rights = new CompletableFuture<>();

  /**
   * @param wanted what its topics must have
   * @param patience limit for one answer
   */
  ClusterProbes(KafkaSettings kafka, TopicSettings wanted, Duration patience) {
    this.kafka = kafka;
    this.wanted = wanted;
    this.patience = patience;
  }

  List<Probe> all() {
    return List.of(
        new Probe("topics", this::topics),
        Probe.one("rights", this::rights),
        Probe.one("clock", this::clock),
        Probe.one("workers", this::workers));
  }

  private List<Check> topics() {
    try (ShortTimeoutAdmin admin = ShortTimeoutAdmin.of(kafka, patience)) {
      ClusterSurvey survey = new ClusterSurvey(admin.client());
      Set<String> there = survey.lanes(kafka.topics());
      SetupPlan plan = new SetupPlan(kafka.topics(), wanted, there);
      ClusterFacts seen = survey.of(plan);
      List<SetupStep> due = seen.shareVersion() < 1 ? List.of() : plan.steps(seen);
      lanes.complete(there);
      facts.complete(seen);
      steps.complete(due);
      return List.of(
          new FeaturesCheck(seen.shareVersion(), seen.shareSupported()), new TopicsCheck(due));
    } catch (RuntimeException e) {
      // Other probes must not wait for results that will not come.
      List.of(lanes, facts, steps).forEach(each -> each.completeExceptionally(e));
      throw e;
    }
  }

  private RightsCheck rights() throws ExecutionException, InterruptedException {
    try (ShortTimeoutAdmin admin = ShortTimeoutAdmin.of(kafka, patience)) {
      RightsCheck seen = rights(admin.client(), facts.get());
      rights.complete(seen);
      return seen;
    } catch (ExecutionException | RuntimeException e) {
      rights.completeExceptionally(e);
      throw e;
    }
  }

  private RightsCheck rights(Admin admin, ClusterFacts facts)
      throws ExecutionException, InterruptedException {
    List<String> there =
        facts.topics().entrySet().stream()
            .filter(topic -> topic.getValue().presence() == ClusterFacts.Presence.THERE)
            .map(Map.Entry::getKey)
            .toList();
    Map<String, TopicDescription> described =
        admin
            .describeTopics(there, new DescribeTopicsOptions().includeAuthorizedOperations(true))
            .allTopicNames()
            .get();
    Map<String, Set<AclOperation>> allowed = new HashMap<>();
    facts.topics().keySet().forEach(topic -> allowed.put(topic, Set.of()));
    described.forEach((name, topic) -> allowed.put(name, known(topic.authorizedOperations())));
    Set<AclOperation> cluster =
        admin
            .describeCluster(new DescribeClusterOptions().includeAuthorizedOperations(true))
            .authorizedOperations()
            .get();
    return new RightsCheck(
        allowed, known(cluster), kafka.topics().tasksPrefix(), kafka.topics().prefix());
  }

  private static Set<AclOperation> known(@Nullable Set<AclOperation> operations) {
    return operations == null ? Set.of() : operations;
  }

  private Check clock() throws ExecutionException, InterruptedException, TimeoutException {
    Optional<String> topic = refusing(steps.get(), rights.get());
    if (topic.isEmpty()) {
      return new ClockCheck(null, "this user may write to no topic that is set up");
    }
    Optional<Duration> ahead = new BrokerClock(kafka).ahead(topic.get(), patience);
    return new ClockCheck(ahead.orElse(null), "this broker does not tell its time");
  }

  /** A topic that is sure to reject the record from which the clock is measured. */
  private Optional<String> refusing(List<SetupStep> steps, RightsCheck rights) {
    Topics topics = kafka.topics();
    Set<String> right =
        steps.stream()
            .filter(step -> step.kind() == SetupStep.Kind.RIGHT)
            .map(SetupStep::subject)
            .collect(Collectors.toSet());
    return List.of(topics.seats(), topics.dead(), topics.keys(), topics.artifacts()).stream()
        .filter(right::contains)
        .filter(name -> rights.topics().getOrDefault(name, Set.of()).contains(AclOperation.WRITE))
        .findFirst();
  }

  private Check workers() throws ExecutionException, InterruptedException {
    return new WorkersCheck(
        new LivingWorkers(kafka).heard(LivingWorkers.RECENT, patience), lanes.get());
  }
}
