package dev.handoff.gateway.mcp.tool;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.gateway.mcp.tool.Submitter.Checked;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** Checks a brief without submitting it. */
final class CheckBriefTool implements Tool {

  private final ToolSchema schema = ToolSchema.of("check_brief");
  private final Submitter submitter;

  CheckBriefTool(Submitter submitter) {
    this.submitter = submitter;
  }

  @Override
  public ToolSchema schema() {
    return schema;
  }

  @Override
  public CompletableFuture<ToolAnswer> call(Arguments arguments, ToolCall call) throws Exception {
    Checked checked = submitter.check(arguments.document("brief"));
    return CompletableFuture.completedFuture(answer(checked));
  }

  static ToolAnswer answer(Checked checked) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    boolean isValid = checked.errors().isEmpty() && checked.refusals().isEmpty();
    json.put("valid", isValid);
    ArrayNode errors = json.putArray("errors");
    checked
        .errors()
        .forEach(
            one ->
                errors
                    .addObject()
                    .put("path", one.path())
                    .put("rule", one.rule())
                    .put("value", one.value()));
    ArrayNode refusals = json.putArray("refusals");
    checked.refusals().forEach(refusals::add);
    ArrayNode findings = json.putArray("findings");
    checked
        .warnings()
        .forEach(
            one ->
                findings
                    .addObject()
                    .put("severity", one.severity().name().toLowerCase(Locale.ROOT))
                    .put("path", one.path())
                    .put("text", one.text())
                    .put("remedy", one.remedy()));
    return ToolAnswer.of(
        PlainText.of(String.join("\n", lines(checked, isValid))),
        (ObjectNode) PlainText.json(json));
  }

  private static List<String> lines(Checked checked, boolean isValid) {
    List<String> lines = new ArrayList<>();
    lines.add(isValid ? "A submit takes this brief." : "A submit refuses this brief:");
    checked.errors().forEach(one -> lines.add("error    " + one));
    checked.refusals().forEach(one -> lines.add("policy   " + one));
    checked
        .warnings()
        .forEach(
            one ->
                lines.add(
                    "%-8s %s: %s%s"
                        .formatted(
                            one.severity().name().toLowerCase(Locale.ROOT),
                            one.path(),
                            one.text(),
                            one.remedy() == null ? "" : " -> " + one.remedy())));
    if (isValid && checked.warnings().isEmpty()) {
      lines.add("No findings.");
    }
    return lines;
  }
}
