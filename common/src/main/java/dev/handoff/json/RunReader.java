package dev.handoff.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.handoff.brief.Brief.Run;
import dev.handoff.brief.Brief.RunAgent;
import dev.handoff.brief.Brief.RunCommand;
import dev.handoff.brief.Brief.RunHandler;
import java.io.IOException;

/** Distinguishes the forms of {@code run} by the one field that each must have. */
final class RunReader extends StdDeserializer<Run> {

  private static final long serialVersionUID = 1L;

  RunReader() {
    super(Run.class);
  }

  @Override
  public Run deserialize(JsonParser in, DeserializationContext context) throws IOException {
    JsonNode node = context.readTree(in);
    int forms = has(node, "command") + has(node, "agent") + has(node, "handler");
    if (forms != 1) {
      return context.reportInputMismatch(
          this, "run must have exactly one of command, agent or handler, got: %s", forms);
    }
    if (node.hasNonNull("command")) {
      return context.readTreeAsValue(node, RunCommand.class);
    }
    if (node.hasNonNull("agent")) {
      return context.readTreeAsValue(node, RunAgent.class);
    }
    RunHandler run = context.readTreeAsValue(node, RunHandler.class);
    return run.with() == null ? new RunHandler(run.handler(), NullNode.getInstance()) : run;
  }

  private static int has(JsonNode node, String name) {
    return node.hasNonNull(name) ? 1 : 0;
  }
}
