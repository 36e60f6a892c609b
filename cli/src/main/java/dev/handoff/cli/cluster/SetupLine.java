package dev.handoff.cli.cluster;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.cli.console.PlainLine;
import dev.handoff.cli.console.Table;
import dev.handoff.log.setup.ClusterSetup.Outcome;
import dev.handoff.log.setup.ClusterSetup.Result;
import dev.handoff.log.setup.SetupStep;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The line that a setup prints for one step.
 *
 * @param outcome as programs read it
 * @param why why the step failed, or how to repair it
 */
record SetupLine(String outcome, SetupStep step, @Nullable String why) {

  private static final String PARTITIONS =
      "more partitions would hide what is stored already: begin anew under another --topic-prefix";
  private static final String REPLICAS =
      "move the topic to more brokers by kafka-reassign-partitions";
  private static final String SWITCH_ON =
      "use brokers of Kafka 4.2 or newer, and switch on their feature share.version";

  static SetupLine of(Result result) {
    String outcome = result.outcome().name().toLowerCase(Locale.ROOT);
    return new SetupLine(
        outcome, result.step(), result.why() == null ? remedy(result.step()) : result.why());
  }

  /** The line of a dry run. */
  static SetupLine planned(SetupStep step) {
    String outcome =
        switch (step.kind()) {
          case RIGHT -> "right";
          case MAKE -> "would_make";
          case CHANGE, SET -> "would_mend";
          case CANNOT -> "cannot";
          case WEAK -> "weak";
          case HIDDEN, UNSEEN -> "unseen";
        };
    return new SetupLine(outcome, step, remedy(step));
  }

  /** How an operator repairs what this command cannot; null if it can. */
  static @Nullable String remedy(SetupStep step) {
    return switch (step.kind()) {
      case CANNOT -> "partitions".equals(step.setting()) ? PARTITIONS : SWITCH_ON;
      case WEAK -> REPLICAS;
      case HIDDEN, UNSEEN -> "ask as a user with more rights";
      case RIGHT, MAKE, CHANGE, SET -> null;
    };
  }

  /** Whether everything is, or would be, as required. */
  boolean isGood() {
    return !outcome.equals(Outcome.CANNOT.name().toLowerCase(Locale.ROOT))
        && !outcome.equals("unseen");
  }

  /** With a header. */
  static List<String> table(List<SetupLine> lines) {
    Table table = new Table("OUTCOME", "WHAT", "");
    for (SetupLine line : lines) {
      table.add(line.outcome.replace('_', ' '), line.step.subject(), line.text());
    }
    return table.lines();
  }

  private String text() {
    String text =
        switch (step.kind()) {
          case RIGHT, MAKE -> "";
          case HIDDEN, UNSEEN -> String.valueOf(step.must());
          case CHANGE, SET, CANNOT, WEAK ->
              (outcome.equals("mended") ? "%s is %s, was: %s" : "%s must be %s, got: %s")
                  .formatted(step.setting(), step.must(), step.got());
        };
    return why == null ? text : text + (text.isEmpty() ? "" : "; ") + why;
  }

  String json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("outcome", outcome);
    json.put("what", step.subject());
    json.put("setting", step.setting());
    json.put("must", step.must());
    json.put("got", step.got());
    json.put("why", why);
    return PlainLine.json(json.toString());
  }
}
