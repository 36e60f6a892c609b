package dev.handoff.log.setup;

import dev.handoff.log.Topics;
import dev.handoff.log.setup.SetupStep.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates missing topics and group settings, and verifies existing ones. It never changes an
 * existing topic: an operator does that by {@link ClusterSetup}.
 *
 * <p>A user without the right to create can still verify, with the right to describe. Settings that
 * the user may not see are logged and skipped.
 */
public final class TopicSetup {

  private static final Logger LOG = LoggerFactory.getLogger(TopicSetup.class);
  private static final Set<Kind> WRONG =
      EnumSet.of(Kind.MAKE, Kind.CHANGE, Kind.SET, Kind.CANNOT, Kind.HIDDEN);

  private final Admin admin;
  private final Topics topics;
  private final TopicSettings settings;

  /**
   * @param admin stays the caller's to close
   */
  public TopicSetup(Admin admin, Topics topics, TopicSettings settings) {
    this.admin = admin;
    this.topics = topics;
    this.settings = settings;
  }

  /**
   * Returns once the cluster is ready to serve these lanes.
   *
   * @throws TopicSetupException if the cluster or a topic does not meet the requirements; names
   *     each mismatch
   * @throws KafkaException if the broker refuses or does not answer
   */
  public void ensure(Set<String> lanes) {
    SetupPlan plan = new SetupPlan(topics, settings, lanes);
    SetupActs acts = new SetupActs(admin, plan);
    ClusterFacts facts = new ClusterSurvey(admin).of(plan);
    List<SetupStep> due =
        plan.steps(facts).stream()
            .filter(step -> step.kind() == Kind.MAKE || step.kind() == Kind.SET)
            .toList();
    Map<SetupStep, @Nullable KafkaException> outcomes = acts.perform(due, facts.brokers());
    Set<SetupStep> done =
        due.stream()
            .filter(step -> SetupActs.isDone(outcomes.get(step)))
            .collect(Collectors.toSet());
    List<SetupStep> left = plan.steps(done.isEmpty() ? facts : acts.look(done::contains));
    left.stream()
        .filter(step -> step.kind() == Kind.UNSEEN)
        .forEach(step -> LOG.warn("Not verified: {}", step.text()));
    left.stream()
        .filter(step -> step.kind() == Kind.WEAK)
        .forEach(step -> LOG.warn("Can lose records with a broker: {}", step.text()));
    List<String> mismatches = new ArrayList<>();
    left.stream()
        .filter(step -> WRONG.contains(step.kind()))
        .forEach(
            step -> mismatches.add(step.text() + outcome(done.contains(step), outcomes.get(step))));
    if (!mismatches.isEmpty()) {
      throw new TopicSetupException(mismatches, lanes);
    }
  }

  private static String outcome(boolean isDone, @Nullable KafkaException refusal) {
    if (isDone) {
      return ", although the broker acknowledged the change";
    }
    return refusal == null ? "" : ", and could not be changed: " + refusal.getMessage();
  }

  /** The cluster is not as Handoff needs it. */
  public static final class TopicSetupException extends KafkaException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> mismatches;

    TopicSetupException(List<String> mismatches, Set<String> lanes) {
      super(
          "the cluster is not set up as Handoff needs it; what it has was left as it is:\n"
              + mismatches.stream().map(line -> "  " + line).collect(Collectors.joining("\n"))
              + "\nWith an operator's rights, run handoff setup"
              + lanes.stream().sorted().map(" --lane "::concat).collect(Collectors.joining()));
      this.mismatches = List.copyOf(mismatches);
    }

    public List<String> mismatches() {
      return mismatches;
    }
  }
}
