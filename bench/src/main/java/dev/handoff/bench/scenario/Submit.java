package dev.handoff.bench.scenario;

import dev.handoff.bench.figure.Percentiles;
import dev.handoff.bench.figure.Scenario;
import dev.handoff.bench.figure.Stage;
import dev.handoff.bench.figure.Table;
import dev.handoff.bench.load.SmallRepository;
import dev.handoff.bench.process.BrokerProcess;
import dev.handoff.bench.process.HandoffCommand;
import dev.handoff.bench.process.ProcessUse;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.setup.TopicSettings;
import dev.handoff.log.setup.TopicSetup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;

/**
 * Measures {@code handoff task --background} as a whole process, with one brief of a repository and
 * with many: the cost of each further one. No worker runs the jobs.
 */
public final class Submit implements Scenario {

  private static final List<Integer> BRIEFS = List.of(1, 20, 200, 1000);
  private static final int FILES = 200;

  @Override
  public String name() {
    return "submit";
  }

  @Override
  public List<Table> run(Stage stage) throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(stage)) {
      HandoffCommand.build(stage);
      KafkaSettings kafka = broker.kafka("submit");
      try (Admin admin = kafka.admin()) {
        new TopicSetup(admin, kafka.topics(), TopicSettings.LOCAL).ensure(Set.of("standard"));
      }
      HandoffCommand handoff = HandoffCommand.launcher(stage, broker, "submit");
      List<String> briefs = briefs(stage.folder().resolve("repository"));
      return List.of(
          new Table(
              "submit: briefs of one repository in one call",
              rows(measured(stage, handoff, briefs))));
    }
  }

  /** Briefs for a repository whose commit workers can fetch, so that nothing is sent along. */
  private static List<String> briefs(Path folder) throws Exception {
    SmallRepository repository = SmallRepository.make(folder, FILES, List.of("true"));
    repository.pushed();
    List<String> briefs = new ArrayList<>();
    for (int number = 0; number < BRIEFS.get(BRIEFS.size() - 1); number++) {
      briefs.add(
          Files.writeString(
                  folder.resolveSibling("brief-%04d.yaml".formatted(number)),
                  """
                  goal: Note %d says what it is about in its first line.
                  scope: {repo: repository, include: ["notes-00/**"]}
                  run: {command: "sed -i 1s/line/head/ notes-00/note-000.txt"}
                  checks: [{name: it does, run: [grep, -q, head, notes-00/note-000.txt]}]
                  """
                      .formatted(number))
              .toString());
    }
    return briefs;
  }

  private static Map<Integer, Measured> measured(
      Stage stage, HandoffCommand handoff, List<String> briefs) throws Exception {
    Map<Integer, Measured> measured = new LinkedHashMap<>();
    BRIEFS.forEach(
        count -> measured.put(count, new Measured(new Percentiles(), new Percentiles())));
    stage.say("%d runs with each number of briefs, in turn", stage.sizes().runs);
    for (int run = 0; run < stage.sizes().runs; run++) {
      for (Map.Entry<Integer, Measured> each : measured.entrySet()) {
        List<String> words = new ArrayList<>(List.of("task", "--background"));
        words.addAll(briefs.subList(0, each.getKey()));
        long before = ProcessUse.cpuNanosOfEndedChildren();
        long elapsed = handoff.time(words.toArray(String[]::new));
        each.getValue().times().record(elapsed);
        each.getValue().cpu().record(ProcessUse.cpuNanosOfEndedChildren() - before);
      }
    }
    return measured;
  }

  private static List<Map<String, Object>> rows(Map<Integer, Measured> measured) {
    List<Map<String, Object>> rows = new ArrayList<>();
    Measured single = Objects.requireNonNull(measured.get(1));
    double one = single.times().millisAt(50);
    double oneCpu = single.cpu().millisAt(50);
    measured.forEach(
        (count, each) -> {
          double median = each.times().millisAt(50);
          double cpu = each.cpu().millisAt(50);
          rows.add(
              Table.row(
                  "submit",
                  "%d briefs".formatted(count),
                  "n",
                  each.times().count(),
                  "p50 ms",
                  median,
                  "ratio p50",
                  median / one,
                  "jobs a second",
                  count / median * 1000,
                  "CPU ms",
                  cpu,
                  "ratio CPU",
                  cpu / oneCpu));
        });
    return rows;
  }

  /** With one number of briefs. */
  private record Measured(Percentiles times, Percentiles cpu) {}
}
