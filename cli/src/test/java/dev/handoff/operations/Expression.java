package dev.handoff.operations;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A query of the dashboard, an alert or the autoscaler.
 *
 * @param place where it stands, for people
 * @param text as it stands there
 * @param legend the labels that its series are told apart by
 */
record Expression(String place, String text, Set<String> legend) {

  private static final Pattern SELECTOR = Pattern.compile("\\bhandoff_\\w+(\\{[^}]*\\})?");
  private static final Pattern LABEL = Pattern.compile("\\{\\{\\s*(\\w+)\\s*\\}\\}");

  static Expression of(String place, String text, String legendFormat) {
    Set<String> legend =
        LABEL.matcher(legendFormat).results().map(found -> found.group(1)).collect(asSet());
    return new Expression(place, text, legend);
  }

  /** As Grafana would send it, for all lanes, with rates over the given range. */
  String query(String range) {
    return text.replace("$__rate_interval", range).replace("$lane", ".*");
  }

  /** What it selects, without the ranges: each must exist if the whole is to mean anything. */
  Set<String> selectors() {
    return SELECTOR.matcher(query("1m")).results().map(found -> found.group()).collect(asSet());
  }

  /** The metrics that it names, histograms by their own names and not by those of their parts. */
  Set<String> metrics() {
    return SELECTOR
        .matcher(text)
        .results()
        .map(Expression::metric)
        .map(name -> name.replaceFirst("_(bucket|sum|count)$", ""))
        .collect(asSet());
  }

  private static String metric(java.util.regex.MatchResult selector) {
    Matcher name = Pattern.compile("\\w+").matcher(selector.group());
    return name.lookingAt() ? name.group() : "";
  }

  private static java.util.stream.Collector<String, ?, Set<String>> asSet() {
    return Collectors.toCollection(TreeSet::new);
  }

  @Override
  public String toString() {
    return place + ": " + text.strip();
  }
}
