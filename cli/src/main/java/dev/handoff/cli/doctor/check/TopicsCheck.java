package dev.handoff.cli.doctor.check;

import dev.handoff.log.setup.SetupStep;
import java.util.ArrayList;
import java.util.List;

/** Compares topics and group settings with what is required. */
public record TopicsCheck(List<SetupStep> steps) implements Check {

  private static final String NAME = "topics";

  @Override
  public List<Diagnosis> findings() {
    List<Diagnosis> findings = new ArrayList<>();
    long right = steps.stream().filter(step -> step.kind() == SetupStep.Kind.RIGHT).count();
    if (right > 0) {
      findings.add(Diagnosis.ok(NAME, right + " topics and groups are as they must be"));
    }
    for (SetupStep step : steps) {
      switch (step.kind()) {
        case MAKE, CHANGE, SET ->
            findings.add(Diagnosis.failed(NAME, step.text(), "handoff setup, as an operator"));
        case HIDDEN ->
            findings.add(
                Diagnosis.failed(NAME, step.text(), "handoff setup, or rights for this user"));
        case CANNOT ->
            findings.add(
                Diagnosis.failed(NAME, step.text(), "handoff setup says what can be done"));
        case WEAK ->
            findings.add(
                Diagnosis.warning(NAME, step.text(), "handoff setup says what can be done"));
        case UNSEEN ->
            findings.add(
                Diagnosis.warning(NAME, step.text(), "handoff doctor, as an operator, can tell"));
        case RIGHT -> {
          // counted above
        }
      }
    }
    return findings;
  }
}
