package dev.handoff.cli;

import dev.handoff.broker.LocalBroker;
import dev.handoff.broker.LocalBrokerSettings;
import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.source.Git;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import dev.handoff.worker.Worker;
import dev.handoff.worker.WorkerSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Runs one job by {@code handoff task} with its own broker, so that the JVM can archive the classes
 * that every command needs. The launcher runs it once after a build. It leaves nothing behind.
 */
public final class WarmUp {

  private static final String BRIEF =
      """
      goal: Load the classes that every command needs.
      run: {handler: warm-up, with: {text: hello}}
      """;

  private static final String COMMANDS =
      """
      goal: Load the classes for jobs that run commands.
      scope: {include: ["*.txt"]}
      run: {command: "sed -i s/text/texts/ file.txt"}
      checks: [{name: it does, run: [grep, -q, texts, file.txt]}]
      """;

  private WarmUp() {}

  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("handoff-warm-up");
    int exitCode;
    try (LocalBroker broker =
        LocalBroker.start(LocalBrokerSettings.inFolder(folder.resolve("broker")))) {
      exitCode = run(broker, folder);
    } finally {
      delete(folder);
    }
    System.exit(exitCode);
  }

  private static int run(LocalBroker broker, Path folder) throws Exception {
    WorkerSettings settings =
        WorkerSettings.of("warm-up", folder.resolve("work"))
            .withLanes(Map.of("standard", 1))
            .withHandlers(Map.of("warm-up", context -> context.input()))
            .withDrain(Duration.ZERO);
    KafkaSettings kafka = new KafkaSettings(broker.clientProperties(), Topics.DEFAULT);
    try (Worker worker = new Worker(kafka, settings)) {
      worker.start();
      Path brief = Files.writeString(folder.resolve("brief.yaml"), BRIEF);
      Path login = login(broker, folder);
      int exitCode = execute(login, "task", brief.toString());
      submitCommands(login, folder.resolve("repository"));
      return exitCode;
    }
  }

  /** Submits two jobs that run commands in a repository, and that are not due yet. */
  private static void submitCommands(Path login, Path repository) throws IOException {
    try {
      Files.createDirectory(repository);
      Git git = new Git(repository);
      git.must("init", "-q");
      Files.writeString(repository.resolve("file.txt"), "text");
      git.must("add", ".");
      git.must(
          "-c",
          "user.name=x",
          "-c",
          "user.email=x",
          "-c",
          "commit.gpgsign=false",
          "-c",
          "core.hooksPath=/dev/null", // the hooks of this user are not for this commit
          "commit",
          "-qm",
          "x");
      // As of a commit that workers can fetch.
      git.must("remote", "add", "origin", "https://git.example.org/x.git");
      git.must("update-ref", "refs/remotes/origin/main", "HEAD");
    } catch (CommandException e) {
      return; // without git, the first job with a command starts a little slower
    }
    List<String> words = new ArrayList<>(List.of("task", "--background", "--in", "1h"));
    for (String name : List.of("one.yaml", "two.yaml")) {
      words.add(Files.writeString(repository.resolve(name), COMMANDS).toString());
    }
    execute(login, words.toArray(String[]::new));
  }

  private static int execute(Path login, String... words) {
    List<String> arguments = new ArrayList<>(List.of(words));
    arguments.addAll(List.of("--command-config", login.toString()));
    arguments.addAll(List.of("--signing-key", "none", "--trust", "none"));
    return Handoff.commandLine().execute(arguments.toArray(String[]::new));
  }

  private static Path login(LocalBroker broker, Path folder) throws IOException {
    Path file = folder.resolve("client.properties");
    Properties properties = new Properties();
    properties.putAll(broker.clientProperties());
    try (OutputStream out = Files.newOutputStream(file)) {
      properties.store(out, null);
    }
    return file;
  }

  private static void delete(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> tree = Files.walk(folder)) {
      deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }
}
