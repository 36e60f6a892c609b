package dev.handoff.bench.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Runs a main class of the bench in a separate JVM. */
public final class JavaProcess implements AutoCloseable {

  /** A process prints this when it is ready. */
  public static final String READY = "ready";

  /** Of the launcher, for what is compared with a command. */
  private static final List<String> COMMAND =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss512k");

  private final String name;
  private final Process process;
  private final BufferedReader output;

  private JavaProcess(String name, Process process) {
    this.name = name;
    this.process = process;
    this.output = process.inputReader();
  }

  /**
   * Starts it; it shares the stderr of this process. All sides of a comparison get the same
   * collector: that which takes the least CPU on few cores, unless BENCH_JAVA_OPTIONS names one.
   */
  public static JavaProcess start(Class<?> main, String heap, Object... arguments)
      throws IOException {
    List<String> words = new ArrayList<>();
    words.add("-Xmx" + heap);
    String options = Objects.requireNonNullElse(System.getenv("BENCH_JAVA_OPTIONS"), "").trim();
    if (!options.matches(".*-XX:\\+Use\\w+GC.*")) {
      words.add("-XX:+UseParallelGC");
    }
    if (!options.isEmpty()) {
      words.addAll(List.of(options.split(" +")));
    }
    return start(words, main, arguments);
  }

  /** The same with the options with which the launcher starts a command. */
  public static JavaProcess startAsCommand(Class<?> main, String heap, Object... arguments)
      throws IOException {
    List<String> words = new ArrayList<>(COMMAND);
    words.add("-Xmx" + heap);
    return start(words, main, arguments);
  }

  private static JavaProcess start(List<String> options, Class<?> main, Object... arguments)
      throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(options);
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    Arrays.stream(arguments).map(Object::toString).forEach(words::add);
    Process process = new ProcessBuilder(words).redirectError(Redirect.INHERIT).start();
    return new JavaProcess(main.getSimpleName(), process);
  }

  /** Called by the started process, so that it ends when its parent ends in any way. */
  public static void endWithParent() {
    endWithParent(Map.of());
  }

  /**
   * The same; also answers the parent's questions.
   *
   * @param answers by the question
   */
  public static void endWithParent(Map<String, LongSupplier> answers) {
    Thread watch = new Thread(() -> answerUntilParentsEnd(answers), "parent-watch");
    watch.setDaemon(true);
    watch.start();
  }

  private static void answerUntilParentsEnd(Map<String, LongSupplier> answers) {
    try {
      BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, UTF_8));
      for (String line = questions.readLine(); line != null; line = questions.readLine()) {
        LongSupplier answer = Objects.requireNonNull(answers.get(line), line);
        System.out.println(line + " " + answer.getAsLong());
      }
    } catch (IOException e) {
      // an end as well
    }
    System.exit(0);
  }

  public JavaProcess awaitReady() throws IOException {
    awaitLine(READY);
    return this;
  }

  /** Waits for the next line with this beginning and returns the rest of it. */
  public String awaitLine(String beginning) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(beginning)) {
        return line.substring(beginning.length()).trim();
      }
    }
    throw new IllegalStateException(name + " ended before it printed: " + beginning);
  }

  /** Asks the process one of its questions. */
  public long ask(String question) throws IOException {
    OutputStream input = process.getOutputStream();
    input.write((question + "\n").getBytes(UTF_8));
    input.flush();
    return Long.parseLong(awaitLine(question + " "));
  }

  public long pid() {
    return process.pid();
  }

  /** Like {@code kill -9}; does not wait for its end. */
  public void signalKill() {
    process.destroyForcibly();
  }

  /** Sends {@code SIGTERM}, and kills the process if it does not end within half a minute. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
