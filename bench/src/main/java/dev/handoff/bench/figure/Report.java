package dev.handoff.bench.figure;

import dev.handoff.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Prints results as text at once, and writes a JSON file that is complete after each scenario. */
public final class Report {

  private final Path file;
  private final Map<String, Object> scenarios = new LinkedHashMap<>();
  private final Map<String, Object> document = new LinkedHashMap<>();

  public Report(Path file) {
    this.file = file;
    document.put("began", Instant.now().toString());
    document.put("machine", Machine.facts());
    document.put("scenarios", scenarios);
    Machine.facts().forEach((name, value) -> System.out.println(name + ": " + value));
  }

  public void add(String scenario, List<Table> tables) throws IOException {
    tables.forEach(table -> System.out.println("\n" + table.text()));
    scenarios.put(scenario, tables);
    document.put("load_average_at_end", Machine.loadAverage());
    Files.write(file, Json.tolerant().write(document));
  }
}
