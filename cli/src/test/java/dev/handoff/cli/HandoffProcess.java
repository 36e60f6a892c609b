package dev.handoff.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.broker.LocalBrokerSettings;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import dev.handoff.testkit.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The handoff command of this build at a terminal of its own: real processes, with a home and a
 * state folder of their own.
 *
 * @param home holds everything that the command keeps
 * @param folder where it is started
 * @param build the build that it claims to be
 */
public record HandoffProcess(Path home, Path folder, String build) {

  /** Long enough for a busy machine; no test depends on the speed of a command. */
  public static final Duration DEADLINE = Duration.ofSeconds(90);

  /** A build in the background of a script ignores SIGINT, and its children inherit that. */
  private static final List<String> TAKES_INTERRUPTS = takesInterrupts();

  private static final String DAEMON = "dev.handoff.cli.local.LocalDaemon";

  public static HandoffProcess at(Path home) {
    return new HandoffProcess(home, home, "test");
  }

  HandoffProcess in(Path other) {
    return new HandoffProcess(home, other, build);
  }

  HandoffProcess ofBuild(String other) {
    return new HandoffProcess(home, folder, other);
  }

  /** Runs it until it ends. */
  ProcessResult run(String... arguments) {
    return ProcessRun.run(builder(arguments), DEADLINE);
  }

  ProcessRun start(String... arguments) {
    return ProcessRun.start(builder(arguments));
  }

  /** Starts all command lines at once, and returns their results in that order. */
  List<ProcessResult> runAtOnce(List<String[]> commandLines) {
    List<ProcessRun> runs = commandLines.stream().map(this::start).toList();
    try {
      return runs.stream().map(run -> run.awaitExit(DEADLINE)).toList();
    } finally {
      runs.forEach(ProcessRun::close);
    }
  }

  /** Submits the brief in the background, and returns the id that it printed. */
  String submit(String brief) {
    ProcessResult task = run("task", "--background", brief);
    assertThat(task.exit()).as(task.stderr()).isZero();
    return task.stdout().strip();
  }

  /** The id that a waiting {@code task} has printed on its stderr. */
  static String acceptedJob(ProcessResult task) {
    String marker = "Accepted as ";
    int at = task.stderr().indexOf(marker);
    assertThat(at).as(task.stderr()).isNotNegative();
    return task.stderr().substring(at + marker.length()).lines().findFirst().orElseThrow();
  }

  /** The cluster of the running local default, for a client of the test. */
  KafkaSettings kafka() {
    String status = run("local", "status").stdout();
    String server = status.replaceAll("(?s).*broker +(\\S+).*", "$1");
    LocalBrokerSettings broker = LocalBrokerSettings.inFolder(stateFolder().resolve("broker"));
    return new KafkaSettings(broker.credentials().clientProperties(server), Topics.DEFAULT);
  }

  /**
   * The same commands in this JVM, for tests that need no process: starting one takes longer than
   * most commands. The local default must run.
   */
  Commands inThisJvm() {
    try {
      return Commands.on(kafka(), Files.createTempDirectory(home, "login"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The words of this command, for a shell that starts it. */
  public List<String> commandLine(String... arguments) {
    List<String> words = new ArrayList<>(Program.java());
    words.add("-Dhandoff.build=" + build);
    words.add(Handoff.class.getName());
    words.addAll(Arrays.asList(arguments));
    return words;
  }

  /** A process with the home, state and folder of this command, and none of the tests. */
  public ProcessBuilder inItsEnvironment(List<String> words) {
    ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("HANDOFF_"));
    builder.environment().put("HOME", home.toString());
    builder.environment().put("XDG_STATE_HOME", home.resolve("state").toString());
    builder.environment().put("XDG_CONFIG_HOME", home.resolve("config").toString());
    return builder;
  }

  private ProcessBuilder builder(String... arguments) {
    List<String> words = new ArrayList<>(TAKES_INTERRUPTS);
    words.addAll(commandLine(arguments));
    return inItsEnvironment(words);
  }

  private static List<String> takesInterrupts() {
    List<String> words = List.of("env", "--default-signal=INT");
    List<String> trial = new ArrayList<>(words);
    trial.add("true");
    boolean isKnown = ProcessRun.run(new ProcessBuilder(trial), DEADLINE).exit() == 0;
    return isKnown ? words : List.of();
  }

  Path stateFolder() {
    return home.resolve("state").resolve("handoff");
  }

  /** The live background processes of this state folder, as listed by the system. */
  List<ProcessHandle> localProcesses() {
    List<ProcessHandle> all = processesWith(DAEMON).stream().filter(this::hasOurState).toList();
    return all.stream().filter(process -> !isForkOfAny(process, all)).toList();
  }

  /** A child has its parent's command line and environment until it executes another program. */
  private static boolean isForkOfAny(ProcessHandle process, List<ProcessHandle> parents) {
    return process.parent().map(parents::contains).orElse(false);
  }

  long localPid() {
    assertThat(localProcesses()).hasSize(1);
    return localProcesses().get(0).pid();
  }

  private boolean hasOurState(ProcessHandle process) {
    try {
      String environment =
          Files.readString(Path.of("/proc", "" + process.pid(), "environ"), ISO_8859_1);
      return environment.contains("XDG_STATE_HOME=" + home.resolve("state") + "\0");
    } catch (IOException e) {
      return false; // it has ended since it was listed
    }
  }

  /** Every process of this machine whose command line contains the text. */
  static List<ProcessHandle> processesWith(String text) {
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.filter(process -> runs(commandLine(process).orElse(""), text)).toList();
    }
  }

  /** Excludes git, which a submit runs with the files of a command as arguments. */
  private static boolean runs(String commandLine, String text) {
    return commandLine.contains(text) && !commandLine.startsWith("git ");
  }

  private static Optional<String> commandLine(ProcessHandle process) {
    try {
      return Optional.of(
          Files.readString(Path.of("/proc", "" + process.pid(), "cmdline"), ISO_8859_1)
              .replace('\0', ' '));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  void startLocal() {
    ProcessResult start = run("local", "start");
    assertThat(start.exit()).as(start.stderr()).isZero();
  }

  /** Stops the background process; kills it and fails if that does not work. */
  void stopLocal() {
    List<ProcessHandle> started = localProcesses();
    if (started.isEmpty()) {
      return;
    }
    ProcessResult stop = run("local", "stop");
    boolean isGone = localProcesses().isEmpty();
    started.forEach(ProcessHandle::destroyForcibly);
    assertThat(isGone).as("the local process is gone after local stop: %s", stop).isTrue();
  }
}
