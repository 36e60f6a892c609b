package dev.handoff.bench.process;

import dev.handoff.bench.figure.Stage;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs the {@code handoff} command against one installation, like people do. */
public final class HandoffCommand {

  private final Stage stage;
  private final List<String> beginning;
  private final List<String> connection;

  private HandoffCommand(Stage stage, List<String> beginning, List<String> connection) {
    this.stage = stage;
    this.beginning = beginning;
    this.connection = connection;
  }

  /** Lets the launcher build what is missing or outdated, before anything is measured. */
  public static void build(Stage stage) throws IOException, InterruptedException {
    stage.say("the launcher builds what is missing");
    new HandoffCommand(stage, beginning(stage), List.of()).output("--version");
  }

  private static List<String> beginning(Stage stage) {
    return List.of(stage.home().resolve("handoff").toString());
  }

  /** The command through the launcher. */
  public static HandoffCommand launcher(Stage stage, BrokerProcess broker, String prefix) {
    return new HandoffCommand(
        stage,
        beginning(stage),
        List.of(
            "--command-config", broker.clientProperties().toString(), "--topic-prefix", prefix));
  }

  /** The same without the launcher. */
  public HandoffCommand withoutLauncher(String... words) throws IOException, InterruptedException {
    List<String> java = becomes(words);
    return new HandoffCommand(stage, java.subList(0, java.indexOf("-jar") + 2), connection);
  }

  /** Another program in the same JVM with the same options, class archive and arguments. */
  public HandoffCommand instead(Class<?> main, String... words)
      throws IOException, InterruptedException {
    List<String> java = becomes(words);
    int jar = java.indexOf("-jar");
    List<String> command = new ArrayList<>(java.subList(0, jar));
    // The archive fits any class path that begins like its own.
    String classPath = java.get(jar + 1) + ":" + System.getProperty("java.class.path");
    command.addAll(List.of("-cp", classPath, main.getName()));
    return new HandoffCommand(stage, command, connection);
  }

  /**
   * The command line that the launcher executes. Read from a running process, since a copy here
   * could become outdated.
   */
  private List<String> becomes(String... words) throws IOException, InterruptedException {
    Process process = start(words);
    Path commandLine = Path.of("/proc", String.valueOf(process.pid()), "cmdline");
    List<String> seen = List.of();
    List<String> before;
    do {
      before = seen;
      seen =
          List.of(new String(Files.readAllBytes(commandLine), StandardCharsets.UTF_8).split("\0"));
    } while (process.isAlive() && !(isJava(seen) && seen.equals(before)));
    process.waitFor();
    if (!isJava(seen)) {
      throw new IllegalStateException("the launcher ended before it became a JVM");
    }
    return seen;
  }

  /** Whether it is a whole JVM command line: a read during the exec may mix the old and the new. */
  private static boolean isJava(List<String> commandLine) {
    return commandLine.contains("-jar") && commandLine.get(0).endsWith("java");
  }

  /** Starts it; its output is discarded. */
  public Process start(String... words) throws IOException {
    return builder(words).redirectOutput(Redirect.DISCARD).start();
  }

  /** Starts it; the caller reads its output. */
  public Process startReading(String... words) throws IOException {
    return builder(words).start();
  }

  /** Runs it and returns its stdout; it must end with 0. */
  public String output(String... words) throws IOException, InterruptedException {
    Process process = startReading(words);
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    requireSuccess(process.waitFor(), words);
    return printed.trim();
  }

  /** Runs it and returns the nanoseconds from start to end; it must end with 0. */
  public long time(String... words) throws IOException, InterruptedException {
    ProcessBuilder builder = builder(words).redirectOutput(Redirect.DISCARD);
    long start = System.nanoTime();
    int exit = builder.start().waitFor();
    long elapsed = System.nanoTime() - start;
    requireSuccess(exit, words);
    return elapsed;
  }

  /** Its peak of resident memory, by polling without a pause, which makes timing it useless. */
  public double peakMegabytes(String... words) throws IOException, InterruptedException {
    Process process = start(words);
    double peak = 0;
    while (process.isAlive()) {
      try {
        peak = Math.max(peak, ProcessUse.of(process.pid()).peakMegabytes());
      } catch (IOException e) {
        break; // it has ended
      }
    }
    requireSuccess(process.waitFor(), words);
    return peak;
  }

  private ProcessBuilder builder(String... words) {
    List<String> command = new ArrayList<>(beginning);
    command.addAll(Arrays.asList(words));
    command.addAll(connection);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("HANDOFF_"));
    builder.environment().put("XDG_STATE_HOME", stage.folder().resolve("state").toString());
    builder.environment().put("XDG_CONFIG_HOME", stage.folder().resolve("config").toString());
    builder.environment().put("LC_ALL", "C.UTF-8"); // like the launcher
    return builder
        .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
        .redirectError(Redirect.appendTo(stage.folder().resolve("commands.log").toFile()));
  }

  private void requireSuccess(int exit, String... words) throws IOException {
    if (exit != 0) {
      throw new IllegalStateException(
          "handoff %s ended with %d: %s"
              .formatted(
                  String.join(" ", words),
                  exit,
                  Files.readString(stage.folder().resolve("commands.log"))));
    }
  }
}
