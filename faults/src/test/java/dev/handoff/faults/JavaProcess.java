package dev.handoff.faults;

import dev.handoff.testkit.ProcessRun;
import dev.handoff.testkit.Program;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A program of this build as a process: how it is started, and struck. */
final class JavaProcess implements AutoCloseable {

  /** Long enough for a loaded machine; no test passes or fails by how fast a process is. */
  static final Duration DEADLINE = Duration.ofSeconds(90);

  private final ProcessRun run;

  private JavaProcess(ProcessRun run) {
    this.run = run;
  }

  /**
   * @param options of the JVM
   */
  static JavaProcess start(List<String> options, Class<?> main, List<String> arguments) {
    return start(Map.of(), options, main, arguments);
  }

  /**
   * @param environment beside this process's own
   * @param options of the JVM
   */
  static JavaProcess start(
      Map<String, String> environment,
      List<String> options,
      Class<?> main,
      List<String> arguments) {
    // A build in the background of a script ignores SIGINT, and so would all that it starts.
    List<String> words = new ArrayList<>(List.of("env", "--default-signal=INT"));
    words.addAll(Program.java());
    words.add("-Dorg.slf4j.simpleLogger.log.dev.handoff=info");
    words.add("-Dorg.slf4j.simpleLogger.showDateTime=true");
    words.add("-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS");
    words.addAll(options);
    words.add(main.getName());
    words.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().keySet().removeIf(name -> name.startsWith("HANDOFF_"));
    builder.environment().putAll(environment);
    return new JavaProcess(ProcessRun.start(builder));
  }

  ProcessRun run() {
    return run;
  }

  /** As {@code kill -9}: not a word more from it. */
  void kill() {
    run.signal("KILL");
    awaitEnd();
  }

  void freeze() {
    run.signal("STOP");
  }

  void wake() {
    run.signal("CONT");
  }

  /** Asks it to end; returns its exit code. */
  int terminate() {
    run.signal("TERM");
    return awaitEnd();
  }

  int awaitEnd() {
    return run.awaitExit(DEADLINE).exit();
  }

  @Override
  public void close() {
    run.close();
  }
}
