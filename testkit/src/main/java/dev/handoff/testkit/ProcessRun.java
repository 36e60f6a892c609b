package dev.handoff.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * Runs a real process under test, with separate outputs, signals and a deadline.
 *
 * <p>The outputs go to files and not to pipes: they can be read while it runs, and a background
 * process that keeps them open does not hold up the test.
 */
public final class ProcessRun implements AutoCloseable {
  private final Path folder;
  private final List<String> command;
  private final Process process;

  private ProcessRun(ProcessBuilder builder, String stdin) throws IOException {
    folder = Files.createTempDirectory("process-run");
    Path input = Files.writeString(folder.resolve("stdin"), stdin);
    command = List.copyOf(builder.command());
    process =
        builder
            .redirectInput(Redirect.from(input.toFile()))
            .redirectOutput(folder.resolve("stdout").toFile())
            .redirectError(folder.resolve("stderr").toFile())
            .start();
  }

  /** Starts it with an empty standard input; the builder has command, folder and environment. */
  public static ProcessRun start(ProcessBuilder builder) {
    return start(builder, "");
  }

  public static ProcessRun start(ProcessBuilder builder, String stdin) {
    try {
      return new ProcessRun(builder, stdin);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start " + builder.command(), e);
    }
  }

  /** Starts it, waits for its end and cleans up, as most tests need it. */
  public static ProcessResult run(ProcessBuilder builder, Duration deadline) {
    try (ProcessRun run = start(builder)) {
      return run.awaitExit(deadline);
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** The output so far. */
  public String stdout() {
    return read("stdout");
  }

  /** The error output so far. */
  public String stderr() {
    return read("stderr");
  }

  /** Waits until its standard output contains the text; at the deadline fails with both outputs. */
  public void awaitStdout(String text, Duration deadline) {
    awaitText("stdout", text, deadline);
  }

  /** Waits until its standard error contains the text; at the deadline fails with both outputs. */
  public void awaitStderr(String text, Duration deadline) {
    awaitText("stderr", text, deadline);
  }

  private void awaitText(String file, String text, Duration deadline) {
    Awaitility.await()
        .atMost(deadline)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(
            () ->
                assertThat(read(file))
                    .as("%s of %s; stdout: %s; stderr: %s", file, command, stdout(), stderr())
                    .contains(text));
  }

  /** Sends a signal such as {@code INT} or {@code TERM} to the process, not to its children. */
  public void signal(String name) {
    ProcessResult kill =
        run(
            new ProcessBuilder("sh", "-c", "kill -s \"$1\" \"$2\"", "sh", name, "" + pid()),
            Duration.ofSeconds(60));
    assertThat(kill.exit()).as("kill -s %s %d: %s", name, pid(), kill.stderr()).isZero();
  }

  /**
   * Waits for its end; at the deadline kills it with all its descendants and fails with both
   * outputs.
   */
  public ProcessResult awaitExit(Duration deadline) {
    try {
      if (process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
        return new ProcessResult(process.exitValue(), stdout(), stderr());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    killTree();
    throw new AssertionError(
        "%s did not end within %s and was killed.%nstdout:%n%s%nstderr:%n%s"
            .formatted(command, deadline, stdout(), stderr()));
  }

  /** Kills its remaining processes and removes its files. */
  @Override
  public void close() {
    killTree();
    try {
      for (String file : List.of("stdin", "stdout", "stderr")) {
        Files.deleteIfExists(folder.resolve(file));
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Kills the process and its descendants. A detached process (parent 1) is no descendant and
   * stays, as a daemon should. Waits only for the process itself: a killed orphan may stay listed
   * until it is reaped.
   */
  private void killTree() {
    List<ProcessHandle> descendants = process.descendants().toList();
    process.destroyForcibly();
    descendants.forEach(ProcessHandle::destroyForcibly);
    process.onExit().join();
  }

  private String read(String file) {
    try {
      return Files.readString(folder.resolve(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
