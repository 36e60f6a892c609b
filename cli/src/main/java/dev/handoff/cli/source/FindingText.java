package dev.handoff.cli.source;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.brief.lint.LintWarning;
import dev.handoff.brief.schema.BriefError;
import dev.handoff.cli.console.PlainLine;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Formats the findings about a brief, for people and for programs. */
public final class FindingText {

  private FindingText() {}

  /** Aligned columns: severity, path and text, with the remedy below the text. */
  public static String of(List<LintWarning> findings) {
    int width = findings.stream().mapToInt(one -> one.path().length()).max().orElse(0);
    return findings.stream().map(one -> text(one, width)).collect(Collectors.joining("\n"));
  }

  private static String text(LintWarning finding, int width) {
    String line = "%-7s  %-" + width + "s  %s";
    String text = line.formatted(label(finding), finding.path(), finding.text());
    String remedy =
        finding.remedy() == null ? "" : "\n" + line.formatted("", "", "-> " + finding.remedy());
    return PlainLine.of(text + remedy);
  }

  /** One object with every field always present. */
  public static String json(Path file, List<BriefError> errors, List<LintWarning> findings) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("file", file.toString());
    json.put("valid", errors.isEmpty());
    ArrayNode wrong = json.putArray("errors");
    for (BriefError error : errors) {
      wrong
          .addObject()
          .put("path", error.path())
          .put("rule", error.rule())
          .put("value", error.value());
    }
    ArrayNode found = json.putArray("findings");
    for (LintWarning finding : findings) {
      found
          .addObject()
          .put("severity", label(finding))
          .put("path", finding.path())
          .put("text", finding.text())
          .put("remedy", finding.remedy());
    }
    return PlainLine.json(json.toString());
  }

  private static String label(LintWarning finding) {
    return finding.severity().name().toLowerCase(Locale.ROOT);
  }
}
