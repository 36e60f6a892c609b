package dev.handoff.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The files under {@code ops/}, read. */
final class OperationFiles {

  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  static final Path FOLDER = ROOT.resolve("ops");

  private static final Path DASHBOARD = FOLDER.resolve("grafana/dashboards/handoff.json");

  private static final Pattern METRIC = Pattern.compile("\\bhandoff_\\w+");

  private OperationFiles() {}

  /** The metrics that the page of them names. */
  static Set<String> documentedMetrics() throws IOException {
    Set<String> documented = new TreeSet<>();
    String page = Files.readString(ROOT.resolve("docs/metrics.md"));
    METRIC.matcher(page).results().forEach(name -> documented.add(name.group()));
    return documented;
  }

  static JsonNode yaml(Path file) throws IOException {
    return new YAMLMapper().readTree(Files.readString(file));
  }

  /** Of all panels, and of the marks that alerts leave in them. */
  static List<Expression> dashboard() throws IOException {
    JsonNode dashboard = new ObjectMapper().readTree(Files.readString(DASHBOARD));
    List<Expression> found = new ArrayList<>();
    for (JsonNode mark : dashboard.at("/annotations/list")) {
      found.add(Expression.of("marks", mark.get("expr").asText(), ""));
    }
    for (JsonNode panel : dashboard.at("/panels")) {
      for (JsonNode target : panel.path("targets")) {
        found.add(
            Expression.of(
                "panel \"" + panel.get("title").asText() + "\"",
                target.get("expr").asText(),
                target.get("legendFormat").asText()));
      }
    }
    return found;
  }

  static List<JsonNode> alerts() throws IOException {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode group : yaml(FOLDER.resolve("alerts.yml")).get("groups")) {
      group.get("rules").forEach(found::add);
    }
    return found;
  }

  static List<Expression> alertExpressions() throws IOException {
    return alerts().stream()
        .map(rule -> Expression.of(rule.get("alert").asText(), rule.get("expr").asText(), ""))
        .toList();
  }

  static Expression autoscaler() throws IOException {
    JsonNode trigger =
        yaml(FOLDER.resolve("keda/scaledobject.yml")).at("/spec/triggers/0/metadata");
    return Expression.of("KEDA", trigger.get("query").asText(), "");
  }

  static List<Expression> all() throws IOException {
    List<Expression> found = new ArrayList<>(dashboard());
    found.addAll(alertExpressions());
    found.add(autoscaler());
    return found;
  }
}
