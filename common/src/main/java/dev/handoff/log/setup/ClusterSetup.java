package dev.handoff.log.setup;

import dev.handoff.log.Topics;
import dev.handoff.log.setup.SetupStep.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Creates the missing parts of an installation and corrects wrong settings, with an operator's
 * rights. Deletes nothing, and is idempotent.
 */
public final class ClusterSetup {

  private final Admin admin;
  private final Topics topics;
  private final TopicSettings settings;

  /**
   * @param admin stays the caller's to close
   */
  public ClusterSetup(Admin admin, Topics topics, TopicSettings settings) {
    this.admin = admin;
    this.topics = topics;
    this.settings = settings;
  }

  /** The steps, without performing them. */
  public List<SetupStep> plan(Set<String> lanes) {
    SetupPlan plan = new SetupPlan(topics, settings, lanes);
    return plan.steps(new ClusterSurvey(admin).of(plan));
  }

  /**
   * Performs all steps and returns the result of each.
   *
   * @throws KafkaException if the broker does not answer
   */
  public List<Result> mend(Set<String> lanes) {
    SetupPlan plan = new SetupPlan(topics, settings, lanes);
    SetupActs acts = new SetupActs(admin, plan);
    ClusterFacts facts = new ClusterSurvey(admin).of(plan);
    List<Result> results = new ArrayList<>();
    Set<SetupStep> known = new HashSet<>();
    // A second round: the first survey can miss parts of a topic that is just being created.
    for (int round = 0; round < 2; round++) {
      boolean isFirst = round == 0;
      List<SetupStep> steps =
          plan.steps(facts).stream()
              .filter(step -> known.add(step) && (isFirst || step.kind() != Kind.RIGHT))
              .toList();
      Map<SetupStep, @Nullable KafkaException> outcomes = acts.perform(steps, facts.brokers());
      Set<SetupStep> done =
          outcomes.keySet().stream()
              .filter(step -> SetupActs.isDone(outcomes.get(step)))
              .collect(Collectors.toSet());
      facts = done.isEmpty() ? facts : acts.look(done::contains);
      List<SetupStep> left = plan.steps(facts);
      steps.forEach(step -> results.add(result(step, outcomes.get(step), left)));
    }
    return results;
  }

  private static Result result(
      SetupStep step, @Nullable KafkaException refusal, List<SetupStep> left) {
    boolean isDone = SetupActs.isDone(refusal);
    Outcome outcome =
        switch (step.kind()) {
          case RIGHT -> Outcome.RIGHT;
          case HIDDEN, UNSEEN -> Outcome.UNSEEN;
          case WEAK -> Outcome.WEAK;
          case CANNOT -> Outcome.CANNOT;
          case MAKE, CHANGE, SET ->
              !isDone || left.contains(step)
                  ? Outcome.CANNOT
                  : refusal != null
                      ? Outcome.RIGHT
                      : step.kind() == Kind.MAKE ? Outcome.MADE : Outcome.MENDED;
        };
    return new Result(step, outcome, isDone || refusal == null ? null : refusal.getMessage());
  }

  /** The outcome of a step. */
  public enum Outcome {
    MADE,
    MENDED,
    RIGHT,
    CANNOT,
    WEAK,
    UNSEEN
  }

  /**
   * A step and its outcome.
   *
   * @param why the broker's refusal
   */
  public record Result(SetupStep step, Outcome outcome, @Nullable String why) {}
}
