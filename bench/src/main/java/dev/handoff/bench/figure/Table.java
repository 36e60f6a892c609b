package dev.handoff.bench.figure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The results of one scenario.
 *
 * @param rows by column, in order; a row may lack some columns
 */
public record Table(String title, List<Map<String, Object>> rows) {

  /** A row of names and values in turn. */
  public static Map<String, @Nullable Object> row(@Nullable Object... namesAndValues) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      row.put((String) namesAndValues[i], rounded(namesAndValues[i + 1]));
    }
    return row;
  }

  public static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  /** To four digits, which is more than these figures are precise to. */
  private static @Nullable Object rounded(@Nullable Object value) {
    if (!(value instanceof Double number) || !Double.isFinite(number) || number == 0) {
      return value;
    }
    double scale = Math.pow(10, Math.max(0, 3 - Math.floor(Math.log10(Math.abs(number)))));
    return Math.round(number * scale) / scale;
  }

  String text() {
    Set<String> columns = new LinkedHashSet<>();
    rows.forEach(row -> columns.addAll(row.keySet()));
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.copyOf(columns));
    for (Map<String, Object> row : rows) {
      lines.add(columns.stream().map(column -> shown(row.get(column))).toList());
    }
    StringBuilder text = new StringBuilder(title).append('\n');
    for (int line = 0; line < lines.size(); line++) {
      text.append("| ");
      for (int column = 0; column < columns.size(); column++) {
        text.append(padded(lines, line, column)).append(" | ");
      }
      text.setLength(text.length() - 1);
      text.append('\n');
      if (line == 0) {
        text.append("|---".repeat(columns.size())).append("|\n");
      }
    }
    return text.toString();
  }

  private static String padded(List<List<String>> lines, int line, int column) {
    int width = lines.stream().mapToInt(cells -> cells.get(column).length()).max().orElse(1);
    return String.format("%-" + Math.max(1, width) + "s", lines.get(line).get(column));
  }

  private static String shown(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof Double number) {
      return number >= 1000 ? String.format(Locale.ROOT, "%,.0f", number) : String.valueOf(number);
    }
    return value instanceof Number number
        ? String.format(Locale.ROOT, "%,d", number.longValue())
        : value.toString();
  }
}
