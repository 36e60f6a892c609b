package dev.handoff.worker.metrics;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page of figures, read as Prometheus does; labels in the order of their names. */
record Figures(Map<String, Double> bySeries) {

  private static final Pattern SAMPLE = Pattern.compile("([a-z_]+(?:\\{[^}]*})?) (\\S+)");

  static Figures of(String text) {
    Map<String, Double> bySeries = new TreeMap<>();
    for (String line : text.split("\n")) {
      Matcher sample = SAMPLE.matcher(line);
      if (!line.startsWith("#") && sample.matches()) {
        bySeries.put(sample.group(1), Double.parseDouble(sample.group(2)));
      }
    }
    return new Figures(bySeries);
  }

  double value(String series) {
    Double value = bySeries.get(series);
    if (value == null) {
      throw new AssertionError("no " + series + " among " + bySeries.keySet());
    }
    return value;
  }
}
