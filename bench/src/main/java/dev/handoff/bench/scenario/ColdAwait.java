package dev.handoff.bench.scenario;

import dev.handoff.bench.figure.Scenario;
import dev.handoff.bench.figure.Stage;
import dev.handoff.bench.figure.Table;
import dev.handoff.bench.load.OtherJobs;
import dev.handoff.bench.process.BrokerProcess;
import dev.handoff.bench.process.HandoffCommand;
import dev.handoff.bench.process.ReadMain;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.setup.TopicSettings;
import dev.handoff.log.setup.TopicSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import org.apache.kafka.clients.admin.Admin;

/**
 * Measures {@code handoff await} of an ended job, as a whole process: time and memory, with few and
 * with many other jobs in the topic. Baseline: the least that a Java program with a Kafka consumer
 * takes for the same look-up. Target: the same with few and with many.
 */
public final class ColdAwait implements Scenario {

  private static final int FEW = 1_000;
  private static final int MEMORY_RUNS = 5;

  @Override
  public String name() {
    return "cold-await";
  }

  @Override
  public List<Table> run(Stage stage) throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(stage)) {
      HandoffCommand.build(stage);
      List<Case> few = prepared(stage, broker, "few", FEW);
      List<Case> many = prepared(stage, broker, "many", stage.sizes().others);
      List<Measured> measured = new ArrayList<>();
      for (int place = 0; place < few.size(); place++) {
        for (Case one : List.of(few.get(place), many.get(place))) {
          measured.add(new Measured("launcher", one, one.launcher));
        }
        for (Case one : List.of(few.get(place), many.get(place))) {
          measured.add(new Measured("java alone", one, one.java()));
        }
        for (Case one : List.of(few.get(place), many.get(place))) {
          measured.add(new Measured("bare consumer", one, one.bare()));
        }
      }
      stage.say("%d runs of each command, in turn", stage.sizes().runs);
      for (int run = 0; run < stage.sizes().runs; run++) {
        for (Measured one : measured) {
          one.times.add(one.command.time("await", one.of.job) / 1e9);
        }
      }
      for (int run = 0; run < MEMORY_RUNS; run++) {
        for (Measured one : measured) {
          one.peaks.add(one.command.peakMegabytes("await", one.of.job));
        }
      }
      return List.of(new Table("cold-await: a finished job", rows(measured)));
    }
  }

  /** Prepares a job in the middle of the others, and one after all of them. */
  private static List<Case> prepared(Stage stage, BrokerProcess broker, String prefix, int others)
      throws Exception {
    KafkaSettings kafka = broker.kafka(prefix);
    try (Admin admin = kafka.admin()) {
      new TopicSetup(admin, kafka.topics(), TopicSettings.LOCAL).ensure(Set.of("standard"));
    }
    HandoffCommand launcher = HandoffCommand.launcher(stage, broker, prefix);
    Instant began = Instant.now();
    stage.say("writing %,d other jobs", others);
    try (OtherJobs jobs = new OtherJobs(kafka)) {
      jobs.write(others / 2, began.minus(Duration.ofHours(20)), began);
      String middle = finished(stage, launcher, prefix + "-middle");
      jobs.write(others - others / 2, Instant.now(), Instant.now().plusSeconds(1));
      String last = finished(stage, launcher, prefix + "-last");
      // Otherwise the disk would still be busy with them while the first commands are timed.
      new ProcessBuilder("sync").start().waitFor();
      stage.say("written in %d s", Duration.between(began, Instant.now()).toSeconds());
      return List.of(
          new Case(others, "middle", middle, launcher), new Case(others, "last", last, launcher));
    }
  }

  /** Lets a worker run a real job, with everything that it leaves on the topics. */
  private static String finished(Stage stage, HandoffCommand handoff, String name)
      throws Exception {
    Path brief = brief(Files.createDirectory(stage.folder().resolve("repository-" + name)));
    Path work = stage.folder().resolve("work-" + name);
    Process worker =
        handoff.start(
            "worker", "--id", name, "--lane", "standard=1", "--work-folder", work.toString());
    try {
      String job = handoff.output("task", "--background", brief.toString());
      handoff.output("await", job);
      return job;
    } finally {
      worker.destroy();
      if (!worker.waitFor(60, TimeUnit.SECONDS)) {
        worker.destroyForcibly();
      }
    }
  }

  private static Path brief(Path repository) throws IOException, InterruptedException {
    Files.writeString(repository.resolve("greeting.txt"), "hello\n");
    Path brief =
        Files.writeString(
            repository.resolve("brief.yaml"),
            """
            goal: The greeting is in upper case.
            scope: {include: [greeting.txt]}
            run: {command: "tr a-z A-Z < greeting.txt > new && mv new greeting.txt"}
            checks: [{name: it is, run: [grep, HELLO, greeting.txt]}]
            """);
    git(repository, "init", "-q");
    git(repository, "add", ".");
    git(repository, "commit", "-q", "-m", "Begin");
    return brief;
  }

  private static void git(Path repository, String... words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git", "-C", repository.toString()));
    command.addAll(List.of("-c", "user.name=bench", "-c", "user.email=bench@example.org"));
    command.addAll(Arrays.asList(words));
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IllegalStateException(String.join(" ", command) + " failed");
    }
  }

  private static List<Map<String, Object>> rows(List<Measured> measured) {
    List<Map<String, Object>> rows = new ArrayList<>();
    double before = 0;
    for (Measured one : measured) {
      double median = median(one.times);
      Map<String, Object> row =
          Table.row(
              "command",
              one.name,
              "place",
              one.of.place,
              "other jobs",
              one.of.others,
              "n",
              one.times.size(),
              "median s",
              median,
              "min s",
              one.times.stream().mapToDouble(time -> time).min().orElseThrow(),
              "max s",
              one.times.stream().mapToDouble(time -> time).max().orElseThrow(),
              "peak MiB",
              median(one.peaks));
      if (one.of.others != FEW) {
        row.putAll(Table.row("ratio to few", median / before));
      }
      before = median;
      rows.add(row);
    }
    return rows;
  }

  private static double median(List<Double> values) {
    DoubleStream sorted = values.stream().mapToDouble(value -> value).sorted();
    double[] all = sorted.toArray();
    return (all[(all.length - 1) / 2] + all[all.length / 2]) / 2;
  }

  private record Case(int others, String place, String job, HandoffCommand launcher) {
    HandoffCommand java() throws IOException, InterruptedException {
      return launcher.withoutLauncher("await", job);
    }

    HandoffCommand bare() throws IOException, InterruptedException {
      return launcher.instead(ReadMain.class, "await", job);
    }
  }

  private record Measured(
      String name, Case of, HandoffCommand command, List<Double> times, List<Double> peaks) {
    Measured(String name, Case of, HandoffCommand command) {
      this(name, of, command, new ArrayList<>(), new ArrayList<>());
    }
  }
}
