package dev.handoff.log.setup;

import static dev.handoff.log.Answers.get;

import dev.handoff.log.Answers;
import dev.handoff.log.setup.SetupStep.Kind;
import dev.handoff.log.setup.TopicSettings.Wanted;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/** Performs the steps of a plan. Its changes are visible to a survey once it returns. */
final class SetupActs {

  /** For a broker that is fenced for a moment; one that stays away must be reported soon. */
  private static final int MAX_TRIES = 50;

  /** Half a minute: what was acknowledged comes, however slow the broker is. */
  private static final int MAX_LOOKS = 300;

  private final Admin admin;
  private final SetupPlan plan;

  SetupActs(Admin admin, SetupPlan plan) {
    this.admin = admin;
    this.plan = plan;
  }

  /**
   * Performs the steps that need an action. Returns the broker's refusal of each, or null.
   *
   * @throws KafkaException if the broker does not answer
   */
  Map<SetupStep, @Nullable KafkaException> perform(List<SetupStep> steps, int brokers) {
    Map<SetupStep, @Nullable KafkaException> outcomes = tryAll(steps, brokers);
    List<SetupStep> fenced = fenced(outcomes);
    for (int again = 1; again < MAX_TRIES && !fenced.isEmpty(); again++) {
      pause();
      outcomes.putAll(tryAll(fenced, brokers));
      fenced = fenced(outcomes);
    }
    return outcomes;
  }

  /**
   * The topics for which too few brokers were there, although the survey counted enough. A broker
   * that paused for longer than its session is fenced, and returns by itself a moment later.
   */
  private static List<SetupStep> fenced(Map<SetupStep, @Nullable KafkaException> outcomes) {
    return outcomes.entrySet().stream()
        .filter(outcome -> outcome.getValue() instanceof InvalidReplicationFactorException)
        .map(Map.Entry::getKey)
        .toList();
  }

  private Map<SetupStep, @Nullable KafkaException> tryAll(List<SetupStep> steps, int brokers) {
    Map<SetupStep, KafkaFuture<Void>> answers = new HashMap<>(make(steps, brokers));
    for (SetupStep step : steps) {
      if (step.kind() == Kind.CHANGE) {
        answers.put(step, alter(ConfigResource.Type.TOPIC, step.subject(), step));
      } else if (step.kind() == Kind.SET) {
        String group = step.subject().substring(SetupPlan.GROUP.length());
        answers.put(step, alter(ConfigResource.Type.GROUP, group, step));
      }
    }
    Map<SetupStep, @Nullable KafkaException> outcomes = new HashMap<>();
    answers.forEach((step, answer) -> outcomes.put(step, refusal(answer)));
    return outcomes;
  }

  /**
   * Whether the step is done. A topic that another process created first counts as done and is
   * checked like any other.
   */
  static boolean isDone(@Nullable KafkaException refusal) {
    return refusal == null || refusal instanceof TopicExistsException;
  }

  private Map<SetupStep, KafkaFuture<Void>> make(List<SetupStep> steps, int brokers) {
    Map<SetupStep, KafkaFuture<Void>> answers = new HashMap<>();
    List<SetupStep> missing = steps.stream().filter(step -> step.kind() == Kind.MAKE).toList();
    Set<String> names = missing.stream().map(SetupStep::subject).collect(Collectors.toSet());
    List<NewTopic> topics =
        plan.wanted().values().stream()
            .filter(wanted -> names.contains(wanted.name()))
            .map(wanted -> newTopic(wanted, brokers))
            .toList();
    if (!topics.isEmpty()) {
      Map<String, KafkaFuture<Void>> made = admin.createTopics(topics).values();
      missing.forEach(step -> answers.put(step, Answers.about(step.subject(), made)));
    }
    return answers;
  }

  private static NewTopic newTopic(Wanted wanted, int brokers) {
    boolean isReplicated = brokers >= SetupPlan.REPLICATED_FROM;
    Map<String, String> configs = new TreeMap<>(wanted.configs());
    configs.put(SetupPlan.REPLICAS_IN_SYNC, isReplicated ? "2" : "1");
    short replicas = (short) (isReplicated ? SetupPlan.REPLICATED_FROM : 1);
    return new NewTopic(wanted.name(), wanted.partitions(), replicas).configs(configs);
  }

  private KafkaFuture<Void> alter(ConfigResource.Type type, String name, SetupStep step) {
    ConfigResource resource = new ConfigResource(type, name);
    ConfigEntry entry = new ConfigEntry(step.setting(), step.must());
    AlterConfigOp set = new AlterConfigOp(entry, AlterConfigOp.OpType.SET);
    return admin.incrementalAlterConfigs(Map.of(resource, List.of(set))).all();
  }

  private static @Nullable KafkaException refusal(KafkaFuture<Void> answer) {
    try {
      get(answer);
      return null;
    } catch (org.apache.kafka.common.errors.ApiException e) {
      if (e instanceof org.apache.kafka.common.errors.TimeoutException
          || e instanceof org.apache.kafka.common.errors.AuthenticationException) {
        throw e;
      }
      return e;
    }
  }

  /**
   * Surveys until none of these steps is due. The broker that answers may not know a new topic yet,
   * and may return an old value for a moment after the new one was acknowledged.
   */
  ClusterFacts look(Predicate<SetupStep> wasDone) {
    ClusterFacts facts = new ClusterSurvey(admin).of(plan);
    for (int look = 1; look < MAX_LOOKS && plan.steps(facts).stream().anyMatch(wasDone); look++) {
      pause();
      facts = new ClusterSurvey(admin).of(plan);
    }
    return facts;
  }

  private static void pause() {
    try {
      Thread.sleep(100); // the broker does not announce that it is done, or back
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new org.apache.kafka.common.errors.InterruptException(e);
    }
  }
}
